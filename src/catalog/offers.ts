/**
 * Offers through a copy in the isolate's memory. A shopper who adds to a cart, looks at it and adds
 * again asks for the same few SKUs within seconds; the price is read anew at checkout anyway. No
 * copy outlives the times of what it is of: a scheduled price begins and ends for all at once.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import { openOffers } from './offer.ts';
import type { Offer, TimedOffer } from './offer.ts';
import type { OfferSource } from './ports.ts';

/** As long as a page may be old at most: cart and page then tell the same price. */
const OFFER_TTL_MS = 5 * SECOND_MS;
/** Some 500 bytes each. */
const MAX_OFFERS_HELD = 4_000;

type Held = TimedOffer & { readonly freshUntil: Milliseconds };

export type OfferCopies = {
  offers(skus: readonly Sku[], market: Market): Promise<Map<Sku, Offer>>;
  /** Forgets everything: a product was changed in this isolate. */
  clear(): void;
};

/** True while nothing that was known when it was read makes it another. */
const isTrue = ({ holdsUntil }: TimedOffer, now: Milliseconds): boolean =>
  holdsUntil === null || now < holdsUntil;

/**
 * Copies of `source`'s offers. When the source fails, what is held serves on, however old, but for
 * what its own times have ended.
 */
export function offerCopies(source: OfferSource, clock: Clock): OfferCopies {
  const held = new Map<string, Held>();

  const hold = (key: string, timed: TimedOffer, now: Milliseconds): void => {
    held.delete(key);
    held.set(key, { ...timed, freshUntil: now + OFFER_TTL_MS });
    const oldest = held.size > MAX_OFFERS_HELD ? held.keys().next() : null;
    if (oldest?.done === false) held.delete(oldest.value);
  };

  return {
    async offers(skus, market) {
      const now = clock();
      const keyOf = (sku: Sku): string => `${market.id}:${sku}`;
      const found = new Map<Sku, TimedOffer>();
      const missing: Sku[] = [];
      for (const sku of new Set(skus)) {
        const copy = held.get(keyOf(sku));
        if (copy !== undefined && now < copy.freshUntil && isTrue(copy, now)) found.set(sku, copy);
        else missing.push(sku);
      }
      if (missing.length === 0) return openOffers(found);
      try {
        const fresh = await source.offers(missing, market);
        for (const sku of missing) {
          const timed = fresh.get(sku) ?? { offer: null, holdsUntil: null };
          hold(keyOf(sku), timed, now);
          found.set(sku, timed);
        }
      } catch (error) {
        for (const sku of missing) {
          const copy = held.get(keyOf(sku));
          if (copy === undefined || !isTrue(copy, clock())) throw error;
          found.set(sku, copy);
        }
      }
      return openOffers(found);
    },
    clear: () => held.clear(),
  };
}
