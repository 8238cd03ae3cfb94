/** A quote's id carries what was quoted under a seal, so that no quote needs storing. */
import { readSealed, writeSealed } from '../kernel/seal.ts';
import type { Seal } from '../kernel/seal.ts';
import type { Milliseconds } from '../kernel/time.ts';

export type Quote = { readonly total: number; readonly expiresAt: Milliseconds };

const PURPOSE = 'quote';

/** Writes a quote's id. */
export const writeQuote = (seal: Seal, { total, expiresAt }: Quote): string =>
  writeSealed(seal, PURPOSE, [total, expiresAt]);

/**
 * Reads a quote's id, or returns null where we did not write it. One that has expired still says
 * what was quoted: the price is compared, and only a difference matters.
 */
export function readQuote(seal: Seal, id: string): Quote | null {
  const [total, expiresAt] = readSealed(seal, PURPOSE, id) ?? [];
  return typeof total === 'number' && typeof expiresAt === 'number' ? { total, expiresAt } : null;
}
