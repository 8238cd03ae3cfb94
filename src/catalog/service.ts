/** The catalogue's reading use cases over its ports. */
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Catalogue, CatalogueAnswers } from './catalogue.ts';
import { Memory } from './copies.ts';
import type { Copy } from './copies.ts';
import { documentIn } from './document.ts';
import { openOffers } from './offer.ts';
import type { OfferCopies } from './offers.ts';
import type { OfferSource } from './ports.ts';
import type { ProductReads } from './reads.ts';

export type CataloguePorts = {
  readonly source: OfferSource;
  readonly reads: ProductReads;
  readonly copies: OfferCopies;
  readonly clock: Clock;
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<unknown>;
};

/** Addresses that lead elsewhere or nowhere: asked for by old links, and by who guesses. */
const MOVES = {
  maxEntries: 1_000,
  maxLength: 100_000,
  freshMs: 5 * SECOND_MS,
  staleMs: 0,
} as const;

/** Bodies under their keys, for the API. */
export const answersOf = (reads: ProductReads): CatalogueAnswers => ({
  heldProduct: (slug, market) => reads.held(slug, market),
  product: (slug, market) => reads.product(slug, market),
});

/** Parses a copy once, however many pages show it. */
function parsing<T>(parse: (text: string) => T): (copy: Copy) => T | null {
  const parsed = new WeakMap<Copy, T>();
  return (copy) => {
    if (copy.text === null) return null;
    const known = parsed.get(copy);
    if (known !== undefined) return known;
    const value = parse(copy.text);
    parsed.set(copy, value);
    return value;
  };
}

/** A catalogue over these ports. */
export function catalogueOf(ports: CataloguePorts): Catalogue {
  const { source, reads, copies, clock, announce } = ports;
  const answers = answersOf(reads);
  const documentOfCopy = parsing(documentIn);
  const moves = new Memory(MOVES);
  return {
    answers,
    async movedTo(slug) {
      const now = clock();
      const held = moves.fresh(slug, now);
      if (held !== undefined) return held.text;
      const text = await source.slugNow(slug).catch(() => null);
      return moves.put(slug, { text, etag: '', version: now }, now).text;
    },
    product: async (slug, market) => documentOfCopy((await answers.product(slug, market)).copy),
    offers: (skus, market) => copies.offers(skus, market),
    freshOffers: async (skus, market) => openOffers(await source.offers(skus, market)),
    hasSku: (sku) => source.hasSku(sku),
    outdated: (told) => source.outdated(told),
    async setAvailability(sku, availability) {
      const slug = await source.setAvailability(sku, availability, clock());
      if (slug === null) return false;
      copies.clear();
      await announce([slug], false);
      return true;
    },
  };
}
