/**
 * Copies of documents, ready to be sent: the text, its ETag and the version it was built from, made
 * once. Memory keeps them some seconds; after that it still remembers them, so that an older copy
 * from elsewhere never takes the place of a newer one, and something is there when nothing else is.
 */

export type Copy = {
  /** The body as sent; null where there is nothing under this name (unknown, draft, removed). */
  readonly text: string | null;
  readonly etag: string;
  /** Milliseconds since the epoch, as every product's version. */
  readonly version: number;
};

/** Where an answer came from; told in `Server-Timing`. */
export type Tier = 'memory' | 'edge' | 'kv' | 'd1' | 'stale';

export type Answer = { readonly copy: Copy; readonly tier: Tier };

/** Neither the copies nor the database could answer. */
export class Unavailable extends Error {}

type Held = { readonly copy: Copy; freshUntil: number };

export type MemoryLimits = {
  readonly maxEntries: number;
  /** Of all texts together, in UTF-16 units; an isolate has 128 MB for everything. */
  readonly maxLength: number;
  readonly ttlMs: number;
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

  /** The copy of `key`, however old. */
  last(key: string): Copy | undefined {
    return this.#held.get(key)?.copy;
  }

  /** Holds `copy`, or refreshes the newer one that is held already; answers which it was. */
  put(key: string, copy: Copy, now: number): Copy {
    const held = this.#held.get(key);
    const kept = held !== undefined && held.copy.version > copy.version ? held.copy : copy;
    this.drop(key);
    this.#held.set(key, { copy: kept, freshUntil: now + this.#limits.ttlMs });
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

/** Lets concurrent callers of the same key share one piece of work. */
export class Collapsed<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** The running work of `key`, or the `work` begun now. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const begun = work().finally(() => this.#running.delete(key));
    this.#running.set(key, begun);
    return begun;
  }
}
