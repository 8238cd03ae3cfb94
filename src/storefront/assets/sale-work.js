/** The puzzle before a ticket: a nonce whose SHA-256 begins with zeros, sought in short turns. */
const TURN_MS = 12;
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x % 1) * 2 ** 32) | 0;
const ROUNDS = primes.map((p) => fraction(Math.cbrt(p)));
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const turned = (x, n) => (x >>> n) | (x << (32 - n));
const words = new Int32Array(64);

/** One block of 64 bytes into `state` (FIPS 180-4, 6.2.2). */
function mix(state, view, offset) {
  for (let t = 0; t < 16; t += 1) words[t] = view.getInt32(offset + t * 4);
  for (let t = 16; t < 64; t += 1) {
    const [a, b] = [words[t - 15], words[t - 2]];
    const small = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    words[t] = words[t - 16] + small + words[t - 7] + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t += 1) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + sum + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
    const top = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (top + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((value, index) => (value + state[index]) | 0);
}

/** The first word of a text's digest, from the state after its first whole blocks. */
function firstWord(from, done, text) {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(view.byteLength - 4, (done + bytes.length) * 8);
  let state = from;
  for (let at = 0; at < view.byteLength; at += 64) state = mix(state, view, at);
  return state[0];
}

async function solve({ challenge, bits }) {
  const prefix = `${challenge}:`;
  const whole = prefix.length & ~63;
  const view = new DataView(new TextEncoder().encode(prefix).buffer);
  let state = START;
  for (let at = 0; at < whole; at += 64) state = mix(state, view, at);
  const rest = prefix.slice(whole);
  for (let nonce = 0; ;) {
    const until = performance.now() + TURN_MS;
    for (; performance.now() < until; nonce += 1) {
      if (Math.clz32(firstWord(state, whole, rest + nonce)) >= bits) return String(nonce);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function prove(form) {
  const button = form.querySelector('button');
  const label = button.textContent;
  button.ariaBusy = 'true';
  button.textContent = button.dataset.busy;
  try {
    const work = await (await fetch(form.dataset.work)).json();
    form.elements.nonce.value = await solve(work);
    form.elements.challenge.value = work.challenge;
    form.submit();
  } catch {
    button.ariaBusy = null;
    button.textContent = label;
  }
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-work]')) return;
  event.preventDefault();
  if (event.target.querySelector('button').ariaBusy !== 'true') void prove(event.target);
});
