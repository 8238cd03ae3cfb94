/** What programs find the shop by. */
import { beforeAll, expect, test } from 'vitest';
import { row, stockShop } from './catalog-support.ts';
import { ADMIN, call, until } from './support/shop.ts';

const TITLE = 'Lamp & <shade>';
const slug = 'lamp-and-shade';

beforeAll(async () => {
  const lamp = {
    ...{ id: 'LAMP', slug, title: TITLE, category: 'Lighting > Lamps', brand: 'Älva' },
    ...{ price_minor: 4_900, currency: 'EUR' },
  };
  await call('POST', '/api/admin/import?stock=30', {
    headers: { ...ADMIN, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify(lamp),
  });
  await until(
    () => call<{ availability: string }>('GET', `/api/products/${slug}`),
    ({ body }) => body.availability === 'in_stock',
  );
});

const textOf = async (path: string) => {
  const reply = await call<string>('GET', path);
  return { ...reply, type: reply.headers.get('content-type') };
};

/** Texts of the elements of this name. */
const texts = (xml: string, name: string): string[] =>
  Array.from(xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs')), ([, text = '']) => text);

test('robots are led to the sitemap and away from what is private', async () => {
  const { body, headers } = await textOf('/robots.txt');
  expect(body).toContain('Sitemap: http://localhost/sitemap.xml');
  expect(body).toContain('Disallow: /checkout');
  expect(headers.get('cache-control')).toBe('public, max-age=3600');
});

test('each sitemap that the index names lists pages that are there', async () => {
  const index = await textOf('/sitemap.xml');
  expect(index.type).toContain('xml');
  const files = texts(index.body, 'loc');
  expect(files).toHaveLength(2);
  const maps = await Promise.all(files.map((file) => textOf(new URL(file).pathname)));
  const pages = maps.flatMap(({ body }) => texts(body, 'loc'));
  expect(pages).toContain(`http://localhost/products/${slug}`);
  const answers = await Promise.all(pages.map((page) => call('GET', new URL(page).pathname)));
  expect(answers.map(({ status }) => status)).toEqual(pages.map(() => 200));
});

test('there is no sitemap and no feed of a part that the products do not have', async () => {
  const [map, feed] = await Promise.all([
    textOf('/sitemaps/products/2.xml'),
    textOf('/feeds/google/0.xml'),
  ]);
  expect([map.status, feed.status]).toEqual([404, 404]);
});

test('the feed tells of each variant what its page and the API tell', async () => {
  const { body, type } = await textOf('/feeds/google/1.xml');
  expect(type).toContain('rss+xml');
  const items = texts(body, 'item').filter((item) => item.includes(`/products/${slug}?`));
  expect(items).toHaveLength(1);
  const [item = ''] = items;
  const product = await call<{ price: { amount: number } }>('GET', `/api/products/${slug}`);
  expect(product.body.price.amount).toBe(4_900);
  expect(texts(item, 'g:price')).toEqual(['49.00 EUR']);
  expect(texts(item, 'g:availability')).toEqual(['in_stock']);
  expect(texts(item, 'g:identifier_exists')).toEqual(['no']);
});

test('new products come as RSS, with what XML would stumble over escaped', async () => {
  const { body } = await textOf('/feeds/new.xml');
  expect(texts(body, 'title')).toContain('Lamp &amp; &lt;shade&gt;');
  expect(body).not.toMatch(/&(?!amp;|lt;|gt;|quot;|apos;)/);
});

test('language models are told where the API and the feeds are', async () => {
  const { body } = await textOf('/llms.txt');
  expect(body).toContain('http://localhost/openapi.json');
  expect(body).toContain('http://localhost/feeds/google/1.xml');
});

test('a program that has the newest text is told so', async () => {
  const first = await textOf('/sitemap.xml');
  const etag = first.headers.get('etag') ?? '';
  const again = await call('GET', '/sitemap.xml', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

type GroupData = {
  '@type': string;
  variesBy: string[];
  offers: Record<string, unknown>;
  hasVariant: { name: string; color: string; sku: string; offers: { availability: string } }[];
};

/** What the page of a product says to machines of the product. */
async function dataOf(path: string): Promise<GroupData> {
  const { body } = await textOf(path);
  const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body) ?? [];
  const data: GroupData = JSON.parse(json);
  return data;
}

const weightOf = async (text: string): Promise<number> => {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(packed).arrayBuffer()).byteLength;
};

/** What a page may weigh, without pictures, on its way. */
const PAGE_BYTES = 60_000;

test('a product of 500 variants is a group that tells some of them, within a page', async () => {
  const variants = Array.from({ length: 500 }, (_, index) => ({
    sku: `MANY-${index}`,
    options: { Colour: `Shade ${index % 50}`, Length: `${Math.floor(index / 50)} m` },
    price_minor: 1_000 + index,
    ...(index < 495 ? {} : { stock: 50 }),
  }));
  await stockShop([row('MANY', { slug: 'many', variants })]);
  const { body } = await textOf('/products/many');
  expect(await weightOf(body)).toBeLessThan(PAGE_BYTES);
  const data = await dataOf('/products/many');
  expect(data).toMatchObject({
    '@type': 'ProductGroup',
    productGroupID: 'MANY',
    variesBy: ['https://schema.org/color'],
    offers: { '@type': 'AggregateOffer', lowPrice: '10.00', highPrice: '14.99', offerCount: 500 },
  });
  expect(data.hasVariant).toHaveLength(50);
  expect(data.hasVariant[0]).toMatchObject({
    name: 'Product MANY, Shade 45, 9 m',
    color: 'Shade 45',
    sku: 'MANY-495',
    offers: { availability: 'https://schema.org/InStock', price: '14.95' },
  });
});

test('a product of one kind is told with its offer', async () => {
  expect(await dataOf(`/products/${slug}`)).toMatchObject({
    '@type': 'Product',
    sku: 'LAMP',
    offers: { '@type': 'Offer', price: '49.00' },
  });
});
