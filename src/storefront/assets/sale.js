/** Keeps a drop's page in step: looks again when told to, and swaps what has changed. */
const SAY_AGAIN_MS = 60_000;
const said = document.querySelector('[data-said]');
const room = () => document.querySelector('[data-room]');
let timer;
let asked = 0;
let saidAt = 0;

/** Politely: a new stage at once, mere numbers once a minute. */
function say(before, after) {
  const changed = before.dataset.room !== after.dataset.room;
  if (!changed && Date.now() - saidAt < SAY_AGAIN_MS) return;
  saidAt = Date.now();
  said.textContent = after.dataset.say;
}

/** A form that somebody is filling in stays; so does the focus. */
function swap(fresh) {
  const old = room();
  const same = old.dataset.room === fresh.dataset.room;
  if (same && old.querySelector('form')) return Object.assign(old.dataset, fresh.dataset);
  const focused = old.contains(document.activeElement);
  say(old, fresh);
  old.replaceWith(fresh);
  if (focused) fresh.querySelector('h2')?.focus();
}

/** Spread, so that a crowd does not ask in one second. */
function plan() {
  const { look: seconds } = room().dataset;
  clearTimeout(timer);
  if (seconds) timer = setTimeout(() => void look(), seconds * 1000 * (0.8 + 0.4 * Math.random()));
}

async function look() {
  const turn = (asked += 1);
  const path = location.pathname.replace(/\/(ticket|claim)$/, '');
  try {
    const response = await fetch(`${path}/place${location.search}`);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('[data-room]');
    if (turn === asked && response.ok && fresh) swap(fresh);
  } catch {
    // Offline: the next look may find the way.
  }
  plan();
}

/** Asks at the door until it opens or says no. */
async function enter(form) {
  const button = form.querySelector('button');
  button.ariaBusy = 'true';
  button.textContent = button.dataset.busy;
  try {
    const response = await fetch(`/api${new URL(form.action).pathname}`, { method: 'POST' });
    const after = Number(response.headers.get('retry-after'));
    if (response.ok) return void look();
    if (after > 0) return setTimeout(() => void enter(form), after * 1000);
  } catch {
    return setTimeout(() => void enter(form), 2000);
  }
  form.submit();
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-claim]')) return;
  event.preventDefault();
  if (event.target.querySelector('button').ariaBusy !== 'true') void enter(event.target);
});
addEventListener('countdown:over', () => {
  timer = setTimeout(() => void look(), 3000 * Math.random());
});
// Come back to, from another tab or by the way back, the page is as old as it was left.
addEventListener('pageshow', (event) => event.persisted && void look());
document.addEventListener('visibilitychange', () => document.hidden || void look());
plan();
