/**
 * What may go wrong, and how often in this run: each seed has its own mixture, with some kinds left
 * out and others frequent, so that rare combinations are met as well as common ones.
 */
import { Stream } from './random.ts';

/** Each kind with its share of the occasions it has, before the seed's own weight. */
const SHARES = {
  /** Calls between objects, Workers, stores and people. */
  delay: 0.01,
  drop_request: 0.006,
  drop_reply: 0.006,
  duplicate: 0.006,
  reorder: 0.008,
  /** The caller dies while it waits: before its call arrives, or after. */
  crash_before: 0.004,
  crash_during: 0.006,
  /** The caller is taken for dead and replaced, and goes on acting. */
  stale_instance: 0.003,
  /** An idle instance is put away. */
  eviction: 0.02,
  alarm_twice: 0.03,
  alarm_late: 0.03,
  /** A provider's answer to a call. */
  provider_429: 0.012,
  provider_500_before: 0.01,
  provider_500_after: 0.008,
  provider_timeout_before: 0.01,
  provider_timeout_after: 0.012,
  webhook_lost: 0.08,
  webhook_twice: 0.08,
  webhook_late: 0.08,
  queue_lost: 0.02,
  queue_twice: 0.03,
  queue_late: 0.03,
  queue_refuses: 0.01,
  /** A database, bucket or namespace fails, having done its work or not. */
  store_error_before: 0.004,
  store_error_after: 0.004,
  /** A SKU's owner refuses a call, being asked too much. */
  overloaded: 0.06,
} as const;

export type FaultKind = keyof typeof SHARES;

const isKind = (name: string): name is FaultKind => name in SHARES;
export const FAULT_KINDS: readonly FaultKind[] = Object.keys(SHARES).filter(isKind);

/** Share of the kinds that a seed leaves out. */
const LEFT_OUT = 0.25;
/** The seed's weights lie between these, evenly on a logarithmic scale. */
const LEAST_WEIGHT = 0.2;
const MOST_WEIGHT = 4;

export class Faults {
  readonly #streams: ReadonlyMap<FaultKind, Stream>;
  readonly #shares: ReadonlyMap<FaultKind, number>;
  readonly counts = new Map<FaultKind, number>();
  #on = false;

  /** @param without kinds that do not happen in this run */
  constructor(seed: number, without: ReadonlySet<string>) {
    const profile = new Stream(seed, 'profile');
    const shares = FAULT_KINDS.map((kind): [FaultKind, number] => {
      const kept = !profile.chance(LEFT_OUT);
      const weight = LEAST_WEIGHT * (MOST_WEIGHT / LEAST_WEIGHT) ** profile.next();
      return [kind, kept && !without.has(kind) ? SHARES[kind] * weight : 0];
    });
    this.#shares = new Map(shares);
    this.#streams = new Map(FAULT_KINDS.map((kind) => [kind, new Stream(seed, kind)]));
  }

  /** Nothing goes wrong before `start` and after `stop`. */
  start(): void {
    this.#on = true;
  }

  stop(): void {
    this.#on = false;
  }

  /** True when a fault of this kind happens now; it is counted. */
  strikes(kind: FaultKind): boolean {
    if (!this.#on) return false;
    const share = this.#shares.get(kind) ?? 0;
    if (share === 0 || this.#streams.get(kind)?.chance(share) !== true) return false;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return true;
  }

  /** The first of these kinds that happens now, or null. */
  first(kinds: readonly FaultKind[]): FaultKind | null {
    return kinds.find((kind) => this.strikes(kind)) ?? null;
  }
}
