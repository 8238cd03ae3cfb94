/**
 * Digests, MACs and random ids by `node:crypto`, which is synchronous: an object can hash between a
 * read and a write. Keys carry a `kid`; the first one signs, every listed one verifies.
 */
import type { Seal } from '../kernel/seal.ts';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type TokenKey = { readonly kid: string; readonly secret: Buffer };
export type TokenKeys = readonly [TokenKey, ...TokenKey[]];

/** Bytes of a MAC that leave the shop: 96 bits, beyond guessing over a network. */
const MAC_BYTES = 12;

/** SHA-256 of UTF-8 text, as lowercase hexadecimal. */
export const sha256 = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex');

/** `bytes` random bytes as base64url text. */
export const randomId = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** `bytes` random bytes in hexadecimal: for what people read to each other. */
export const randomBytesHex = (bytes: number): string => randomBytes(bytes).toString('hex');

/**
 * Parses the keys of a secret: `kid:base64url,kid:base64url`, newest first, each of 32 bytes or
 * more. Throws when there is none, since nothing could be signed or sealed.
 */
export function parseKeys(name: string, text: string): TokenKeys {
  const keys = text
    .split(',')
    .map((entry) => entry.trim().split(':'))
    .map(([kid = '', secret = '']) => ({ kid, secret: Buffer.from(secret, 'base64url') }));
  const sound = keys.every((key) => /^[a-z0-9]{1,8}$/.test(key.kid) && key.secret.length >= 32);
  const [first, ...rest] = keys;
  if (first === undefined || !sound) {
    throw new Error(`${name} must be kid:secret pairs, each secret of at least 32 bytes`);
  }
  return [first, ...rest];
}

const digestOf = (key: TokenKey, purpose: string, text: string): string =>
  createHmac('sha256', key.secret)
    .update(`${purpose}\n${text}`, 'utf8')
    .digest()
    .subarray(0, MAC_BYTES)
    .toString('base64url');

/** A MAC `kid.digest` of `text`, bound to one `purpose` so that no token serves as another. */
export const macOf = (keys: TokenKeys, purpose: string, text: string): string =>
  `${keys[0].kid}.${digestOf(keys[0], purpose, text)}`;

/** True when `mac` is a MAC of `text` under any live key; compares in constant time. */
export function verifyMac(keys: TokenKeys, purpose: string, text: string, mac: string): boolean {
  const [kid = '', digest = '', ...rest] = mac.split('.');
  if (rest.length > 0) return false;
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) return false;
  const expected = Buffer.from(digestOf(key, purpose, text), 'utf8');
  const offered = Buffer.from(digest, 'utf8');
  return offered.length === expected.length && timingSafeEqual(offered, expected);
}

/** A seal under these keys: what they sign, and what any of them has signed. */
export const sealUnder = (keys: TokenKeys): Seal => ({
  sign: (purpose, text) => macOf(keys, purpose, text),
  verify: (purpose, text, mac) => verifyMac(keys, purpose, text, mac),
});

/**
 * A keyed digest, as hexadecimal: it names what must not be guessed from its name, such as the
 * object of an e-mail address. Its key can never change, since what is named stays where it is.
 */
export function keyedDigest(secret: string): (purpose: string, text: string) => string {
  const key = Buffer.from(secret, 'base64url');
  if (key.length < 32) throw new Error('NAME_KEY must be at least 32 bytes in base64url');
  return (purpose, text) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`, 'utf8').digest('hex').slice(0, 48);
}

/** Compares two texts in a time that does not tell where they differ. */
export function equalText(a: string, b: string): boolean {
  const left = Buffer.from(sha256(a), 'hex');
  const right = Buffer.from(sha256(b), 'hex');
  return timingSafeEqual(left, right);
}
