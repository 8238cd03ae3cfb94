/** Looks again while an order is being settled, a little less often each time. */
const FIRST_MS = 1000;
const MOST_MS = 15000;
/** Where the page says that the order and its payment stand. */
const standing = (page) => {
  const { status, payment } = page.querySelector('[data-status]')?.dataset ?? {};
  return `${status} ${payment}`;
};
const shown = standing(document);
let wait = FIRST_MS;

async function look() {
  wait = Math.min(wait * 1.5, MOST_MS);
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (response.ok && standing(page) !== shown) return location.reload();
  } catch {
    // Offline: the next look may find the way.
  }
  setTimeout(() => void look(), wait);
}

setTimeout(() => void look(), wait);
