/**
 * A ticket: a place in a sale's line, sealed, that any edge gives out without asking anybody. Those
 * who arrive before the draw share bucket 0; after it, buckets last five seconds. Inside a bucket
 * the rank is drawn, so that a faster machine gains nothing.
 */
import { asSaleId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import { readSealed, writeSealed } from '../kernel/seal.ts';
import type { Seal } from '../kernel/seal.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export const BUCKET_MS = 5 * SECOND_MS;
/** How long a closed bucket's ranks stay untold: every edge's clock and copy agree by then. */
export const REVEAL_MS = 10 * SECOND_MS;

export type Ticket = {
  readonly sale: SaleId;
  readonly bucket: number;
  /** The browser that took it. */
  readonly visitor: string;
  /** Who draws: the account where somebody is signed in, else the browser. */
  readonly who: string;
  readonly tier: string;
};

/** The bucket of an arrival. */
export const bucketAt = (drawAt: Milliseconds, now: Milliseconds): number =>
  now < drawAt ? 0 : 1 + Math.floor((now - drawAt) / BUCKET_MS);

/** When a bucket takes nobody any more. */
export const closesAt = (drawAt: Milliseconds, bucket: number): Milliseconds =>
  drawAt + bucket * BUCKET_MS;

/** True once a bucket's ranks may be told. */
export const isRevealed = (drawAt: Milliseconds, bucket: number, now: Milliseconds): boolean =>
  now >= closesAt(drawAt, bucket) + REVEAL_MS;

const PURPOSE = 'ticket';

/** The ticket as text, `base64url~kid.mac`. */
export const writeTicket = (seal: Seal, ticket: Ticket): string =>
  writeSealed(seal, PURPOSE, [ticket.sale, ticket.bucket, ticket.visitor, ticket.who, ticket.tier]);

/** A ticket of this shop's, or null for any other text. */
export function readTicket(seal: Seal, text: string): Ticket | null {
  const [sale, bucket, visitor, who, tier] = readSealed(seal, PURPOSE, text) ?? [];
  const id = typeof sale === 'string' ? asSaleId(sale) : null;
  if (id === null || typeof bucket !== 'number' || typeof tier !== 'string') return null;
  if (typeof visitor !== 'string' || typeof who !== 'string') return null;
  return { sale: id, bucket, visitor, who, tier };
}

/** Bits of a rank: beyond a million people in one bucket two rarely share one. */
const RANK_HEX_DIGITS = 12;

/**
 * A ticket's rank inside its bucket, in [0, 1): drawn by a keyed digest of who holds it, the same
 * whenever and wherever it is asked for.
 * @param digest keyed, as hexadecimal of 12 digits or more
 */
export function rankOf(digest: (purpose: string, text: string) => string, ticket: Ticket): number {
  const drawn = digest('rank', `${ticket.sale}\n${ticket.bucket}\n${ticket.who}`);
  return Number.parseInt(drawn.slice(0, RANK_HEX_DIGITS), 16) / 16 ** RANK_HEX_DIGITS;
}
