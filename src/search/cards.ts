/**
 * Cards that this isolate has shown, so that a search is answered by what was found and not by what
 * it looks like. The index says of each hit as of when it is; an older card is asked for again. A
 * card is held as it is sent: parsed it would take twice the room, and be written out each time.
 */
import { summaryIn } from '../catalog/document.ts';

export type Card = {
  readonly title: string;
  /** The product's summary in JSON, as lists show it. */
  readonly json: string;
  /** The beginning of its description. */
  readonly excerpt: string;
  /** Of the product, as all its copies have it. */
  readonly version: number;
};

/** A card of the index. */
export function cardOf(text: string, excerpt: string, version: number): Card {
  const summary = summaryIn(text);
  return { title: summary.title, json: JSON.stringify(summary), excerpt, version };
}

/** Some 1,400 bytes each, of an isolate's 128 MB for everything. */
const MAX_BYTES = 28_000_000;

/** A text with one letter past Latin takes two bytes for each. */
const bytesOf = (text: string): number => (/[^\0-\xff]/.test(text) ? 2 * text.length : text.length);

const sizeOf = ({ json, excerpt, title }: Card): number =>
  bytesOf(json) + bytesOf(excerpt) + bytesOf(title);

type Held = { readonly card: Card; readonly bytes: number };

export class Cards {
  /** By currency and row number: a key made of both would cost more than looking it up. */
  readonly #held = new Map<string, Map<number, Held>>();
  #bytes = 0;

  /** The card of a product, if it is of this version. */
  get(currency: string, product: number, version: number): Card | undefined {
    const card = this.#held.get(currency)?.get(product)?.card;
    return card?.version === version ? card : undefined;
  }

  /** Holds a card; of its currency, what was put in first goes when there is too much. */
  put(currency: string, product: number, card: Card): void {
    const held = this.#held.get(currency) ?? new Map<number, Held>();
    this.#held.set(currency, held);
    this.#drop(held, product);
    const bytes = sizeOf(card);
    held.set(product, { card, bytes });
    this.#bytes += bytes;
    for (const oldest of held.keys()) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#drop(held, oldest);
    }
  }

  #drop(held: Map<number, Held>, product: number): void {
    this.#bytes -= held.get(product)?.bytes ?? 0;
    held.delete(product);
  }
}
