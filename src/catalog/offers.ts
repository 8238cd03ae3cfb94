/**
 * Offers through a copy in the isolate's memory. A shopper who adds to a cart, looks at it and adds
 * again asks for the same few SKUs within seconds; the price is read anew at checkout anyway.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import type { Offer } from './offer.ts';
import type { OfferSource } from './ports.ts';

/** As long as a page may be old at most: cart and page then tell the same price. */
const OFFER_TTL_MS = 5 * SECOND_MS;
/** Some 500 bytes each. */
const MAX_OFFERS_HELD = 4_000;

type Held = { readonly offer: Offer | null; readonly until: number };

export type OfferCopies = {
  offers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** Forgets everything: a product was changed in this isolate. */
  clear(): void;
};

/** Copies of `source`'s offers. When the source fails, what is held serves on, however old. */
export function offerCopies(source: OfferSource, clock: Clock): OfferCopies {
  const held = new Map<string, Held>();

  const hold = (key: string, offer: Offer | null, now: number): void => {
    held.delete(key);
    held.set(key, { offer, until: now + OFFER_TTL_MS });
    const oldest = held.size > MAX_OFFERS_HELD ? held.keys().next() : null;
    if (oldest?.done === false) held.delete(oldest.value);
  };

  const fetchInto = async (found: Map<Sku, Offer>, missing: Sku[], market: Market, now: number) => {
    const fresh = await source.offers(missing, market);
    for (const sku of missing) {
      const offer = fresh.get(sku) ?? null;
      hold(`${market.id}:${sku}`, offer, now);
      if (offer !== null) found.set(sku, offer);
    }
  };

  return {
    async offers(skus, market) {
      const now = clock();
      const found = new Map<Sku, Offer>();
      const missing: Sku[] = [];
      for (const sku of new Set(skus)) {
        const copy = held.get(`${market.id}:${sku}`);
        if (copy === undefined || copy.until <= now) missing.push(sku);
        else if (copy.offer !== null) found.set(sku, copy.offer);
      }
      if (missing.length === 0) return found;
      try {
        await fetchInto(found, missing, market, now);
      } catch (error) {
        const stale = missing.map((sku) => held.get(`${market.id}:${sku}`));
        if (stale.includes(undefined)) throw error;
        for (const copy of stale) {
          if (copy !== undefined && copy.offer !== null) found.set(copy.offer.sku, copy.offer);
        }
      }
      return found;
    },
    clear: () => held.clear(),
  };
}
