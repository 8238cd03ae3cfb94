/**
 * `.dev.vars` of the shop and of the sandbox: made at the first start with random secrets, and
 * completed when a key was added since. What is already there stays.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
const base64url = (bytes) => randomBytes(bytes).toString('base64url');

/** An Ed25519 key as `kid:d:x`: its name, its private and its public half. */
export function sessionKey() {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return `s1:${d}:${x}`;
}

/** What the providers of identities know the shop by; Apple knows it by a key. */
export function identitySecrets() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const apple = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const others = ['google', 'github', 'oidc'].map((name) => `${name}:${hex(16)}`);
  return [...others, `apple:${apple}`].join(',');
}

/** Every secret of wrangler.toml, as a provider would write it. */
const makers = {
  ADMIN_API_KEY: () => 'dev-admin-key',
  TOKEN_KEYS: () => `k1:${base64url(32)}`,
  NAME_KEY: () => base64url(32),
  PASSWORD_KEYS: () => `p1:${base64url(32)}`,
  SESSION_KEYS: sessionKey,
  DATA_KEYS: () => `d1:${base64url(32)}`,
  METRICS_TOKEN: () => base64url(24),
  STRIPE_SECRET_KEY: () => `sk_test_${hex(24)}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${hex(24)}`,
  SENDGRID_API_KEY: () => `SG.${base64url(16)}.${base64url(32)}`,
  TWILIO_ACCOUNT_SID: () => `AC${hex(16)}`,
  TWILIO_AUTH_TOKEN: () => hex(16),
  IDENTITY_SECRETS: identitySecrets,
  PURGE_TOKEN: () => base64url(24),
  // Cloudflare's own secret for tests: every token passes.
  TURNSTILE_SECRET_KEY: () => `1x${'0'.repeat(31)}AA`,
};

/** What the sandbox must know of the shop's secrets, to sign as the provider signs. */
const shared = ['STRIPE_WEBHOOK_SECRET'];

function read(file) {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*([A-Z0-9_]+)\s*=\s*"?([^"\n]*)"?\s*$/gm);
  return Object.fromEntries(Array.from(lines, ([, name, value]) => [name, value.trim()]));
}

/** Sets `values` in `file` and keeps its other lines, comments too. Says whether it changed. */
function write(file, values) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const names = Object.keys(values);
  const kept = before.split('\n').filter((line) => !names.includes(line.split('=')[0].trim()));
  const added = names.map((name) => `${name}=${values[name]}`);
  const after = [...kept.filter((line) => line !== ''), ...added, ''].join('\n');
  if (names.length > 0) writeFileSync(file, after, { mode: 0o600 });
  return names.length > 0;
}

/** Makes or completes both files. Answers the shop's secrets and whether anything was written. */
export function ensureSecrets(shopFile, sandboxFile) {
  const known = read(shopFile);
  const missing = Object.entries(makers).filter(([name]) => !known[name]);
  const made = Object.fromEntries(missing.map(([name, make]) => [name, make()]));
  const secrets = { ...known, ...made };

  const sandbox = read(sandboxFile);
  const differing = shared.filter((name) => sandbox[name] !== secrets[name]);
  const copied = Object.fromEntries(differing.map((name) => [name, secrets[name]]));

  const written = [write(shopFile, made), write(sandboxFile, copied)];
  return { secrets, changed: written.includes(true) };
}
