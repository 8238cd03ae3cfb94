/** Shows each choice of a variant at once, and puts it into the cart without leaving the page. */
const form = document.querySelector('#buy');
const said = form.querySelector('[data-said]');
const words = form.dataset;
let asked = 0;

/** The address of the variant that is chosen. */
function chosenPage() {
  const url = new URL(words.page, location.href);
  for (const input of form.querySelectorAll('input[type=radio]:checked, select')) {
    url.searchParams.append(input.name, input.value);
  }
  return url;
}

/** Takes over from `page` what differs between variants; the radio buttons keep their focus. */
function swap(page) {
  for (const part of document.querySelectorAll('[data-swap]')) {
    const fresh = page.querySelector(`[data-swap="${CSS.escape(part.dataset.swap)}"]`);
    if (!fresh || fresh.outerHTML === part.outerHTML) continue;
    part.className = fresh.className;
    part.replaceChildren(...fresh.childNodes);
  }
}

/** Shows the variant that is chosen now, unless another was chosen meanwhile. */
async function showChosen() {
  const turn = (asked += 1);
  const url = chosenPage();
  said.replaceChildren();
  try {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (turn !== asked || !response.ok) return;
    swap(page);
    history.replaceState(null, '', url);
  } catch {
    location.assign(url);
  }
}

form.addEventListener('change', (event) => {
  if (event.target.matches('input[type=radio], select')) void showChosen();
});

function say(text, bad, link) {
  said.classList.toggle('bad', bad);
  said.replaceChildren(text, ...(link ? [link] : []));
}

function cartLink() {
  const link = document.createElement('a');
  link.href = '/cart';
  link.textContent = words.viewCart;
  return link;
}

async function add(button) {
  if (button.ariaBusy === 'true') return;
  const label = button.textContent;
  button.ariaBusy = 'true';
  button.textContent = button.dataset.busy;
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { accept: 'application/json' },
    });
    const answer = await response.json();
    if (response.ok) {
      say(words.added, false, cartLink());
      dispatchEvent(new Event('cart:changed'));
    } else {
      say(answer.message ?? words.failed, true);
    }
  } catch {
    say(words.failed, true);
  } finally {
    button.ariaBusy = null;
    button.textContent = label;
  }
}

form.addEventListener('submit', (event) => {
  if (event.submitter?.formMethod === 'get') return;
  event.preventDefault();
  void add(event.submitter ?? form.querySelector('.purchase button'));
});
