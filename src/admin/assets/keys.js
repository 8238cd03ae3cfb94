/** Keys of the back office: nothing here is needed, everything is quicker with it. */
const PLACES = {
  o: '/admin/orders',
  p: '/admin/products',
  s: '/admin/stock',
  c: '/admin/coupons',
  i: '/admin/invoices',
  y: '/admin/system',
};
/** How long after `g` the second letter counts. */
const CHORD_MS = 1_000;

let goAt = -Infinity;

/** True where letters are text. */
const isTyping = (target) => target.matches('input, select, textarea, [contenteditable]');

/** Moves the focus to the next or previous row's link. */
function move(step) {
  const links = [...document.querySelectorAll('table[data-rows] tbody a.strong')];
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[next]?.focus();
  return links.length > 0;
}

/** Does what a key says; false where it says nothing. */
function act(key, now) {
  if (now - goAt < CHORD_MS && Object.hasOwn(PLACES, key)) {
    location.assign(PLACES[key]);
    return true;
  }
  if (key === 'g') {
    goAt = now;
    return true;
  }
  if (key === '/') {
    const search = document.querySelector('input[type=search]');
    search?.focus();
    search?.select();
    return search !== null;
  }
  if (key === '?') {
    document.querySelector('#keys')?.showModal();
    return true;
  }
  if (key === 'ArrowDown') return move(1);
  if (key === 'ArrowUp') return move(-1);
  return false;
}

document.addEventListener('keydown', (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (modified || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  if (act(event.key, event.timeStamp)) event.preventDefault();
});
