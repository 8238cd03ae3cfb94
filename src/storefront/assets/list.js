/** Livens a list up: filters send themselves, and the next page joins the one that is shown. */
const form = document.querySelector('form[data-auto]');

if (form) {
  form.addEventListener('change', () => form.matches(':popover-open') || form.requestSubmit());
  document.querySelector('#sort')?.addEventListener('change', () => form.requestSubmit());
  // Choices nobody made stay out of the address.
  form.addEventListener('formdata', ({ formData }) => {
    if (formData.get('sort') === 'relevance') formData.delete('sort');
  });
}

async function more(link) {
  link.setAttribute('aria-busy', 'true');
  const response = await fetch(link.href);
  if (!response.ok) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const cards = [...page.querySelectorAll('.grid > .card')];
  document.querySelector('.grid').append(...cards);
  const next = page.querySelector('[data-more]');
  if (next) {
    link.href = next.href;
    link.removeAttribute('aria-busy');
  } else {
    link.remove();
  }
  cards[0]?.querySelector('a').focus({ preventScroll: true });
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-more]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  more(link).catch(() => location.assign(link.href));
});
