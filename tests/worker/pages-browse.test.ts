/** The pages anyone may have: what they show, how they are kept, and what they never look at. */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import type { ProductDocument } from '../../src/catalog/document.ts';
import { get, row, stockShop, tierOf } from './catalog-support.ts';
import { textOf } from './support/visitor.ts';

const LAMP = row('lamp', {
  slug: 'halo-lamp',
  title: 'Halo lamp <b>',
  brand: 'Lumholt',
  category: 'Lighting > Table lamps',
  description: 'A ring & a globe.',
  rating: { average: 4.6, count: 12 },
  attributes: { Material: 'Brass', Dimmable: true, 'Width (mm)': 320 },
  images: [
    { url: '/media/halo-brass.svg', alt: 'In brass' },
    { url: '/media/halo-black.svg', alt: 'In black' },
  ],
  variants: [
    ['BRASS-S', 'Brass', 'Small', 22_900, 9, '/media/halo-brass.svg'],
    ['BRASS-L', 'Brass', 'Large', 29_900, 3, '/media/halo-brass.svg'],
    ['BLACK-S', 'Black', 'Small', 22_900, 0, '/media/halo-black.svg'],
  ].map(([sku, colour, size, price, stock, image]) => ({
    sku: `HALO-${sku}`,
    options: { Colour: colour, Size: size },
    price_minor: price,
    stock,
    image,
  })),
});

const mugs = Array.from({ length: 30 }, (_, index) =>
  row(`mug-${index}`, {
    title: `Mug ${index}`,
    brand: index % 2 === 0 ? 'Kiln' : 'Oven',
    category: 'Kitchen > Mugs',
    price_minor: 1_000 + index * 100,
    sales: 100 - index,
  }),
);

/** More shelves than a menu has room for. */
const shelves = ['Art', 'Books', 'Clocks', 'Dishes', 'Easels', 'Forks'].map((name) =>
  row(`in-${name}`, { category: name }),
);

beforeAll(() =>
  stockShop([LAMP, ...mugs, ...shelves, row('secret', { status: 'draft', slug: 'secret' })]),
);

const page = async (path: string): Promise<string> => (await get(path)).text();

describe('the home page', () => {
  test('leads to every category and to products', async () => {
    const html = await page('/');
    expect(html).toContain('href="/categories/lighting"');
    expect(html).toContain('href="/categories/kitchen"');
    expect(html).toContain('href="/products/mug-0"');
    expect(html).toContain('<html lang="en">');
    expect(html).not.toContain('secret');
  });

  test('names its largest categories and leads to everything else', async () => {
    const many = await page('/');
    const [, menu = ''] = /<nav class="menu".*?<ul>(.*?)<\/ul>/.exec(many) ?? [];
    expect(menu.match(/<li>/g)).toHaveLength(7);
    expect(menu).toContain('<a href="/search">Everything</a>');
    expect(menu).toContain('/categories/kitchen"');
  });
});

describe("a product's page", () => {
  test('shows what is sold, escaped, with its price and its stock', async () => {
    const html = await page('/products/halo-lamp');
    const text = textOf(html);
    expect(html).toContain('<h1>Halo lamp &lt;b&gt;</h1>');
    expect(text).toContain('A ring & a globe.');
    expect(text).toContain('€229');
    expect(text).toContain('4.6 of 5 from 12 ratings');
    expect(text).toContain('Dimmable Yes');
  });

  test('shows the variant that its address names, by SKU or by options', async () => {
    const bySku = textOf(await page('/products/halo-lamp?sku=HALO-BRASS-L'));
    const byOptions = textOf(
      await page('/products/halo-lamp?option.Colour=Brass&option.Size=Large'),
    );
    expect(bySku).toContain('€299');
    expect(bySku).toContain('Only a few left');
    expect(byOptions).toBe(bySku);
  });

  test('a variant that is sold out can be looked at and not be bought', async () => {
    const html = await page('/products/halo-lamp?sku=HALO-BLACK-S');
    expect(html).toMatch(/<button class="button wide" disabled[^>]*>Sold out</);
    const [first] = /<div class="picture"><img[^>]*>/.exec(html) ?? [];
    expect(first).toContain('/media/halo-black.svg');
  });

  test('names itself, and says to machines what the API says', async () => {
    const html = await page('/products/halo-lamp?sku=HALO-BRASS-L');
    expect(html).toContain('<link rel="canonical" href="http://localhost/products/halo-lamp"/>');
    expect(html).toContain('property="og:image" content="http://localhost/media/halo-brass.svg"');
    const [, data = '{}'] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html) ?? [];
    const api = await (await get('/api/products/halo-lamp')).json<ProductDocument>();
    const gone = api.variants.filter(({ availability }) => availability === 'out_of_stock');
    const variants = [...api.variants.filter((variant) => !gone.includes(variant)), ...gone];
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'ProductGroup',
      name: api.title,
      aggregateRating: { ratingValue: api.rating.average, ratingCount: api.rating.count },
      hasVariant: variants.map(({ sku, price }) => ({
        '@type': 'Product',
        sku,
        offers: { sku, price: (price.amount / 100).toFixed(2), priceCurrency: 'EUR' },
      })),
    });
  });

  test('a draft is not there', async () => {
    expect((await get('/products/secret')).status).toBe(404);
  });
});

describe('a list', () => {
  test('of a category counts, filters and shows what it is narrowed to', async () => {
    const text = textOf(await page('/categories/kitchen'));
    expect(text).toContain('30 products');
    const html = await page('/categories/kitchen?brand=Kiln&price=1000-2499');
    expect(textOf(html)).toContain('8 products');
    expect(html).toContain('aria-label="Remove filter Kiln"');
    expect(html).toContain('aria-label="Remove filter €10 to €25"');
    expect(html).toContain('<input type="checkbox" name="brand" value="Kiln" checked=""/>');
  });

  test('goes on where its first page ended', async () => {
    const first = await page('/categories/kitchen?sort=price');
    const [, next = ''] = /rel="next"[^>]* href="([^"]+)"/.exec(first) ?? [];
    const second = await page(next.replaceAll('&amp;', '&'));
    expect(first).toContain('/products/mug-0"');
    expect(second).toContain('/products/mug-29"');
    expect(second).not.toContain('/products/mug-0"');
    expect(second).toContain('Back to the first page');
  });

  test('of a search keeps the words, and says so when there is nothing', async () => {
    const found = await page('/search?q=Halo');
    expect(found).toContain('/products/halo-lamp"');
    expect(found).toContain('value="halo"');
    expect(found).toContain('<mark>Halo</mark>');
    const nothing = textOf(await page('/search?q=zebra'));
    expect(nothing).toContain('We found nothing for “zebra”');
  });

  test('refuses what it does not understand, as a page', async () => {
    const response = await get('/search?sort=colour', { accept: 'text/html' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  test('of a category that does not exist is not there', async () => {
    expect((await get('/categories/gardening')).status).toBe(404);
  });
});

const PUBLIC = ['/', '/products/halo-lamp', '/categories/kitchen', '/search?q=mug'];

describe('every public page', () => {
  test.each(PUBLIC)('%s may be kept by any cache, and answers 304 to who has it', async (path) => {
    const first = await get(path);
    expect(first.headers.get('cache-control')).toBe('public, max-age=15');
    const etag = first.headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(tierOf(again)).toBe('memory');
  });

  test.each(PUBLIC)('%s reads no cookie, no authorization, and sets no cookie', async (path) => {
    const read: string[] = [];
    const request = new Request(`http://localhost${path}`, {
      headers: { cookie: 'cart=abc', authorization: 'Bearer test-admin-key', accept: 'text/html' },
    });
    const { headers } = request;
    Object.defineProperty(headers, 'get', {
      value: (name: string) => {
        read.push(name.toLowerCase());
        return Headers.prototype.get.call(headers, name);
      },
    });
    const response = await app.fetch(request, env, createExecutionContext());
    expect(response.status).toBe(200);
    expect(read).toContain('x-request-id');
    expect(read.filter((name) => ['cookie', 'authorization'].includes(name))).toEqual([]);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('is the same page whatever its address carries besides', async () => {
    const plain = await get('/products/halo-lamp');
    const tagged = await get('/products/halo-lamp?utm_source=letter&quantity=2');
    expect(tagged.headers.get('etag')).toBe(plain.headers.get('etag'));
  });
});

describe('what is not there', () => {
  test('is a page for people and a problem for machines', async () => {
    const forPeople = await get('/nowhere', { accept: 'text/html' });
    expect(forPeople.status).toBe(404);
    expect(await forPeople.text()).toContain('There is nothing here');
    expect(forPeople.headers.get('cache-control')).toBe('private, no-store');
    const forMachines = await get('/api/nowhere', { accept: 'text/html' });
    expect(forMachines.headers.get('content-type')).toBe('application/problem+json');
  });
});
