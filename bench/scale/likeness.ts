/**
 * Products like real ones, as many as wanted: each takes its category, brand and price from real
 * products, and its words and attributes from several of its category, so that words, attributes
 * and their values are as frequent as they are in the real catalogue.
 */
import type { Product } from '../../src/catalog/product.ts';

/** What an import would be given. */
export type LikeRow = Readonly<Record<string, unknown>>;

/** Words of a title at most: the real ones end there too. */
const MAX_TITLE_WORDS = 14;
const SENTENCE_END = /(?<=[.!?])\s+/;
/** Sentences of a description at most. */
const MAX_SENTENCES = 12;
/** A word of the title changes to another product's this often. */
const WORD_CHANGES = 0.5;
/** Of prices and sales: up to half as much more or less. */
const SPREAD = 0.5;

export class Likeness {
  readonly #products: readonly Product[];
  readonly #shelves = new Map<string, Product[]>();
  readonly #random: () => number;

  constructor(products: readonly Product[], random: () => number) {
    this.#products = products;
    this.#random = random;
    for (const product of products) {
      const shelf = this.#shelves.get(product.category.slug);
      if (shelf === undefined) this.#shelves.set(product.category.slug, [product]);
      else shelf.push(product);
    }
  }

  /** The row of product number `number`. */
  row(number: number): LikeRow {
    const model = this.#oneOf(this.#products);
    const shelf = this.#shelves.get(model.category.slug) ?? [model];
    const [variant] = model.variants;
    const amount = variant?.prices[0]?.amount ?? 1_000;
    const code = `${(number * 7_919 + 104_729).toString(36).toUpperCase()}`;
    return {
      id: `S${number}`,
      title: `${this.#title(model, shelf)} ${code}`,
      ...(model.brand === null ? {} : { brand: model.brand.name }),
      category: model.category.names.join(' > '),
      description: this.#description(shelf),
      price_minor: Math.max(1, Math.round(amount * this.#spread())),
      currency: 'EUR',
      mpn: code,
      attributes: this.#attributes(model, shelf),
      rating: model.rating,
      sales: Math.round(model.sales * this.#spread()),
    };
  }

  #oneOf<T>(things: readonly T[]): T {
    const thing = things[Math.floor(this.#random() * things.length)];
    if (thing === undefined) throw new Error('there is nothing to choose from');
    return thing;
  }

  #spread(): number {
    return 1 + SPREAD * (2 * this.#random() - 1);
  }

  #title(model: Product, shelf: readonly Product[]): string {
    const words = model.title.split(' ').slice(0, MAX_TITLE_WORDS);
    return words
      .map((word, at) => {
        const changed = this.#random() < WORD_CHANGES;
        return changed ? (this.#oneOf(shelf).title.split(' ')[at] ?? word) : word;
      })
      .join(' ');
  }

  #description(shelf: readonly Product[]): string {
    const length = this.#oneOf(shelf).description.split(SENTENCE_END).length;
    const sentences = Array.from({ length: Math.min(length, MAX_SENTENCES) }, (_, at) => {
      const others = this.#oneOf(shelf).description.split(SENTENCE_END);
      return others[at % others.length] ?? '';
    });
    return sentences.join(' ');
  }

  /** The attributes that the model has, each with the value of some product that has it too. */
  #attributes(model: Product, shelf: readonly Product[]): Record<string, unknown> {
    const pairs = Object.entries(model.attributes).map(([name, value]) => {
      const other = this.#oneOf(shelf).attributes[name];
      return [name, other ?? value] as const;
    });
    return Object.fromEntries(pairs);
  }
}
