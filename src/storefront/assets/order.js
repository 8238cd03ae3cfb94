/** Looks again while an order is being settled, a little less often each time. */
const FIRST_MS = 1000;
const MOST_MS = 15000;
const shown = document.querySelector('[data-status]').dataset.status;
let wait = FIRST_MS;

async function look() {
  wait = Math.min(wait * 1.5, MOST_MS);
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const status = page.querySelector('[data-status]')?.dataset.status;
    if (response.ok && status !== shown) return location.reload();
  } catch {
    // Offline: the next look may find the way.
  }
  setTimeout(() => void look(), wait);
}

setTimeout(() => void look(), wait);
