/** What a drop's crowd saw, and what of it breaks the waiting room's promises (W1 to W8). */
import { PASS_MS } from '../../../src/waiting-room/pass.ts';

export type End = 'bought' | 'sold_out' | 'left' | 'no_show' | 'too_late';

/** What became of one of the crowd. */
export type Story = {
  readonly who: string;
  readonly tier: string;
  readonly arrivedAt: number;
  readonly bucket: number;
  requests: number;
  /** When the pass came, by the crowd's clock. */
  claimedAt: number | null;
  end: End | null;
};

/** A pass's or a ticket's words, which are sealed and not secret. */
function readable(text: string): unknown[] {
  const [body = ''] = text.split('~');
  const values: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  return Array.isArray(values) ? values : [];
}

/** The bucket that a ticket is of. */
export const bucketOf = (ticket: string): number => Number(readable(ticket)[1]);

const SECOND_MS = 1_000;
/** Violations that are kept in words; more of them say nothing new. */
const SHOWN = 20;

export class Notes {
  readonly stories: Story[] = [];
  /** Answers 429 and 503, and connections that broke for good, to who was inside and to others. */
  refusedInside = 0;
  refusedOutside = 0;
  polls = 0;
  refreshes = 0;
  forgeries = 0;
  twins = 0;
  /** Milliseconds that each checkout took. */
  readonly checkouts: number[] = [];
  #violations: string[] = [];
  #count = 0;
  readonly #passes = new Map<string, string>();
  readonly #admitted = new Map<number, number>();
  /** The furthest bucket of a tier that was told its turn. */
  readonly #served = new Map<string, number>();
  readonly #line = new Map<string, readonly [number, number]>();
  #sequence = 0;

  broken(what: string): void {
    this.#count += 1;
    if (this.#violations.length < SHOWN) this.#violations.push(what);
  }

  get violations(): readonly string[] {
    const more = this.#count - this.#violations.length;
    return more === 0 ? this.#violations : [...this.#violations, `and ${more} more`];
  }

  /** People let in in the busiest second, by the objects' clock. */
  get busiestSecond(): number {
    return Math.max(0, ...this.#admitted.values());
  }

  get admitted(): number {
    return this.#passes.size;
  }

  /** W2: whoever asks, and however often, has one pass. W1 is told by when passes end. */
  pass(who: string, text: string): void {
    const [, id = '', , , expiresAt = 0] = readable(text);
    const known = this.#passes.get(who);
    if (known !== undefined) {
      if (known !== id) this.broken(`W2: ${who} has two passes`);
      return;
    }
    this.#passes.set(who, String(id));
    const second = Math.floor((Number(expiresAt) - PASS_MS) / SECOND_MS);
    this.#admitted.set(second, (this.#admitted.get(second) ?? 0) + 1);
  }

  /** How far a tier is known to be served; to be held against the answer of what is asked now. */
  servedOf(tier: string): number {
    return this.#served.get(tier) ?? -1;
  }

  turn({ tier, bucket }: Story): void {
    this.#served.set(tier, Math.max(this.servedOf(tier), bucket));
  }

  /** W4: nobody waits for whom a later bucket was called before. */
  waiting({ who, tier, bucket }: Story, servedBefore: number): void {
    if (bucket < servedBefore) {
      this.broken(`W4: ${who} of ${tier} ${bucket} waits after bucket ${servedBefore}`);
    }
  }

  /** W3: the line only moves forward. */
  line(sequence: number, tiers: readonly { id: string; bucket: number; fraction: number }[]): void {
    if (sequence < this.#sequence) this.broken('W3: an older line was told');
    this.#sequence = sequence;
    for (const { id, bucket, fraction } of tiers) {
      const [before, part] = this.#line.get(id) ?? [0, 0];
      const back = bucket < before || (bucket === before && fraction < part);
      if (back) this.broken(`W3: the line of ${id} moved back`);
      this.#line.set(id, [bucket, fraction]);
    }
  }
}
