/** The catalogue's use cases over its ports. */
import type { Clock } from '../kernel/random.ts';
import type { Catalogue } from './catalogue.ts';
import { offerCopies } from './offers.ts';
import type { Announce, OfferSource } from './ports.ts';

export type CataloguePorts = {
  readonly source: OfferSource;
  readonly clock: Clock;
  readonly announce: Announce;
};

/** A catalogue of its own copies over these ports. */
export function catalogueOf({ source, clock, announce }: CataloguePorts): Catalogue {
  const copies = offerCopies(source, clock);
  return {
    offers: copies.offers,
    freshOffers: (skus, market) => source.offers(skus, market),
    hasSku: (sku) => source.hasSku(sku),
    async setAvailability(sku, availability) {
      const slug = await source.setAvailability(sku, availability, clock());
      if (slug === null) return false;
      copies.clear();
      announce([slug]);
      return true;
    },
  };
}
