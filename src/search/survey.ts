/**
 * What a build learns of the catalogue: before it puts products in, which attributes part them and
 * what phrases of their titles many share; while it puts them in, the words they use.
 */
import type { Product } from '../catalog/product.ts';
import { Planner } from './plan.ts';
import type { Plan } from './plan.ts';
import { traitsOf } from './traits.ts';
import { wordsOf } from './words.ts';

/** Words of digits are numbers of things: nobody misspells them into another. */
const WORD = /^[\p{L}\p{M}]{3,30}$/u;
/** A phrase that fewer products share is one product's name. */
const MIN_PRODUCTS = 3;
/** Phrases held while counting; when there are more, those seen once are dropped. */
const MAX_PHRASES = 300_000;

const more = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** Counts a product for each word in its texts. */
export function countWords(counts: Map<string, number>, product: Product): void {
  const { title, brand, category, description, attributes } = product;
  const texts = Object.values(attributes).filter((value) => typeof value === 'string');
  const options = product.variants.flatMap(({ options: chosen }) => Object.values(chosen));
  const all = [title, brand?.name ?? '', ...category.names, description, ...texts, ...options];
  for (const word of new Set(wordsOf(all.join(' \n ')))) if (WORD.test(word)) more(counts, word);
}

/** Words and pairs of neighbouring words of a title, each once. */
function phrasesOf(title: string): Set<string> {
  const words = wordsOf(title);
  const phrases = new Set<string>();
  words.forEach((word, index) => {
    if (!WORD.test(word)) return;
    phrases.add(word);
    const next = words[index + 1];
    if (next !== undefined && WORD.test(next)) phrases.add(`${word} ${next}`);
  });
  return phrases;
}

export class Survey {
  readonly #planner = new Planner();
  readonly #phrases = new Map<string, number>();
  /** Names of brands and categories, and how many products they have. */
  readonly #names = new Map<string, number>();

  add(product: Product): void {
    const { title, brand, category } = product;
    if (product.status !== 'published') return;
    this.#planner.add(category.slug, traitsOf(product));
    for (const phrase of phrasesOf(title)) more(this.#phrases, phrase);
    for (const name of [brand?.name ?? '', ...category.names]) {
      if (name !== '') more(this.#names, wordsOf(name).join(' '));
    }
    if (this.#phrases.size > MAX_PHRASES) this.#forgetRare();
  }

  #forgetRare(): void {
    for (const [phrase, count] of this.#phrases) if (count < 2) this.#phrases.delete(phrase);
  }

  plan(): Plan {
    return this.#planner.plan();
  }

  /** Texts worth suggesting, with the products they lead to. */
  phrases(): ReadonlyMap<string, number> {
    const shared = [...this.#phrases].filter(([, count]) => count >= MIN_PRODUCTS);
    return new Map([...shared, ...this.#names]);
  }
}
