/** Swaps the live parts of a drop's page every few seconds, while somebody looks at it. */
const LOOK_MS = 3_000;

async function look() {
  try {
    const response = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of response.ok ? document.querySelectorAll('[data-live]') : []) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      const used = part.contains(document.activeElement) || part.querySelector('details[open]');
      if (fresh && !used && fresh.outerHTML !== part.outerHTML) part.replaceWith(fresh);
    }
  } catch {
    // Offline: the next look may find the way.
  }
  plan();
}

function plan() {
  setTimeout(() => (document.hidden ? plan() : void look()), LOOK_MS);
}

plan();
