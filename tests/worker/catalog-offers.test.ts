/** Offers: what cart and checkout learn of a SKU. */
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { asSku } from '../../src/kernel/ids.ts';
import type { Sku } from '../../src/kernel/ids.ts';
import { required } from '../../src/kernel/assert.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { catalogueOf } from '../../src/catalog/service.ts';
import { offerStore } from '../../src/catalog/store.ts';

const sku = (text: string): Sku => required(asSku(text), `${text} is a SKU`);

const announced: string[] = [];
let now = Date.UTC(2026, 0, 1);
const catalogue = catalogueOf({
  source: offerStore(env.CATALOG_DB),
  clock: () => now,
  announce: (slugs) => void announced.push(...slugs),
});

async function seed(id: number, status: string): Promise<void> {
  const db = env.CATALOG_DB;
  await db.batch([
    db
      .prepare(
        `INSERT INTO product VALUES (?1, ?2, ?2, ?3, 'tolva', 'lighting/desk-lamps', '', NULL, NULL,
          '[]', '{}',
          '[{"url":"/media/a.svg","alt":"A lamp"}]', 4.5, 2, 7, 'house', ?4, 10, 0, '', '')`,
      )
      .bind(id, `lamp-${id}`, `Lamp ${id}`, status),
    db
      .prepare(
        `INSERT INTO variant VALUES (?1, ?2, 0, '{"Colour":"Brass"}', NULL, NULL, 'in_stock')`,
      )
      .bind(`LAMP-${id}`, id),
    db.prepare(`INSERT INTO price VALUES (?1, 'EUR', 12900, NULL)`).bind(`LAMP-${id}`),
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
  const asked = [sku('LAMP-1')];
  await catalogue.offers(asked, DEFAULT_MARKET);
  await env.CATALOG_DB.prepare(`UPDATE price SET amount = 9900 WHERE sku = 'LAMP-1'`).run();
  const copy = await catalogue.offers(asked, DEFAULT_MARKET);
  expect(copy.get(sku('LAMP-1'))?.price).toBe(12900);
  const fresh = await catalogue.freshOffers(asked, DEFAULT_MARKET);
  expect(fresh.get(sku('LAMP-1'))?.price).toBe(9900);
  now += 5_000;
  const later = await catalogue.offers(asked, DEFAULT_MARKET);
  expect(later.get(sku('LAMP-1'))?.price).toBe(9900);
});

test('a bucket that did not change writes nothing; one that did marks the product', async () => {
  await catalogue.setAvailability(sku('LAMP-1'), 'in_stock');
  expect(announced).toEqual([]);
  await catalogue.setAvailability(sku('LAMP-1'), 'out_of_stock');
  expect(announced).toEqual(['lamp-1']);
  const offers = await catalogue.offers([sku('LAMP-1')], DEFAULT_MARKET);
  expect(offers.get(sku('LAMP-1'))?.availability).toBe('out_of_stock');
  const listed = await env.CATALOG_DB.prepare('SELECT price, in_stock FROM listing').all();
  expect(listed.results).toEqual([{ price: 9900, in_stock: 0 }]);
  const changes = await env.CATALOG_DB.prepare('SELECT slug FROM catalog_change').all();
  expect(changes.results).toEqual([{ slug: 'lamp-1' }]);
});
