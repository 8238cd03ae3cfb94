/** Fills the cart's count into the header: pages are the same for everyone, this part is not. */
const link = document.querySelector('[data-cart-count]');

async function count() {
  try {
    const response = await fetch('/cart/count', { headers: { accept: 'application/json' } });
    if (response.ok) show(await response.json());
  } catch {
    // Offline: the link works without its number.
  }
}

function show({ items, words }) {
  const badge = link.querySelector('.badge');
  badge.textContent = String(items);
  badge.hidden = items === 0;
  link.querySelector('[data-cart-words]').textContent = words;
}

if (link) {
  void count();
  addEventListener('cart:changed', () => void count());
  // A page that comes back from the browser's memory shows what it showed then.
  addEventListener('pageshow', (event) => {
    if (event.persisted) void count();
  });
}
