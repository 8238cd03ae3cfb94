/**
 * Copies of documents, ready to be sent: the text, its ETag and the version it was built from, made
 * once. Memory answers with them for some seconds, some more while they are fetched anew; then it
 * only remembers them, so that an older copy from elsewhere never takes the place of a newer one.
 */
import type { Digest } from '../kernel/random.ts';

export type Copy = {
  /** The body as sent; null where there is nothing under this name (unknown, draft, removed). */
  readonly text: string | null;
  readonly etag: string;
  /** Milliseconds since the epoch, as every product's version. */
  readonly version: number;
};

/** Characters of a digest that tell two texts apart. */
const ETAG_LENGTH = 32;

/** A copy of a value, with its ETag; null says that there is nothing. */
export function copyOf(value: unknown, version: number, digest: Digest): Copy {
  if (value === null) return { text: null, etag: '', version };
  return copyOfText(JSON.stringify(value), version, digest);
}

/** A copy of a text that is ready to be sent, with its ETag. */
export const copyOfText = (text: string, version: number, digest: Digest): Copy => ({
  text,
  etag: `"${digest(text).slice(0, ETAG_LENGTH)}"`,
  version,
});

/** Where an answer came from; told in `Server-Timing`. */
export type Tier = 'memory' | 'edge' | 'kv' | 'd1' | 'stale';

export type Answer = { readonly copy: Copy; readonly tier: Tier };

/** Neither the copies nor the database could answer. */
export class Unavailable extends Error {}

type Held = { readonly copy: Copy; readonly freshUntil: number; readonly usableUntil: number };

/** A copy that may be used; one that is not fresh is to be fetched anew behind the answer. */
export type Usable = { readonly copy: Copy; readonly fresh: boolean };

export type MemoryLimits = {
  readonly maxEntries: number;
  /** Of all texts together, in UTF-16 units; an isolate has 128 MB for everything. */
  readonly maxLength: number;
  readonly freshMs: number;
  /** How long past that a copy may be used while it is fetched anew. */
  readonly staleMs: number;
};

export class Memory {
  readonly #held = new Map<string, Held>();
  readonly #limits: MemoryLimits;
  #length = 0;

  constructor(limits: MemoryLimits) {
    this.#limits = limits;
  }

  /** The copy of `key` while it is fresh. */
  fresh(key: string, now: number): Copy | undefined {
    const held = this.#held.get(key);
    return held !== undefined && held.freshUntil > now ? held.copy : undefined;
  }

  /** The copy of `key` while it may be used. */
  usable(key: string, now: number): Usable | undefined {
    const held = this.#held.get(key);
    if (held === undefined || held.usableUntil <= now) return undefined;
    return { copy: held.copy, fresh: held.freshUntil > now };
  }

  /** The copy of `key`, however old. */
  last(key: string): Copy | undefined {
    return this.#held.get(key)?.copy;
  }

  /** Holds `copy`, or refreshes the newer one that is held already; answers which it was. */
  put(key: string, copy: Copy, now: number): Copy {
    const held = this.#held.get(key);
    const kept = held !== undefined && held.copy.version > copy.version ? held.copy : copy;
    this.drop(key);
    const freshUntil = now + this.#limits.freshMs;
    this.#held.set(key, { copy: kept, freshUntil, usableUntil: freshUntil + this.#limits.staleMs });
    this.#length += kept.text?.length ?? 0;
    this.#shrink();
    return kept;
  }

  /** Forgets `key`. */
  drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#length -= held.copy.text?.length ?? 0;
  }

  /** The longest unrefreshed go first: what is asked for often is put anew every few seconds. */
  #shrink(): void {
    for (const key of this.#held.keys()) {
      const { maxEntries, maxLength } = this.#limits;
      if (this.#held.size <= maxEntries && this.#length <= maxLength) return;
      this.drop(key);
    }
  }
}

/**
 * How long others wait for work that somebody began. Its request may have died on the way, and its
 * answer would then never come.
 */
const MAX_FLIGHT_MS = 5_000;

type Flight<T> = {
  readonly answer: Promise<T>;
  readonly begunAt: number;
  isOver: boolean;
};

/** Waits so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Lets concurrent callers of the same key share one piece of work. */
export class Collapsed<T> {
  readonly #running = new Map<string, Flight<T>>();
  readonly #pause: Pause;

  constructor(pause: Pause) {
    this.#pause = pause;
  }

  /** The running work of `key`, or the `work` begun now. */
  run(key: string, work: () => Promise<T>, now: number): Promise<T> {
    const running = this.#running.get(key);
    const left = running === undefined ? 0 : running.begunAt + MAX_FLIGHT_MS - now;
    if (running === undefined || left <= 0) return this.#begin(key, work, now);
    // Whoever has joined a flight that never arrives begins another, or joins the next one.
    const late = this.#pause(left).then(() =>
      running.isOver ? running.answer : this.run(key, work, now + left),
    );
    return Promise.race([running.answer, late]);
  }

  #begin(key: string, work: () => Promise<T>, now: number): Promise<T> {
    const flight = { answer: work(), begunAt: now, isOver: false };
    this.#running.set(key, flight);
    return flight.answer.finally(() => {
      flight.isOver = true;
      if (this.#running.get(key) === flight) this.#running.delete(key);
    });
  }
}
