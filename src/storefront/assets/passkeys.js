/** Passkeys: adds one, signs in by one, or proves by one who sits there. */

const FACTOR = '/api/me/second-factor';

async function post(path, body = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** Lets the browser use a key, and sends what it signed to `path`. */
async function usedAt(path, field) {
  const options = await post(`${path}/options`);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await post(path, { [field]: credential.toJSON() });
}

async function add(label) {
  const options = await post(`${FACTOR}/passkeys/options`);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  const made = await post(`${FACTOR}/passkeys`, { label, response: credential.toJSON() });
  return made.recovery_codes;
}

/** Shows the codes, once; true where there are any. */
function showCodes(codes) {
  const place = document.querySelector('[data-passkey-codes]');
  if (place === null || codes.length === 0) return false;
  const items = codes.map((code) => {
    const item = document.createElement('li');
    item.append(Object.assign(document.createElement('code'), { textContent: code }));
    return item;
  });
  place.querySelector('ul').replaceChildren(...items);
  place.hidden = false;
  place.querySelector('a').focus();
  return true;
}

const ACTIONS = {
  'sign-in': () => usedAt('/api/auth/passkey', 'response'),
  prove: () => usedAt(`${FACTOR}/proof`, 'passkey'),
  add: async (place) => showCodes(await add(place.querySelector('[name=label]').value)),
};

async function act(place) {
  const trouble = place.querySelector('[data-passkey-trouble]');
  const button = place.querySelector('button');
  trouble.hidden = true;
  button.disabled = true;
  try {
    const stays = await ACTIONS[place.dataset.passkey](place);
    if (stays === true) place.hidden = true;
    else location.assign(place.dataset.next);
  } catch {
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
}

const known = globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON !== undefined;
for (const place of known ? document.querySelectorAll('[data-passkey]') : []) {
  place.hidden = false;
  if (place.dataset.passkey === 'add') {
    place.addEventListener('submit', (event) => {
      event.preventDefault();
      void act(place);
    });
  } else {
    place.querySelector('button').addEventListener('click', () => void act(place));
  }
}
