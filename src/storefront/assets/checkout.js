/** Shows what another country or another way of delivery costs as soon as it is chosen. */
const form = document.querySelector('#checkout');
let asked = 0;

async function requote(changed) {
  const turn = (asked += 1);
  const body = new URLSearchParams(new FormData(form));
  body.set('intent', 'quote');
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (turn !== asked || !response.ok) return;
    for (const part of form.querySelectorAll('[data-swap]')) {
      const fresh = page.querySelector(`[data-swap="${part.dataset.swap}"]`);
      if (fresh) part.replaceWith(fresh);
    }
    if (changed.type === 'radio') form.querySelector('[name=shipping_method]:checked')?.focus();
  } catch {
    // Offline: the total is checked again when the order is placed.
  }
}

form.addEventListener('change', ({ target }) => {
  if (target.matches('[data-requote]')) void requote(target);
});
