/**
 * Suggestions under the search field: a combobox with a list, by arrows, Enter and Escape, or by
 * pointer. The field stays where the focus is; without this module it is a plain search form.
 */
const form = document.querySelector('form[role=search]');
const field = form?.querySelector('input[name=q]');
/** Long enough to skip letters of a quick typist, short enough to feel at once. */
const WAIT_MS = 120;
const MIN_LETTERS = 2;

const list = document.createElement('ul');
const said = document.createElement('p');
const answers = new Map();
let timer = 0;
let chosen = -1;
let typed = '';

const options = () => [...list.querySelectorAll('[role=option]')];

function close() {
  list.hidden = true;
  chosen = -1;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
}

function option(text, extra, href) {
  const item = document.createElement('li');
  item.role = 'option';
  item.id = `suggestion-${list.children.length}`;
  item.dataset.href = href;
  item.dataset.text = text;
  item.append(Object.assign(document.createElement('span'), { textContent: text }));
  if (extra) item.append(Object.assign(document.createElement('small'), { textContent: extra }));
  list.append(item);
}

function show({ queries, products }) {
  list.replaceChildren();
  for (const text of queries)
    option(text, '', `${form.action}?${new URLSearchParams({ q: text })}`);
  for (const { title, brand, slug } of products) {
    option(title, brand ?? '', `/products/${encodeURIComponent(slug)}`);
  }
  const count = list.children.length;
  said.textContent = count === 0 ? '' : field.dataset.found.replace('#', String(count));
  if (count === 0 || document.activeElement !== field) return close();
  chosen = -1;
  list.hidden = false;
  field.setAttribute('aria-expanded', 'true');
}

async function ask() {
  const q = field.value.trim().toLowerCase();
  if (q.length < MIN_LETTERS) return close();
  try {
    if (!answers.has(q)) {
      const response = await fetch(`/api/suggest?${new URLSearchParams({ q })}`);
      if (!response.ok) return close();
      answers.set(q, await response.json());
    }
    // Something else may have been typed while the answer was on its way.
    if (q === field.value.trim().toLowerCase()) show(answers.get(q));
  } catch {
    close();
  }
}

function choose(step) {
  const all = options();
  if (list.hidden || all.length === 0) return;
  // One place beyond the last is the field itself.
  chosen = ((chosen + step + 1 + all.length + 1) % (all.length + 1)) - 1;
  all.forEach((item, index) => item.setAttribute('aria-selected', String(index === chosen)));
  const current = all[chosen];
  field.value = current?.dataset.text ?? typed;
  if (current) field.setAttribute('aria-activedescendant', current.id);
  else field.removeAttribute('aria-activedescendant');
  current?.scrollIntoView({ block: 'nearest' });
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    choose(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && chosen >= 0) {
    event.preventDefault();
    location.assign(options()[chosen].dataset.href);
  } else if (event.key === 'Escape' && !list.hidden) {
    event.preventDefault();
    field.value = typed;
    close();
  }
}

if (field) {
  list.id = 'suggestions';
  list.role = 'listbox';
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('aria-label', field.dataset.suggestions);
  said.className = 'hidden';
  said.role = 'status';
  form.append(list, said);
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');
  field.addEventListener('input', () => {
    typed = field.value;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), WAIT_MS);
  });
  field.addEventListener('keydown', onKey);
  field.addEventListener('blur', close);
  // The pointer must not take the focus before its click is seen.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const item = event.target.closest('[role=option]');
    if (item) location.assign(item.dataset.href);
  });
}
