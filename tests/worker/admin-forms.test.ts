/** The back office's forms for products, stock and coupons: what they do, and what they refuse. */
import { beforeAll, expect, test } from 'vitest';
import type { CouponView } from '../../src/pricing/view.ts';
import { ADMIN, Buyer, call, stockOf, stockProduct, unique } from './support/shop.ts';
import { Staff, errorIn, formKeyIn, staff, valueIn } from './support/staff.ts';

let person = new Staff();
beforeAll(async () => {
  person = await staff();
});

const inShop = async (slug: string) => (await call('GET', `/api/products/${slug}`)).status;

const newProduct = (id: string, fields: Record<string, string> = {}) =>
  person.fill('/admin/products/new', '/admin/products', {
    id,
    title: `Lamp ${id}`,
    category: 'Lighting > Table lamps',
    price_minor: '19,90',
    status: 'draft',
    ...fields,
  });

type Stored = {
  title: string;
  slug: string;
  status: string;
  price_minor: number;
  tags: string[];
  variants: { sku: string; options: Record<string, string>; price_minor: number }[];
};
const stored = async (id: string) =>
  (await call<Stored>('GET', `/api/admin/products/${id}`, { headers: ADMIN })).body;

test('a product is made as a draft, published and taken back', async () => {
  const id = unique('made');
  const made = await newProduct(id, { stock: '7', tags: 'new, brass' });
  expect(made.status).toBe(303);
  const path = made.location?.replace('?done=made', '') ?? '';
  const product = await stored(id);
  expect(product).toMatchObject({ price_minor: 1_990, status: 'draft', tags: ['new', 'brass'] });
  expect(await stockOf(id)).toMatchObject({ on_hand: 7 });
  expect(await inShop(product.slug)).toBe(404);
  expect((await person.open('/admin/products?status=draft')).html).toContain(path);
  const published = await person.send(`${path}/status`, { status: 'published' });
  expect(published.location).toBe(`${path}?done=published`);
  expect(await inShop(product.slug)).toBe(200);
  await person.send(`${path}/status`, { status: 'draft' });
  expect((await stored(id)).status).toBe('draft');
});

test('the same form sent twice makes one product', async () => {
  const { html } = await person.open('/admin/products/new');
  const fields = {
    form_key: formKeyIn(html, '/admin/products'),
    id: unique('twice'),
    title: 'Twice',
    category: 'Lighting',
    price_minor: '5',
    status: 'draft',
  };
  const first = await person.send('/admin/products', fields);
  const second = await person.send('/admin/products', fields);
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(second.location).toBe(first.location);
});

test('bad fields of a product are named and everything typed is kept', async () => {
  const refused = await newProduct(unique('bad'), {
    title: 'Bad lamp',
    price_minor: '19,999',
    'variants/0/sku': 'NO SPACES',
    'variants/0/options': 'Brass',
  });
  expect(refused.status).toBe(400);
  expect(errorIn(refused.html, 'price_minor')).toBe('An amount such as 19.99');
  expect(errorIn(refused.html, 'variants/0/options')).toContain('Colour: Brass');
  expect(valueIn(refused.html, 'title')).toBe('Bad lamp');
  expect(valueIn(refused.html, 'price_minor')).toBe('19,999');
  const sku = await newProduct(unique('bad'), { 'variants/2/sku': 'NO SPACES' });
  expect(sku.status).toBe(400);
  expect(errorIn(sku.html, 'variants/0/sku')).toBeDefined();
  expect(valueIn(sku.html, 'variants/0/sku')).toBe('NO SPACES');
});

test('an id that is taken is refused beside its field', async () => {
  const id = unique('taken');
  await newProduct(id);
  const again = await newProduct(id, { title: 'Another' });
  expect(again.status).toBe(409);
  expect(errorIn(again.html, 'id')).toBe('There is a product with this id');
  expect(valueIn(again.html, 'title')).toBe('Another');
});

test('an edit changes the fields, keeps the variants and adds one', async () => {
  const id = unique('edit');
  const made = await newProduct(id, {
    'variants/0/sku': `${id}-S`,
    'variants/0/options': 'Size: S',
    'variants/0/stock': '3',
    'variants/1/sku': `${id}-L`,
    'variants/1/options': 'Size: L',
    'variants/1/price_minor': '29.90',
  });
  const path = made.location?.replace('?done=made', '') ?? '';
  const saved = await person.send(path, {
    title: 'Edited',
    category: 'Lighting > Pendants',
    price_minor: '21',
    status: 'published',
    'variants/0/sku': `${id}-S`,
    'variants/0/options': 'Size: S',
    'variants/1/sku': `${id}-L`,
    'variants/1/options': 'Size: L',
    'variants/1/price_minor': '29.90',
    'variants/4/sku': `${id}-XL`,
    'variants/4/options': 'Size: XL',
  });
  expect([saved.status, saved.location]).toEqual([303, `${path}?done=saved`]);
  expect(await stored(id)).toMatchObject({
    title: 'Edited',
    status: 'published',
    variants: [
      { sku: `${id}-S`, options: { Size: 'S' }, price_minor: 2_100 },
      { sku: `${id}-L`, options: { Size: 'L' }, price_minor: 2_990 },
      { sku: `${id}-XL`, options: { Size: 'XL' }, price_minor: 2_100 },
    ],
  });
  expect(await stockOf(`${id}-S`)).toMatchObject({ on_hand: 3 });
});

test('a movement changes the stock once and stands in the ledger', async () => {
  const sku = await stockProduct(unique('moved'), { stock: 5 });
  const path = `/admin/stock/${sku}`;
  const { html } = await person.open(path);
  const fields = { form_key: formKeyIn(html, path), delta: '+12', reason: 'Delivery' };
  expect((await person.send(path, fields)).location).toBe(`${path}?done=moved`);
  expect((await person.send(path, fields)).status).toBe(303);
  expect(await stockOf(sku)).toMatchObject({ on_hand: 17 });
  expect((await person.open(path)).html).toContain('Delivery');
});

test('stock that orders hold is taken only when forced', async () => {
  const sku = await stockProduct(unique('held'), { stock: 5 });
  const buyer = new Buyer();
  await buyer.add(sku, 4);
  const { order } = (await buyer.checkout('k')).body;
  const path = `/admin/stock/${sku}`;
  const held = await person.open(path);
  expect(held.html).toContain(`/admin/orders/${order.id}`);
  const refused = await person.fill(path, path, { delta: '-3', reason: 'Broken' });
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('Orders hold 4 units.');
  expect(valueIn(refused.html, 'reason')).toBe('Broken');
  const forced = await person.fill(path, path, { delta: '-3', reason: 'Broken', force: 'yes' });
  expect(forced.status).toBe(303);
  expect(await stockOf(sku)).toMatchObject({ on_hand: 2, available: -2 });
});

test('a movement of nothing, of half and without a reason is refused by field', async () => {
  const sku = await stockProduct(unique('still'), { stock: 5 });
  const path = `/admin/stock/${sku}`;
  for (const delta of ['0', '1.5', 'many', '']) {
    const refused = await person.fill(path, path, { delta, reason: '' });
    expect(refused.status).toBe(400);
    expect(errorIn(refused.html, 'delta')).toBeDefined();
    expect(errorIn(refused.html, 'reason')).toBeDefined();
    expect(valueIn(refused.html, 'delta')).toBe(delta);
  }
  expect(await stockOf(sku)).toMatchObject({ on_hand: 5 });
});

test('a SKU is found by its whole name, by its beginning and by its product', async () => {
  const sku = await stockProduct(unique('findable'), { stock: 1 });
  expect((await person.open(`/admin/stock?q=${sku}`)).location).toBe(`/admin/stock/${sku}`);
  const found = await person.open(`/admin/stock?q=${sku.slice(0, -1)}`);
  expect(found.html).toContain(`/admin/stock/${sku}`);
  expect((await person.open('/admin/stock?q=nothing-like-it')).html).toContain('No SKU matches');
  expect((await person.open('/admin/stock/NOT-A-SKU')).status).toBe(404);
});

const couponOf = async (code: string) =>
  (await call<CouponView>('GET', `/api/admin/coupons/${code}`, { headers: ADMIN })).body;

test('a coupon is made by its form and switched off and on', async () => {
  const code = unique('form').toUpperCase();
  const made = await person.fill('/admin/coupons/new', '/admin/coupons', {
    code: code.toLowerCase(),
    kind: 'amount',
    value: '5,50',
    minimum_minor: '20',
    starts_at: '2026-06-01T08:00',
    total_limit: '10',
    combinable: 'yes',
  });
  expect([made.status, made.location]).toEqual([303, '/admin/coupons?done=made']);
  expect(await couponOf(code)).toMatchObject({
    kind: 'amount',
    value: 550,
    minimum_minor: 2_000,
    starts_at: '2026-06-01T08:00:00.000Z',
    ends_at: null,
    total_limit: 10,
    per_customer_limit: null,
    combinable: true,
    active: true,
  });
  await person.send(`/admin/coupons/${code}`, { active: 'no' });
  expect((await couponOf(code)).active).toBe(false);
  expect((await person.open('/admin/coupons?done=off')).html).toContain('is switched off.');
  await person.send(`/admin/coupons/${code}`, { active: 'yes' });
  expect((await couponOf(code)).active).toBe(true);
});

test.each([
  [{ value: '0' }, 'value'],
  [{ value: '101' }, 'value'],
  [{ kind: 'amount', value: 'free' }, 'value'],
  [{ code: 'with space' }, 'code'],
  [{ minimum_minor: '-5' }, 'minimum_minor'],
  [{ total_limit: '0' }, 'total_limit'],
  [{ starts_at: '2026-09-01T00:00', ends_at: '2026-06-01T00:00' }, 'ends_at'],
])('a coupon with %j is refused by %s and keeps what was typed', async (fault, field) => {
  const typed = { code: unique('bad').toUpperCase(), kind: 'percent', value: '10', ...fault };
  const refused = await person.fill('/admin/coupons/new', '/admin/coupons', typed);
  expect(refused.status).toBe(400);
  expect(errorIn(refused.html, field)).toBeDefined();
  for (const [name, value] of Object.entries(typed)) {
    if (name !== 'kind') expect(valueIn(refused.html, name)).toBe(value);
  }
});

test('a code that is taken is refused beside its field', async () => {
  const fields = { code: unique('dup').toUpperCase(), kind: 'percent', value: '10' };
  await person.fill('/admin/coupons/new', '/admin/coupons', fields);
  const again = await person.fill('/admin/coupons/new', '/admin/coupons', fields);
  expect(again.status).toBe(409);
  expect(errorIn(again.html, 'code')).toBe('This code is taken');
});

test('the overview counts what is low and what is sold out', async () => {
  await stockProduct(unique('low'), { stock: 2 });
  const { html } = await person.open('/admin');
  expect(html).toContain('Low stock');
  expect(html).toMatch(/\/admin\/stock\/low-/);
});
