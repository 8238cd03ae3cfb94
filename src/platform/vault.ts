/**
 * Personal data at rest: AES-256-GCM by `node:crypto`, which is synchronous, so that an object can
 * seal between a read and a write. A sealed text is `aes1.kid.base64url`: the key's name, then a
 * random IV, the ciphertext and its tag. Its owner is authenticated with it, so that a text copied
 * to another owner does not open. The first of DATA_KEYS seals, each of them opens.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { parseKeys } from './crypto.ts';
import type { TokenKeys } from './crypto.ts';

const FORM = 'aes1';
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** As GCM wants it; random, since 2^32 texts under one key are far away. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

export type Vault = {
  /** Name of the key that seals now. */
  readonly kid: string;
  /** Seals text for its owner, such as `order:…`. */
  seal(owner: string, text: string): string;
  /** Opens what was sealed for this owner; throws for anything else. */
  open(owner: string, sealed: string): string;
};

/** True for a text that a vault has sealed, under whichever key. */
export const isSealed = (text: string): boolean => text.startsWith(`${FORM}.`);

/** True where the text need not be sealed anew. */
export const isSealedBy = (vault: Vault, text: string): boolean =>
  text.startsWith(`${FORM}.${vault.kid}.`);

/** A vault under these keys, each of 32 bytes. */
export function vaultUnder(keys: TokenKeys): Vault {
  if (keys.some(({ secret }) => secret.length !== KEY_BYTES)) {
    throw new Error(`each of DATA_KEYS must be of ${KEY_BYTES} bytes`);
  }
  return {
    kid: keys[0].kid,

    seal(owner, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, keys[0].secret, iv);
      cipher.setAAD(Buffer.from(owner, 'utf8'));
      const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${FORM}.${keys[0].kid}.${Buffer.concat(sealed).toString('base64url')}`;
    },

    open(owner, sealed) {
      const [form, kid, body = ''] = sealed.split('.');
      const key = keys.find((known) => known.kid === kid);
      if (form !== FORM || key === undefined) {
        throw new Error(`no key of DATA_KEYS opens this: it was sealed under ${kid}`);
      }
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv(ALGORITHM, key.secret, bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(owner, 'utf8'));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw new Error(`what ${owner} holds was sealed for another, or changed since`);
      }
    },
  };
}

const vaults = new WeakMap<Env, Vault>();

/** The shop's vault, under its DATA_KEYS. */
export function vaultOf(env: Env): Vault {
  const known = vaults.get(env);
  if (known !== undefined) return known;
  const vault = vaultUnder(parseKeys('DATA_KEYS', env.DATA_KEYS));
  vaults.set(env, vault);
  return vault;
}
