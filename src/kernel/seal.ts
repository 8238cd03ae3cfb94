/**
 * Values that leave the shop and come back: written as text under a seal for one purpose, so that
 * nothing the shop did not write is read, and nothing serves for what it was not written for.
 */
import { decodeBase64url, encodeBase64url, fromUtf8, utf8 } from './base64url.ts';
import type { Milliseconds } from './time.ts';

/** Signs a text for a purpose as `kid.mac`, and checks what was signed. */
export type Seal = {
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, mac: string): boolean;
};

/** What stands between a value and its MAC; in neither alphabet. */
const PARTED_BY = '~';

/** Writes a list of plain values as `base64url(JSON)~kid.mac`. */
export function writeSealed(seal: Seal, purpose: string, values: readonly unknown[]): string {
  const body = encodeBase64url(utf8(JSON.stringify(values)));
  return `${body}${PARTED_BY}${seal.sign(purpose, body)}`;
}

/** The same for what is over at an instant, which is its first value. */
export const writeSealedUntil = (
  seal: Seal,
  purpose: string,
  values: readonly unknown[],
  until: Milliseconds,
): string => writeSealed(seal, purpose, [until, ...values]);

/** The values of what was sealed until later than now; null for all else. */
export function readSealedUntil(
  seal: Seal,
  purpose: string,
  text: string,
  now: Milliseconds,
): unknown[] | null {
  const [until, ...values] = readSealed(seal, purpose, text) ?? [];
  return typeof until === 'number' && until > now ? values : null;
}

/** The values of a sealed text, or null where it was not sealed here for this purpose. */
export function readSealed(seal: Seal, purpose: string, text: string): unknown[] | null {
  const [body = '', mac = '', ...rest] = text.split(PARTED_BY);
  if (rest.length > 0 || !seal.verify(purpose, body, mac)) return null;
  const bytes = decodeBase64url(body);
  if (bytes === null) return null;
  const values: unknown = JSON.parse(fromUtf8(bytes));
  return Array.isArray(values) ? values : null;
}
