/** Offers: what cart and checkout learn of a SKU. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { asSku } from '../../src/kernel/ids.ts';
import type { Sku } from '../../src/kernel/ids.ts';
import { required } from '../../src/kernel/assert.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { offerCopies } from '../../src/catalog/offers.ts';
import type { OfferSource } from '../../src/catalog/ports.ts';
import { offerStore } from '../../src/catalog/store.ts';
import { servicesOf } from '../../src/services.ts';
import { get, published } from './catalog-support.ts';

const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);

const { catalogue } = servicesOf(env);
const source = offerStore(env.CATALOG_DB, () => Date.now());

async function seed(id: number, status: string): Promise<void> {
  const db = env.CATALOG_DB;
  await db.batch([
    db.prepare(
      `INSERT OR IGNORE INTO category VALUES ('lighting/desk-lamps', 'Lighting > Desk lamps')`,
    ),
    db
      .prepare(
        `INSERT INTO product (id, external_id, slug, title, brand, category, description, mpn,
           released, tags, attributes, images, rating_average, rating_count, sales, seller_id,
           status, version, created_at, digest)
         VALUES (?1, ?2, ?2, ?3, 'tolva', 'lighting/desk-lamps', '', NULL, NULL,
          '[]', '{}',
          '[{"url":"/media/a.svg","alt":"A lamp"}]', 4.5, 2, 7, 'house', ?4, 10, 0, '')`,
      )
      .bind(id, `lamp-${id}`, `Lamp ${id}`, status),
    db
      .prepare(
        `INSERT INTO variant VALUES (?1, ?2, 0, '{"Colour":"Brass"}', NULL, NULL, 'in_stock')`,
      )
      .bind(`LAMP-${id}`, id),
    db
      .prepare(`INSERT INTO price (sku, currency, amount) VALUES (?1, 'EUR', 12900)`)
      .bind(`LAMP-${id}`),
  ]);
}

beforeAll(async () => {
  await seed(1, 'published');
  await seed(2, 'draft');
});

test('an offer tells price, path and picture; drafts and unknown SKUs are left out', async () => {
  const asked = [sku('LAMP-1'), sku('LAMP-2'), sku('NOWHERE')];
  const offers = await catalogue.freshOffers(asked, DEFAULT_MARKET);
  expect([...offers.keys()]).toEqual(['LAMP-1']);
  expect(offers.get(sku('LAMP-1'))).toEqual({
    sku: 'LAMP-1',
    productId: '0000000000001',
    slug: 'lamp-1',
    title: 'Lamp 1',
    options: { Colour: 'Brass' },
    image: '/media/a.svg',
    category: ['lighting', 'lighting/desk-lamps'],
    sellerId: 'house',
    price: 12900,
    currency: 'EUR',
    availability: 'in_stock',
    version: 10,
  });
});

test('a copy is some seconds old at most; a fresh offer is not old at all', async () => {
  let now = 0;
  const copies = offerCopies(source, () => now);
  const asked = [sku('LAMP-1')];
  await copies.offers(asked, DEFAULT_MARKET);
  await env.CATALOG_DB.prepare(`UPDATE price SET amount = 9900 WHERE sku = 'LAMP-1'`).run();
  const copy = await copies.offers(asked, DEFAULT_MARKET);
  expect(copy.get(sku('LAMP-1'))?.price).toBe(12900);
  const fresh = await source.offers(asked, DEFAULT_MARKET);
  expect(fresh.get(sku('LAMP-1'))?.offer?.price).toBe(9900);
  now += 5_000;
  const later = await copies.offers(asked, DEFAULT_MARKET);
  expect(later.get(sku('LAMP-1'))?.price).toBe(9900);
});

test('copies serve on while the database is down, and only known SKUs', async () => {
  let down = false;
  const failing: OfferSource = {
    ...source,
    offers: (skus, market) =>
      down ? Promise.reject(new Error('down')) : source.offers(skus, market),
  };
  let now = 0;
  const copies = offerCopies(failing, () => now);
  await copies.offers([sku('LAMP-1')], DEFAULT_MARKET);
  down = true;
  now += 60_000;
  const held = await copies.offers([sku('LAMP-1')], DEFAULT_MARKET);
  expect(held.get(sku('LAMP-1'))?.title).toBe('Lamp 1');
  await expect(copies.offers([sku('LAMP-2')], DEFAULT_MARKET)).rejects.toThrow('down');
});

test('no copy outlives its own times: those of a price, and those in the shop', async () => {
  const sale = JSON.stringify([{ amount: 7_700, from: 2_000, until: 3_000 }]);
  const db = env.CATALOG_DB;
  await seed(3, 'published');
  await db.batch([
    db.prepare(`UPDATE price SET schedule = ? WHERE sku = 'LAMP-3'`).bind(sale),
    db.prepare('UPDATE product SET publish_from = 1_000, publish_until = 4_000 WHERE id = 3'),
  ]);
  let now = 0;
  let down = false;
  const inTime = offerStore(db, () => now);
  const copies = offerCopies(
    {
      ...inTime,
      offers: (skus, market) =>
        down ? Promise.reject(new Error('down')) : inTime.offers(skus, market),
    },
    () => now,
  );
  const priceAt = async (instant: number) => {
    now = instant;
    const offers = await copies.offers([sku('LAMP-3')], DEFAULT_MARKET);
    return offers.get(sku('LAMP-3'))?.price ?? null;
  };
  // Each is asked for within the five seconds that a copy is kept.
  const told: (number | null)[] = [];
  for (const at of [0, 999, 1_000, 1_999, 2_000, 2_999, 3_000, 3_999, 4_000]) {
    told.push(await priceAt(at));
  }
  expect(told).toEqual([null, null, 12_900, 12_900, 7_700, 7_700, 12_900, 12_900, null]);
  // Nor does it where the database is away: the sale's price is told to nobody after the sale.
  copies.clear();
  expect(await priceAt(2_500)).toBe(7_700);
  down = true;
  expect(await priceAt(2_999)).toBe(7_700);
  await expect(priceAt(3_000)).rejects.toThrow('down');
});

test('a bucket that did not change writes nothing; one that did marks the product', async () => {
  const version = 'SELECT version FROM product WHERE id = 1';
  await catalogue.setAvailability(sku('LAMP-1'), 'in_stock');
  expect(await env.CATALOG_DB.prepare(version).first('version')).toBe(10);
  await catalogue.setAvailability(sku('LAMP-1'), 'out_of_stock');
  expect(await env.CATALOG_DB.prepare(version).first('version')).toBeGreaterThan(10);
  const offers = await catalogue.offers([sku('LAMP-1')], DEFAULT_MARKET);
  expect(offers.get(sku('LAMP-1'))?.availability).toBe('out_of_stock');
  await published();
  const listed = await get('/api/products');
  expect(await listed.json()).toMatchObject({
    items: [{ availability: 'out_of_stock', price: { amount: 9900 } }],
  });
});
