/**
 * Proof of work: what a browser does in a second or two instead of a captcha, and a thousand
 * tickets cost a machine the better part of an hour. Stateless: the challenge is sealed.
 */
import { readSealed, writeSealed } from '../kernel/seal.ts';
import type { Seal } from '../kernel/seal.ts';
import type { Digest } from '../kernel/random.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

const PURPOSE = 'work';
const GOOD_FOR_MS = 10 * MINUTE_MS;
/** Leading zero bits that the digest of a solution has: 2^17 tries, a second of a phone. */
export const WORK_BITS = 17;

/** A challenge for one visitor of one sale. */
export const challengeFor = (
  seal: Seal,
  sale: string,
  visitor: string,
  now: Milliseconds,
): string => writeSealed(seal, PURPOSE, [sale, visitor, now]);

const BITS_A_DIGIT = 4;

/** Leading zero bits of a hexadecimal digest. */
export function zeroBits(hex: string): number {
  const zeros = /^0*/.exec(hex)?.[0].length ?? 0;
  const next = Number.parseInt(hex.charAt(zeros) || '0', 16);
  return zeros * BITS_A_DIGIT + (next === 0 ? 0 : Math.clz32(next) - (32 - BITS_A_DIGIT));
}

export type Work = { readonly challenge: string; readonly nonce: string };

/** True where the work was done, for this visitor of this sale, in the last ten minutes. */
export function isDone(
  { seal, digest }: { readonly seal: Seal; readonly digest: Digest },
  { challenge, nonce }: Work,
  sale: string,
  visitor: string,
  now: Milliseconds,
): boolean {
  const [forSale, forVisitor, at] = readSealed(seal, PURPOSE, challenge) ?? [];
  if (forSale !== sale || forVisitor !== visitor || typeof at !== 'number') return false;
  if (now - at > GOOD_FOR_MS) return false;
  return zeroBits(digest(`${challenge}:${nonce}`)) >= WORK_BITS;
}
