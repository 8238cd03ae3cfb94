/** The cart's pages, as someone without scripts uses them. */
import { expect, test } from 'vitest';
import { row, stockShop } from './catalog-support.ts';
import { ADMIN, call, stockOf, stockProduct, unique } from './support/shop.ts';
import { Visitor, fieldOf, textOf } from './support/visitor.ts';

/** A visitor with one unit of a product of their own in the cart. */
async function withItem(stock = 10): Promise<{ visitor: Visitor; sku: string }> {
  const sku = unique('page-lamp');
  await stockProduct(sku, { price: 4_000, stock });
  const visitor = new Visitor();
  await visitor.post('/cart/items', { sku, quantity: '1' });
  return { visitor, sku };
}

test('an empty cart says so and makes no cart', async () => {
  const visitor = new Visitor();
  const visit = await visitor.get('/cart');
  expect(textOf(visit.html)).toContain('Your cart is empty');
  expect(visit.headers.get('cache-control')).toBe('private, no-store');
  expect(visitor.cookies).toBe('');
});

test("a product's form puts the chosen variant into the cart and leads there", async () => {
  const variants = ['Brass', 'Black'].map((colour) => ({
    sku: `RING-${colour.toUpperCase()}`,
    options: { Colour: colour },
    price_minor: colour === 'Brass' ? 4_000 : 5_000,
    stock: 10,
  }));
  await stockShop([row('ring', { slug: 'ring', title: 'Ring', variants })]);
  const visitor = new Visitor();
  const form = { product: 'ring', 'option.Colour': 'Black', quantity: '2' };
  const answer = await visitor.post('/cart/items', form);
  expect([answer.status, answer.location]).toEqual([303, '/cart']);
  const { html } = await visitor.get('/cart');
  expect(fieldOf(html, 'quantity')).toBe('2');
  expect(html).toContain('href="/products/ring?sku=RING-BLACK"');
  expect(textOf(html)).toContain('Total €100.00');
  expect(textOf(html)).toMatch(/These prices are yours until \d\d:\d\d\./);
  const unmade = await visitor.post('/cart/items', { ...form, 'option.Colour': 'Pink' });
  expect(unmade.status).toBe(409);
});

test('the script is told the count, and the reason where it was refused', async () => {
  const { visitor, sku } = await withItem(2);
  const json = { accept: 'application/json' };
  const added = await visitor.post('/cart/items', { sku, quantity: '1' }, json);
  expect(JSON.parse(added.html)).toEqual({ items: 2, words: '2 items' });
  const refused = await visitor.post('/cart/items', { sku, quantity: '1' }, json);
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.html).message).toContain(`Only 2 of ${sku} can be had`);
  expect(JSON.parse((await visitor.get('/cart/count')).html).items).toBe(2);
});

test('a quantity is changed, and removed by 0', async () => {
  const { visitor, sku } = await withItem();
  expect((await visitor.post(`/cart/items/${sku}`, { quantity: '3' })).location).toBe('/cart');
  expect(textOf((await visitor.get('/cart')).html)).toContain('€120.00');
  await visitor.post(`/cart/items/${sku}`, { quantity: '0' });
  expect(textOf((await visitor.get('/cart')).html)).toContain('Your cart is empty');
});

test('more than there is changes nothing and names what there is', async () => {
  const { visitor, sku } = await withItem(4);
  const { status, html } = await visitor.post(`/cart/items/${sku}`, { quantity: '9' });
  expect(status).toBe(409);
  expect(textOf(html)).toContain(`Only 4 of ${sku} can be had`);
  expect(fieldOf(html, 'quantity')).toBe('1');
  expect((await stockOf(sku)).reserved).toBe(0);
});

test.each(['0', '-1', '1.5', '', '1e9', 'two'])(
  'adds nothing for the quantity %j',
  async (quantity) => {
    const { visitor, sku } = await withItem();
    const { status, html } = await visitor.post('/cart/items', { sku, quantity });
    expect(status).toBe(409);
    expect(textOf(html)).toContain('whole number');
    expect(fieldOf(html, 'quantity')).toBe('1');
  },
);

test('a product that is not sold is refused with a page', async () => {
  const visitor = new Visitor();
  for (const fields of [{ product: 'nowhere' }, { sku: 'nowhere' }, { sku: 'no sku!' }, {}]) {
    const { status, html } = await visitor.post('/cart/items', { quantity: '1', ...fields });
    expect([status, textOf(html).includes('Your cart is empty')]).toEqual([409, true]);
  }
});

test('a coupon comes off the total and can be removed; a wrong one is told there', async () => {
  const code = unique('PAGE').toUpperCase();
  const made = await call('POST', '/api/admin/coupons', {
    headers: ADMIN,
    body: { code, kind: 'percent', value: 10 },
  });
  expect(made.status).toBe(201);
  const { visitor } = await withItem();
  await visitor.post('/cart/coupons', { code: ` ${code.toLowerCase()} ` });
  const { html } = await visitor.get('/cart');
  expect(textOf(html)).toContain(`Coupon ${code}`);
  expect(textOf(html)).toContain('Total €36.00');
  const wrong = await visitor.post('/cart/coupons', { code: 'NOPE' });
  expect(wrong.status).toBe(409);
  expect(wrong.html).toMatch(/id="code"[^>]*aria-invalid="true" aria-describedby="code-problem"/);
  expect(textOf(wrong.html)).toContain('This code is not known.');
  await visitor.post('/cart/coupons', { remove: code });
  expect(textOf((await visitor.get('/cart')).html)).toContain('Total €40.00');
});

test("another site's form changes nothing", async () => {
  const { visitor, sku } = await withItem();
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const { status } = await visitor.post(`/cart/items/${sku}`, { quantity: '0' }, foreign);
  expect(status).toBe(403);
  expect(fieldOf((await visitor.get('/cart')).html, 'quantity')).toBe('1');
});

test('a forged cart is no cart', async () => {
  const visitor = new Visitor();
  const { html } = await visitor.get('/cart', { cookie: 'cart=abcdefghijkl.k1.AAAA' });
  expect(textOf(html)).toContain('Your cart is empty');
});
