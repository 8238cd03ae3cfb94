/** What a product has beyond title and price: times, links, languages, addresses, first places. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { keepTimetable } from '../../src/catalog/timetable.ts';
import { runJobs } from '../../src/jobs.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { badgeRules } from '../../src/platform/config.ts';
import { shownBySlugs } from '../../src/services-reads.ts';
import { servicesOf } from '../../src/services.ts';
import {
  get,
  getAsStaff,
  importRows,
  published,
  row,
  sendJson,
  stockShop,
} from './catalog-support.ts';
import { ADDRESS, Buyer, call, sku } from './support/shop.ts';

const HOUR_MS = 3_600_000;

/** Sets the clock; timers go on as they are. */
const setClock = (at: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
};

afterEach(() => {
  vi.useRealTimers();
});

const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

const shown = async (slug: string): Promise<unknown> =>
  (await get(`/api/products/${slug}`)).json<unknown>();

const priceAtCheckout = async (name: string): Promise<number | undefined> => {
  const { catalogue } = servicesOf(env);
  return (await catalogue.freshOffers([sku(name)], DEFAULT_MARKET)).get(sku(name))?.price;
};

/** What the timetable does this minute, to its end. */
async function minute(): Promise<void> {
  await keepTimetable(servicesOf(env).timetable, Date.now());
  await published();
}

test('a scheduled price holds from its first millisecond to before its last', async () => {
  const sale = { price_minor: 800, from: inHours(1), until: inHours(2) };
  await stockShop([row('SALE', { slug: 'sale', stock: 9, price_schedule: [sale] })]);
  expect(await shown('sale')).toMatchObject({ price: { amount: 1_000 }, badges: [] });

  setClock(Date.parse(sale.from) - 1);
  expect(await priceAtCheckout('SALE')).toBe(1_000);
  setClock(Date.parse(sale.from));
  expect(await priceAtCheckout('SALE')).toBe(800);
  await minute();
  expect(await shown('sale')).toMatchObject({
    price: { amount: 800 },
    compare_at: { amount: 1_000 },
    badges: ['sale'],
  });
  const list = await (await get('/api/products?sort=-price&category=lighting')).json();
  expect(list).toMatchObject({ items: [{ slug: 'sale', price: { amount: 800 } }] });

  setClock(Date.parse(sale.until) - 1);
  expect(await priceAtCheckout('SALE')).toBe(800);
  setClock(Date.parse(sale.until));
  expect(await priceAtCheckout('SALE')).toBe(1_000);
  await minute();
  expect(await shown('sale')).toMatchObject({ price: { amount: 1_000 }, badges: [] });
});

test('a new product under an address that another has left is where that leads', async () => {
  await stockShop([row('LEFT', { slug: 'left-behind' })]);
  await sendJson('PATCH', '/api/admin/products/LEFT', { slug: 'moved-on' });
  await stockShop([row('TAKES', { slug: 'left-behind' })]);
  const leads = "SELECT count(*) AS n FROM slug_redirect WHERE slug = 'left-behind'";
  expect(await env.CATALOG_DB.prepare(leads).first('n')).toBe(0);
});

test('a sale of more products than one page begins in one run, within its time', async () => {
  const sale = { price_minor: 800, from: inHours(1) };
  const ids = Array.from({ length: 501 }, (_, index) => `CROWD-${index}`);
  const rows = ids.map((id) => row(id, { price_schedule: [sale] }));
  await importRows(rows.slice(0, 250));
  await importRows(rows.slice(250));
  const { timetable } = servicesOf(env);
  const after = Date.parse(sale.from) + 1;
  const due = async () => (await timetable.due(after, 1_000)).length;
  const before = await due();
  expect(before).toBeGreaterThan(500);
  // A run that takes too long leaves the rest to the next one.
  let time = 0;
  const slow = { ...timetable, clock: () => (time += 60_000) };
  expect([await keepTimetable(slow, after), await due()]).toEqual([500, before - 500]);
  await env.CATALOG_DB.prepare('UPDATE product SET next_change_at = ?')
    .bind(after - 1)
    .run();
  const all = await due();
  expect([await keepTimetable(timetable, after), await due()]).toEqual([all, 0]);
  await published();
});

test('a cart filled in the sale is quoted the sale’s price without any cron', async () => {
  const sale = { price_minor: 700, from: inHours(1) };
  await stockShop([row('QUOTED', { slug: 'quoted', stock: 9, price_schedule: [sale] })]);
  setClock(Date.parse(sale.from));
  const buyer = new Buyer();
  await buyer.add('QUOTED', 2);
  const quote = await call('POST', '/api/checkout/quote', {
    headers: buyer.headers(),
    body: { shipping_address: ADDRESS },
  });
  expect(quote.body).toMatchObject({ subtotal: { amount: 1_400, currency: 'EUR' } });
});

test('a product is in the shop between its times only', async () => {
  const times = { publish_from: inHours(1), publish_until: inHours(2) };
  await stockShop([row('DROP', { slug: 'drop', stock: 9, ...times })]);
  expect((await get('/api/products/drop')).status).toBe(404);
  expect(await priceAtCheckout('DROP')).toBeUndefined();
  setClock(Date.parse(times.publish_from));
  expect(await priceAtCheckout('DROP')).toBe(1_000);
  await minute();
  expect((await get('/api/products/drop')).status).toBe(200);
  expect(await (await get('/sitemaps/products/1.xml')).text()).toContain('/products/drop');
  setClock(Date.parse(times.publish_until));
  expect(await priceAtCheckout('DROP')).toBeUndefined();
  await minute();
  expect((await get('/api/products/drop')).status).toBe(404);
});

test.each([
  [
    'a sale that ends before it begins',
    { from: '2030-01-02T00:00:00Z', until: '2030-01-01T00:00:00Z' },
  ],
  ['a price below nothing', { price_minor: -1, from: '2030-01-01T00:00:00Z' }],
  ['a time that is none', { from: 'tomorrow' }],
])('%s is refused', async (_, entry) => {
  const report = await importRows([row('BAD', { price_schedule: [{ price_minor: 1, ...entry }] })]);
  expect(await report.json()).toMatchObject({ created: 0, failed: 1 });
});

test('two prices at the same time are refused, by their place', async () => {
  const schedule = [
    { price_minor: 1, from: '2030-01-01T00:00:00Z' },
    { price_minor: 2, from: '2030-02-01T00:00:00Z' },
  ];
  const report = await importRows([row('TWICE', { price_schedule: schedule })]);
  expect(await report.json()).toMatchObject({ errors: [{ pointer: '/price_schedule' }] });
});

test('a product that is renamed leaves its address to its new one, however often', async () => {
  await stockShop([row('MOVED', { slug: 'first' })]);
  for (const slug of ['second', 'third']) {
    expect((await sendJson('PATCH', '/api/admin/products/MOVED', { slug })).status).toBe(200);
  }
  await published();
  for (const slug of ['first', 'second']) {
    const answer = await call('GET', `/api/products/${slug}?market=eu`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      301,
      '/api/products/third?market=eu',
    ]);
    const page = await call('GET', `/products/${slug}?sku=MOVED`);
    expect([page.status, page.headers.get('location')]).toEqual([301, '/products/third?sku=MOVED']);
  }
  await sendJson('PATCH', '/api/admin/products/MOVED', { slug: 'first' });
  await published();
  expect((await get('/products/first')).status).toBe(200);
});

test('an address that was left may be taken by another product', async () => {
  await stockShop([row('LEFT', { slug: 'place' })]);
  await sendJson('PATCH', '/api/admin/products/LEFT', { slug: 'elsewhere' });
  await stockShop([row('TAKER', { slug: 'place' })]);
  expect(await shown('place')).toMatchObject({ external_id: 'TAKER' });
});

test('a removed product leads nowhere', async () => {
  await stockShop([row('GONE', { slug: 'gone-1' })]);
  await sendJson('PATCH', '/api/admin/products/GONE', { slug: 'gone-2' });
  await sendJson('DELETE', '/api/admin/products/GONE', null);
  await published();
  expect((await get('/api/products/gone-1')).status).toBe(404);
});

test('links lead to products that are in the shop, in the merchant’s order', async () => {
  await stockShop([
    row('BULB', { slug: 'bulb' }),
    row('CABLE', { slug: 'cable' }),
    row('HIDDEN', { slug: 'hidden', status: 'draft' }),
    row('LAMP', { slug: 'lamp', related: ['CABLE', 'BULB', 'HIDDEN'], accessories: ['NOWHERE'] }),
  ]);
  const links = await (await get('/api/products/lamp/links')).json<{ related: unknown[] }>();
  expect(links).toMatchObject({ related: [{ slug: 'cable' }, { slug: 'bulb' }], accessories: [] });
  expect((await get('/api/products/nowhere/links')).status).toBe(404);
});

const textsIn = async (locale: string) => {
  const answer = await get(`/api/products/words?locale=${locale}`);
  const { title, description } = await answer.json<{ title: string; description: string }>();
  return [title, description, answer.headers.get('etag')?.endsWith(`-${locale}"`)];
};

test('a language’s texts stand in for the shop’s, and fall back to them', async () => {
  const translations = { de: { title: 'Leuchte' }, 'de-AT': { description: 'Servus' } };
  await stockShop([row('WORDS', { slug: 'words', description: 'Hello', translations })]);
  expect(await textsIn('de')).toEqual(['Leuchte', 'Hello', true]);
  expect(await textsIn('de-AT')).toEqual(['Leuchte', 'Servus', true]);
  expect(await textsIn('fr')).toEqual(['Product WORDS', 'Hello', true]);
  expect(await shown('words')).toMatchObject({ title: 'Product WORDS' });
  const bad = await importRows([row('BAD-LANG', { translations: { 'not a language': {} } })]);
  expect(await bad.json()).toMatchObject({ failed: 1 });
});

const slugsOf = async (query: string): Promise<string[]> => {
  const list = await (await get(`/api/products?${query}`)).json<{ items: { slug: string }[] }>();
  return list.items.map(({ slug }) => slug);
};

const pin = (products: string[]) =>
  sendJson('PUT', '/api/admin/pins', { category: 'pinned/here', products });

test('pinned products come first in their category, and everywhere else as they were', async () => {
  const category = 'Pinned > Here';
  const rows = ['a', 'b', 'c', 'd'].map((name, index) =>
    row(`PIN-${name}`, { slug: `pin-${name}`, category, sales: 100 - index }),
  );
  await stockShop(rows);
  expect((await pin(['PIN-d', 'PIN-b'])).status).toBe(200);
  await published();
  expect(await slugsOf('category=pinned/here')).toEqual(['pin-d', 'pin-b', 'pin-a', 'pin-c']);
  expect(await slugsOf('category=pinned/here&limit=2&in_stock=false')).toEqual(['pin-d', 'pin-b']);
  expect(await slugsOf('category=pinned')).toEqual(['pin-a', 'pin-b', 'pin-c', 'pin-d']);
  // A feed that comes again knows nothing of pins, and takes none away.
  await stockShop(rows.map((one) => ({ ...one, price_minor: 900 })));
  const pinned = await getAsStaff('/api/admin/pins?category=pinned/here');
  expect(await pinned.json()).toMatchObject({
    products: [{ external_id: 'PIN-d' }, { external_id: 'PIN-b' }],
  });
  const outside = await sendJson('PUT', '/api/admin/pins', {
    category: 'other',
    products: ['PIN-a'],
  });
  expect(outside.status).toBe(400);
  expect((await pin(['PIN-a', 'PIN-a'])).status).toBe(400);
  expect((await pin(['NOWHERE'])).status).toBe(400);
});

test('badges tell what is new, much sold, reduced and nearly gone, until it is not', async () => {
  const released = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10);
  await stockShop([
    row('BADGED', { slug: 'badged', released, sales: 5_000, compare_at_minor: 2_000, stock: 2 }),
    row('PLAIN', { slug: 'plain', stock: 50, rating: { average: 4.4, count: 900 } }),
    row('RATED', { slug: 'rated', stock: 50, rating: { average: 4.5, count: 25 } }),
    row('YOUNG', { slug: 'young', stock: 50, rating: { average: 5, count: 24 } }),
  ]);
  expect(await shown('badged')).toMatchObject({
    badges: ['sale', 'new', 'bestseller', 'low_stock'],
  });
  expect(await shown('plain')).toMatchObject({ badges: [] });
  expect(await shown('rated')).toMatchObject({ badges: ['top_rated'] });
  expect(await shown('young')).toMatchObject({ badges: [] });
  setClock(Date.parse(released) + 30 * 24 * HOUR_MS);
  await runJobs('* * * * *', servicesOf(env), Date.now());
  await published();
  expect(await shown('badged')).toMatchObject({ badges: ['sale', 'bestseller', 'low_stock'] });
});

/** The badges of `asked` in a shop with these settings. */
const marksIn = async (place: Env) => {
  const bySlugs = shownBySlugs(servicesOf(env).products, Date.now, badgeRules(place));
  return (await bySlugs(['asked'])).map(({ marks }) => marks);
};

test('the shop says from when on a badge is earned', async () => {
  await stockShop([row('ASKED', { slug: 'asked', sales: 40, rating: { average: 4, count: 3 } })]);
  const vars = {
    ...{ ...env, BADGE_BESTSELLER_SALES: '40' },
    ...{ BADGE_TOP_RATED_STARS: '4', BADGE_TOP_RATED_RATINGS: '3' },
  };
  expect(await marksIn(vars)).toEqual([['bestseller', 'top_rated']]);
  expect(await marksIn({ ...vars, BADGE_BESTSELLER_SALES: '0' })).toEqual([['top_rated']]);
  expect(await marksIn({ ...vars, BADGE_TOP_RATED_STARS: '4.1' })).toEqual([['bestseller']]);
  expect(() => badgeRules({ ...env, BADGE_TOP_RATED_STARS: '6' })).toThrow(
    'BADGE_TOP_RATED_STARS must be stars from 0 to 5',
  );
});
