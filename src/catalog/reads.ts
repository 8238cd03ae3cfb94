/**
 * Reads of the catalogue through its copies. Measured on one machine, requests a second: memory
 * 7,610, KV 3,150, Cache API 2,920. So memory is asked first; a product goes on to KV, which is as
 * cheap as the Cache API and holds every product; a list, of which there are too many to build
 * beforehand, goes on to the Cache API; the database is asked last. Where the platform caches whole
 * answers before the Worker runs, these tiers see only what that missed.
 */
import type { Clock, Digest } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import { Collapsed, Memory, Unavailable } from './copies.ts';
import type { Answer, Copy } from './copies.ts';
import { documentOf } from './document.ts';
import type { Product } from './product.ts';

/** Text under a key, kept worldwide (KV) or in this data centre (Cache API). */
export type DocumentTexts = {
  read(key: string): Promise<Copy | null>;
  write(key: string, copy: Copy, keepSeconds?: number): Promise<void>;
};
export type EdgeCopy = Copy & { readonly freshUntil: number };
export type EdgeTexts = {
  read(key: string): Promise<EdgeCopy | null>;
  write(key: string, copy: EdgeCopy): Promise<void>;
};

export type ReadPorts = {
  readonly productBySlug: (slug: string) => Promise<Product | null>;
  readonly documents: DocumentTexts;
  /** Null where the platform itself caches whole answers. */
  readonly edge: EdgeTexts | null;
  readonly clock: Clock;
  readonly digest: Digest;
  /** Lets work go on after the answer was sent. */
  readonly later: (work: Promise<unknown>) => void;
};

/** Together with the page's own 15 s: a change is seen within 20 s where it was made. */
const MEMORY_TTL_MS = 5 * SECOND_MS;
/** How long a list may be old in the data centre. */
const EDGE_TTL_MS = 10 * SECOND_MS;
/** Some 5 kB a product: the most wanted ones of any shop fit. */
const PRODUCTS = { maxEntries: 5_000, maxLength: 16_000_000, ttlMs: MEMORY_TTL_MS } as const;
const LISTS = { maxEntries: 1_000, maxLength: 16_000_000, ttlMs: MEMORY_TTL_MS } as const;
/** Names without a product are held apart, so that guessing cannot push products out. */
const ABSENT = { maxEntries: 1_000, maxLength: 0, ttlMs: MEMORY_TTL_MS } as const;
/**
 * A document that a reader put into KV expires: should it have been read just before a change, the
 * publisher's newer one was written before it, and nothing else would correct that.
 */
const FILLED_KEEP_S = 300;

/** The key of a product's document in memory and KV. */
export const productKey = (slug: string, market: Market): string => `product/${market.id}/${slug}`;

export class CatalogueReads {
  readonly #ports: ReadPorts;
  readonly #products = new Memory(PRODUCTS);
  readonly #absent = new Memory(ABSENT);
  readonly #lists = new Memory(LISTS);
  readonly #collapsed = new Collapsed<Answer>();

  constructor(ports: ReadPorts) {
    this.#ports = ports;
  }

  /** A copy of a value, with its ETag. */
  copyOf(value: unknown, version: number): Copy {
    if (value === null) return { text: null, etag: '', version };
    const text = JSON.stringify(value);
    return { text, etag: `"${this.#ports.digest(text).slice(0, 32)}"`, version };
  }

  /** A product's document if memory has it: the hot path waits for nothing. */
  heldProduct(slug: string, market: Market): Answer | null {
    const now = this.#ports.clock();
    const key = productKey(slug, market);
    const copy = this.#products.fresh(key, now) ?? this.#absent.fresh(key, now);
    return copy === undefined ? null : { copy, tier: 'memory' };
  }

  /** A product's document. Throws `Unavailable` when no copy is left and the database is down. */
  product(slug: string, market: Market): Promise<Answer> {
    const held = this.heldProduct(slug, market);
    if (held !== null) return Promise.resolve(held);
    const key = productKey(slug, market);
    return this.#collapsed.run(key, () => this.#loadProduct(key, slug, market));
  }

  /** Takes over a document that was just built. */
  hold(key: string, copy: Copy): Copy {
    const now = this.#ports.clock();
    if (copy.text !== null) {
      this.#absent.drop(key);
      return this.#products.put(key, copy, now);
    }
    const last = this.#products.last(key);
    if (last !== undefined && last.version > copy.version) return last;
    this.#products.drop(key);
    return this.#absent.put(key, copy, now);
  }

  async #loadProduct(key: string, slug: string, market: Market): Promise<Answer> {
    const stored = await this.#ports.documents.read(key).catch(() => null);
    const last = this.#products.last(key) ?? this.#absent.last(key);
    // A data centre's copy of a KV value may be older than what this isolate has already shown.
    if (stored !== null && (last === undefined || stored.version >= last.version)) {
      return { copy: this.hold(key, stored), tier: 'kv' };
    }
    const begun = this.#ports.clock();
    let found: Product | null;
    try {
      found = await this.#ports.productBySlug(slug);
    } catch (error) {
      const left = last ?? stored;
      if (left !== null && left.text !== null) return { copy: left, tier: 'stale' };
      throw new Unavailable('no copy is left', { cause: error });
    }
    const document = found === null ? null : documentOf(found, market);
    const copy = this.copyOf(document, found?.version ?? begun);
    if (document !== null) {
      this.#ports.later(this.#ports.documents.write(key, copy, FILLED_KEEP_S));
    }
    return { copy: this.hold(key, copy), tier: 'd1' };
  }

  /** A list's answer if memory has it. */
  heldList(key: string): Answer | null {
    const copy = this.#lists.fresh(key, this.#ports.clock());
    return copy === undefined ? null : { copy, tier: 'memory' };
  }

  /**
   * The answer under `key`: a list, the category tree, suggestions. `build` asks the database.
   * @param rare true where hardly anyone asks the same again: kept in memory only
   */
  list(key: string, build: () => Promise<unknown>, rare = false): Promise<Answer> {
    const held = this.heldList(key);
    if (held !== null) return Promise.resolve(held);
    return this.#collapsed.run(key, () => this.#loadList(key, build, rare));
  }

  async #loadList(key: string, build: () => Promise<unknown>, rare: boolean): Promise<Answer> {
    const { clock, later } = this.#ports;
    const edge = rare ? null : this.#ports.edge;
    const now = clock();
    const stored = (await edge?.read(key).catch(() => null)) ?? null;
    if (stored !== null && stored.freshUntil > now) {
      return { copy: this.#lists.put(key, stored, now), tier: 'edge' };
    }
    try {
      const copy = this.copyOf(await build(), now);
      const until = now + EDGE_TTL_MS;
      if (edge !== null) later(edge.write(key, { ...copy, freshUntil: until }));
      return { copy: this.#lists.put(key, copy, clock()), tier: 'd1' };
    } catch (error) {
      const left = this.#lists.last(key) ?? stored;
      if (left !== null && left !== undefined) return { copy: left, tier: 'stale' };
      throw new Unavailable('no copy is left', { cause: error });
    }
  }
}
