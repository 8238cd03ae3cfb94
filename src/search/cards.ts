/**
 * Cards that this isolate has shown, so that a search is answered by what was found and not by what
 * it looks like. The index says of each hit as of when it is; an older card is asked for again.
 */
import type { ProductSummary } from '../catalog/document.ts';

export type Card = {
  readonly summary: ProductSummary;
  /** Of its text, by which it is counted. */
  readonly length: number;
  /** The beginning of its description. */
  readonly excerpt: string;
  /** Of the product, as all its copies have it. */
  readonly version: number;
};

/** Some 900 letters each; parsed they take twice the room of an isolate's 128 MB for everything. */
const MAX_LENGTH = 12_000_000;

export class Cards {
  readonly #held = new Map<string, Card>();
  #length = 0;

  /** The card of `key`, if it is of this version. */
  get(key: string, version: number): Card | undefined {
    const held = this.#held.get(key);
    return held?.version === version ? held : undefined;
  }

  /** Holds a card; what was put in first goes when there is too much. */
  put(key: string, card: Card): void {
    this.#drop(key);
    this.#held.set(key, card);
    this.#length += card.length;
    for (const oldest of this.#held.keys()) {
      if (this.#length <= MAX_LENGTH) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#length -= held.length;
  }
}
