/** Offers and availability in CATALOG_DB: what cart and checkout ask of the catalogue. */
import { and, eq, ne, sql } from 'drizzle-orm';
import type { GetColumnData } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import { asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import type { TimedOffer } from './offer.ts';
import { MARK_CHANGED } from './outbox-store.ts';
import type { OfferSource } from './ports.ts';
import { categoryTrail, idOfRowNumber } from './product.ts';
import type { Image, ScheduledPrice } from './product.ts';
import { isOpenAt, offerChangesAt, priceAt } from './showing.ts';
import { price, product, slugRedirect, variant } from './schema.ts';

/** The columns an offer is made of. */
const OFFER = {
  sku: variant.sku,
  productId: product.id,
  slug: product.slug,
  title: product.title,
  options: variant.options,
  image: variant.image,
  images: product.images,
  category: product.category,
  sellerId: product.sellerId,
  publishFrom: product.publishFrom,
  publishUntil: product.publishUntil,
  amount: price.amount,
  compareAt: price.compareAt,
  schedule: price.schedule,
  availability: variant.availability,
  version: product.version,
} as const;

type OfferRow = {
  [K in keyof typeof OFFER]: GetColumnData<(typeof OFFER)[K]>;
};

/** The offer at an instant. */
function offerAt(row: OfferRow, sku: Sku, market: Market, now: Milliseconds): TimedOffer {
  const { currency } = market;
  const schedule: ScheduledPrice[] = JSON.parse(row.schedule);
  const holdsUntil = offerChangesAt(row, schedule, now);
  if (!isOpenAt(row, now)) return { offer: null, holdsUntil };
  const held = priceAt({ currency, amount: row.amount, compareAt: row.compareAt, schedule }, now);
  const options: Record<string, string> = JSON.parse(row.options);
  const images: Image[] = JSON.parse(row.images);
  const offer = {
    sku,
    productId: idOfRowNumber(row.productId),
    slug: row.slug,
    title: row.title,
    options,
    image: row.image ?? images[0]?.url ?? null,
    category: categoryTrail(row.category),
    sellerId: row.sellerId,
    price: held.amount,
    currency,
    availability: row.availability,
    version: row.version,
  };
  return { offer, holdsUntil };
}

/** ?1 = JSON array of pairs of a SKU and the bucket it told. */
const OUTDATED = `
SELECT v.sku FROM json_each(?1) AS told JOIN variant AS v ON v.sku = told.value ->> 0
WHERE v.availability <> told.value ->> 1`;

/** What a checkout asks of each cart: the offers of a list of SKUs in one currency. */
const prepareOffers = (db: DrizzleD1Database) =>
  db
    .select(OFFER)
    .from(variant)
    .innerJoin(product, eq(product.id, variant.productId))
    .innerJoin(
      price,
      and(eq(price.sku, variant.sku), eq(price.currency, sql.placeholder('currency'))),
    )
    .where(
      and(
        sql`${variant.sku} IN (SELECT value FROM json_each(${sql.placeholder('skus')}))`,
        eq(product.status, 'published'),
      ),
    )
    .prepare();

/**
 * Offers in `database`, as they are at the instant of asking: scheduled prices and times count to
 * the millisecond here. A list of SKUs is one bound parameter, so D1 sets its length no limit.
 */
export function offerStore(database: D1Database, clock: Clock): OfferSource {
  const db = drizzle(database);
  // Written out at its first use and not each time; a shop whose database is down is composed too.
  let asked: ReturnType<typeof prepareOffers> | null = null;
  return {
    async offers(skus, market) {
      const { currency } = market;
      const now = clock();
      asked ??= prepareOffers(db);
      const rows = await asked.all({ skus: JSON.stringify(skus), currency });
      const found = new Map<Sku, TimedOffer>();
      for (const row of rows) {
        const sku = asSku(row.sku);
        if (sku !== null) found.set(sku, offerAt(row, sku, market, now));
      }
      return found;
    },

    async slugNow(slug) {
      const [row] = await db
        .select({ slug: product.slug })
        .from(slugRedirect)
        .innerJoin(product, eq(product.id, slugRedirect.productId))
        .where(eq(slugRedirect.slug, slug));
      return row?.slug ?? null;
    },

    async hasSku(sku) {
      const rows = await db
        .select({ sku: variant.sku })
        .from(variant)
        .where(eq(variant.sku, sku))
        .limit(1);
      return rows.length > 0;
    },

    async outdated(told) {
      const pairs = told.map(({ sku, availability }) => [sku, availability]);
      const { results } = await database
        .prepare(OUTDATED)
        .bind(JSON.stringify(pairs))
        .run<{ sku: string }>();
      return new Set(results.map((row) => row.sku));
    },

    async setAvailability(sku, availability, now) {
      const [changed] = await db
        .select({ id: product.id, slug: product.slug })
        .from(variant)
        .innerJoin(product, eq(product.id, variant.productId))
        .where(and(eq(variant.sku, sku), ne(variant.availability, availability)));
      if (changed === undefined) return null;
      const ids = JSON.stringify([changed.id]);
      await database.batch([
        database
          .prepare('UPDATE variant SET availability = ?2 WHERE sku = ?1')
          .bind(sku, availability),
        database
          .prepare('UPDATE product SET version = max(version + 1, ?2) WHERE id = ?1')
          .bind(changed.id, now),
        database.prepare(MARK_CHANGED).bind(ids),
      ]);
      return changed.slug;
    },
  };
}
