/**
 * A pass: the right to place one order of a sale's goods, for ten minutes. Sealed, so that the
 * checkout reads it without asking; the object that gave it out counts its one use.
 */
import { asSaleId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import { readSealed, writeSealed } from '../kernel/seal.ts';
import type { Seal } from '../kernel/seal.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export const PASS_MS = 10 * MINUTE_MS;

export type Pass = {
  readonly sale: SaleId;
  readonly id: string;
  readonly visitor: string;
  readonly who: string;
  readonly expiresAt: Milliseconds;
};

const PURPOSE = 'pass';

/** The pass as text, `base64url~kid.mac`. */
export const writePass = (seal: Seal, pass: Pass): string =>
  writeSealed(seal, PURPOSE, [pass.sale, pass.id, pass.visitor, pass.who, pass.expiresAt]);

/** A pass of this shop's, or null for any other text. */
export function readPass(seal: Seal, text: string): Pass | null {
  const [sale, id, visitor, who, expiresAt] = readSealed(seal, PURPOSE, text) ?? [];
  const saleId = typeof sale === 'string' ? asSaleId(sale) : null;
  if (saleId === null || typeof id !== 'string' || typeof expiresAt !== 'number') return null;
  if (typeof visitor !== 'string' || typeof who !== 'string') return null;
  return { sale: saleId, id, visitor, who, expiresAt };
}
