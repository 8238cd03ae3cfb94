/** A quote's id carries what was quoted under a seal, so that no quote needs storing. */
import { decodeBase64url, encodeBase64url, fromUtf8, utf8 } from '../kernel/base64url.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Quote = { readonly total: number; readonly expiresAt: Milliseconds };

/** Signs text, and verifies what it signed. */
export type Seal = {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
};

/** Writes a quote's id. */
export function writeQuote(seal: Seal, quote: Quote): string {
  const body = encodeBase64url(utf8(JSON.stringify([quote.total, quote.expiresAt])));
  return `${body}~${seal.sign(body)}`;
}

/**
 * Reads a quote's id, or returns null where we did not write it. One that has expired still says
 * what was quoted: the price is compared, and only a difference matters.
 */
export function readQuote(seal: Seal, id: string): Quote | null {
  const [body = '', signature = ''] = id.split('~');
  if (!seal.verify(body, signature)) return null;
  const bytes = decodeBase64url(body);
  if (bytes === null) return null;
  const parts: unknown = JSON.parse(fromUtf8(bytes));
  if (!Array.isArray(parts)) return null;
  return { total: Number(parts[0]), expiresAt: Number(parts[1]) };
}
