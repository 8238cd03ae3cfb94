/** Queries of one and two words of a catalogue, each of which finds something. */
import type { Product } from '../../src/catalog/product.ts';
import { Survey, countWords } from '../../src/search/survey.ts';
import { drawn } from './draw.ts';

/** Different queries, at most `most`, in an order that is the same in every run. */
export function queriesOf(products: Iterable<Product>, most: number): string[] {
  const survey = new Survey();
  const counts = new Map<string, number>();
  for (const product of products) {
    survey.add(product);
    countWords(counts, product);
  }
  const phrases = [...survey.phrases().keys()];
  const words = [...counts].flatMap(([word, count]) => (count > 1 ? [word] : []));
  const random = drawn(3);
  const all = [...new Set([...phrases, ...words])]
    .map((text) => ({ text, place: random() }))
    .toSorted((a, b) => a.place - b.place);
  return all.map(({ text }) => text).slice(0, most);
}
