/** Sellers: what is their own they see and change; what is another's does not exist for them. */
import { beforeAll, expect, test } from 'vitest';
import { ADMIN_ROUTES } from '../../src/staff/permissions.ts';
import { accept, member } from './support/members.ts';
import type { Member } from './support/members.ts';
import { linkIn, newEmail } from './support/people.ts';
import { as, entered, stocked } from './support/sellers.ts';
import { ADMIN, Buyer, call, orderOf, pay, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { paymentsOf, refundsOf, stripeControl } from './support/stripe.ts';

let acme: Member;
/** An order of a lamp of acme's and one of birch's. */
let shared: Awaited<ReturnType<typeof boughtLamps>>;

/** Two lamps of acme's and one of birch's, paid. */
async function boughtLamps() {
  const buyer = new Buyer();
  await buyer.add('acme-lamp', 2);
  await buyer.add('birch-lamp', 1);
  const { order, payment } = (await buyer.checkout('key')).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order;
}

/** Waits until the shared order is in a seller's book, and makes their first statement of it. */
async function stated(seller: string): Promise<void> {
  await until(
    () => salesOf(seller),
    ({ body }) => body.items.length === 1,
  );
  const path = `/api/admin/sellers/${seller}/statements`;
  const { status } = await call('POST', path, { headers: ADMIN, body: {} });
  expect(status).toBe(201);
}

const ordersOf = (whose: string) => `/api/admin/sellers/${whose}/orders/${shared.id}`;
const pageOf = (whose: string) => `/admin/sellers/${whose}/orders/${shared.id}`;

beforeAll(async () => {
  acme = await member('seller', 'acme');
  for (const id of ['acme', 'birch']) {
    await entered(id, 12.5);
    for (const what of ['lamp', 'shade']) await stocked(id, what);
  }
  shared = await boughtLamps();
  for (const id of ['acme', 'birch']) await stated(id);
});

/** What each route that names something is asked, of the seller whose thing it is. */
const ASKED: Readonly<Record<string, (seller: string) => readonly [string, unknown?]>> = {
  'GET /api/admin/products/:id': (seller) => [`/api/admin/products/${seller}-lamp`],
  'PATCH /api/admin/products/:id': (seller) => [
    `/api/admin/products/${seller}-lamp`,
    { description: 'Bright' },
  ],
  'GET /api/admin/stock/:sku': (seller) => [`/api/admin/stock/${seller}-lamp`],
  'POST /api/admin/stock/:sku/movements': (seller) => [
    `/api/admin/stock/${seller}-lamp/movements`,
    { id: 'delivery-1', delta: 3, reason: 'delivery' },
  ],
  'GET /admin/products/:id': (seller) => [`/admin/products/${seller}-lamp`],
  'POST /admin/products/:id': (seller) => [`/admin/products/${seller}-lamp`, {}],
  'POST /admin/products/:id/status': (seller) => [
    `/admin/products/${seller}-lamp/status`,
    'status=published',
  ],
  'POST /admin/products/:id/images': (seller) => [
    `/admin/products/${seller}-lamp/images`,
    'new_alt=A+lamp',
  ],
  'POST /admin/products/:id/times': (seller) => [
    `/admin/products/${seller}-lamp/times`,
    'publish_from=',
  ],
  'POST /admin/products/:id/links': (seller) => [
    `/admin/products/${seller}-lamp/links`,
    'related=',
  ],
  'GET /admin/stock/:sku': (seller) => [`/admin/stock/${seller}-lamp`],
  'POST /admin/stock/:sku': (seller) => [`/admin/stock/${seller}-lamp`, {}],
  'GET /api/admin/sellers/:seller': (seller) => [`/api/admin/sellers/${seller}`],
  'GET /api/admin/sellers/:seller/orders': (seller) => [`/api/admin/sellers/${seller}/orders`],
  'GET /api/admin/sellers/:seller/statements': (seller) => [
    `/api/admin/sellers/${seller}/statements`,
  ],
  'GET /api/admin/sellers/:seller/statements/:statement': (seller) => [
    `/api/admin/sellers/${seller}/statements/1`,
  ],
  'GET /api/admin/sellers/:seller/statements/:statement/lines': (seller) => [
    `/api/admin/sellers/${seller}/statements/1/lines`,
  ],
  'GET /admin/sellers/:seller': (seller) => [`/admin/sellers/${seller}`],
  'GET /admin/sellers/:seller/statements/:statement': (seller) => [
    `/admin/sellers/${seller}/statements/1`,
  ],
  'GET /api/admin/sellers/:seller/orders/:id': (seller) => [ordersOf(seller)],
  'POST /api/admin/sellers/:seller/orders/:id/shipments': (seller) => [
    `${ordersOf(seller)}/shipments`,
    {},
  ],
  'PATCH /api/admin/sellers/:seller/orders/:id/shipments/:shipment': (seller) => [
    `${ordersOf(seller)}/shipments/sh_1`,
    { status: 'packed' },
  ],
  'GET /admin/sellers/:seller/orders/:id': (seller) => [pageOf(seller)],
  'POST /admin/sellers/:seller/orders/:id/shipments': (seller) => [
    `${pageOf(seller)}/shipments`,
    'form_key=12345678',
  ],
  'POST /admin/sellers/:seller/orders/:id/shipments/:shipment': (seller) => [
    `${pageOf(seller)}/shipments/sh_1`,
    'status=shipped',
  ],
  'DELETE /api/admin/products/:id': (seller) => [`/api/admin/products/${seller}-shade`],
};

const OWN_BY_PATH = ADMIN_ROUTES.filter(([, , , own]) => own !== undefined && own !== 'narrowed');

test('every route that names what a seller may own is asked here', () => {
  expect(OWN_BY_PATH.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(
    Object.keys(ASKED).toSorted(),
  );
});

for (const [name, asked] of Object.entries(ASKED)) {
  const method = name.slice(0, name.indexOf(' '));

  test(`${name}: another's is told of as what nobody has`, async () => {
    const answers = await Promise.all(
      ['birch', 'nobody'].map(async (whose) => {
        const [path, body] = asked(whose);
        const answer = await as<Refusal>(acme, method, path, body);
        return { status: answer.status, type: answer.body.type };
      }),
    );
    expect(answers[0]).toEqual({ ...answers[1], status: 404 });
  });

  test(`${name}: the own is`, async () => {
    const [path, body] = asked('acme');
    expect((await as(acme, method, path, body)).status).not.toBe(404);
  });
}

type Listed = { items: { id: string; seller_id: string }[] };

test('lists hold what is their own', async () => {
  const all = await call<Listed>('GET', '/api/admin/products', { headers: ADMIN });
  expect(all.body.items.map(({ seller_id }) => seller_id)).toContain('birch');
  const made = await as<{ id: string }>(acme, 'POST', '/api/admin/products', {
    ...{ id: 'acme-vase', title: 'Vase', category: 'Ceramics', price_minor: 900, currency: 'EUR' },
  });
  expect(made).toMatchObject({ status: 201, body: { seller_id: 'acme' } });
  const own = await as<Listed>(acme, 'GET', '/api/admin/products');
  expect(own.body.items.map(({ id }) => id)).toContain(made.body.id);
  expect(new Set(own.body.items.map(({ seller_id }) => seller_id))).toEqual(new Set(['acme']));
  const pages = await Promise.all(
    ['/admin/products', '/admin/stock', '/admin/stock?q=lamp'].map((path) =>
      as<string>(acme, 'GET', path),
    ),
  );
  for (const { status, body } of pages) {
    expect(status).toBe(200);
    expect(body).not.toContain('birch');
  }
});

test('whose a product is, its rating and its sales are not theirs to say', async () => {
  const row = { title: 'Bowl', category: 'Ceramics', price_minor: 900, currency: 'EUR' };
  const foreign = await as<Refusal>(acme, 'POST', '/api/admin/products', {
    ...{ ...row, id: 'acme-bowl', seller_id: 'birch' },
    rating: { average: 5, count: 1_000 },
  });
  expect(foreign.status).toBe(400);
  expect(foreign.body.errors?.map(({ pointer }) => pointer)).toEqual(['/rating', '/seller_id']);
  const patched = await as<Refusal>(acme, 'PATCH', '/api/admin/products/acme-vase', { sales: 9 });
  expect(patched.status).toBe(400);
});

test('what is not marked as theirs stays closed', async () => {
  const answers = await Promise.all([
    as(acme, 'GET', '/api/admin/orders'),
    as(acme, 'POST', '/api/admin/import', {}),
    as(acme, 'GET', '/api/admin/staff'),
    as(acme, 'POST', '/api/admin/bulk-edits', {}),
    as(acme, 'GET', '/api/admin/export'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
});

type Amount = { amount: number };
type Sales = {
  items: { order_id: string; payout: Amount }[];
  total: object;
  open: { payout: Amount };
};
type Line = { line_id: string; sku: string };
type Order = { lines: Line[]; shipments: { id: string; lines: unknown[] }[] };

const amounts = (captured: number, refunded: number, commission: number) => ({
  captured: { amount: captured },
  refunded: { amount: refunded },
  commission: { amount: commission },
  payout: { amount: captured - refunded - commission },
});

const salesOf = (whose: string) =>
  call<Sales>('GET', `/api/admin/sellers/${whose}/orders`, { headers: ADMIN });

test('an order shows a seller their lines, where they go, and no more', async () => {
  const { body } = await as<Order>(acme, 'GET', ordersOf('acme'));
  expect(body.lines.map(({ sku }) => sku)).toEqual(['acme-lamp']);
  expect(body).toMatchObject({ shipping_address: { city: 'Berlin' } });
  expect(JSON.stringify(body)).not.toMatch(/birch|@example|captured/);
});

test('a seller sends their own lines, by the steps that every shipment takes', async () => {
  const buyers = await boughtLamps();
  const path = `/api/admin/sellers/acme/orders/${buyers.id}`;
  const foreign = buyers.lines.filter(({ sku }) => sku === 'birch-lamp');
  const lines = foreign.map(({ line_id }) => ({ line_id, quantity: 1 }));
  expect((await as(acme, 'POST', `${path}/shipments`, { lines })).status).toBe(400);
  const { body } = await as<Order>(acme, 'POST', `${path}/shipments`, {});
  expect(body.shipments).toMatchObject([{ status: 'pending', lines: [{ quantity: 2 }] }]);
  const skipped = await as<Refusal>(acme, 'PATCH', `${path}/shipments/sh_1`, { status: 'shipped' });
  expect(skipped).toMatchObject({ status: 409, body: { type: 'illegal_move' } });
  for (const status of ['packed', 'shipped']) {
    expect((await as(acme, 'PATCH', `${path}/shipments/sh_1`, { status })).status).toBe(200);
  }
  expect((await orderOf(buyers)).status).toBe('partially_shipped');
  // What the shop sends of the others' lines is no seller's to touch.
  await call('POST', `/api/admin/orders/${buyers.id}/shipments`, { headers: ADMIN, body: {} });
  expect((await as<Order>(acme, 'GET', path)).body.shipments).toHaveLength(1);
  const others = await as(acme, 'PATCH', `${path}/shipments/sh_2`, { status: 'packed' });
  expect(others.status).toBe(404);
});

test('a seller is owed what was captured, less refunds, less commission', async () => {
  const own = await until(
    () => salesOf('birch'),
    ({ body }) => body.items.some(({ order_id }) => order_id === shared.id),
  );
  const sale = own.body.items.find(({ order_id }) => order_id === shared.id);
  expect(sale).toMatchObject({ commission_percent: 12.5, ...amounts(4_000, 0, 500) });
  const line = shared.lines.find(({ sku }) => sku === 'birch-lamp');
  await call('POST', `/api/admin/orders/${shared.id}/refunds`, {
    headers: { ...ADMIN, 'idempotency-key': 'broken' },
    body: { lines: [{ line_id: line?.line_id, quantity: 1 }], reason: 'broken' },
  });
  const refunded = await until(
    () => salesOf('birch'),
    ({ body }) => body.items.some((one) => one.order_id === shared.id && one.payout.amount === 0),
  );
  expect(refunded.body.items.at(-1)).toMatchObject(amounts(4_000, 4_000, 0));
  expect((await salesOf('acme')).body.items.at(-1)).toMatchObject(amounts(8_000, 0, 1_000));
  // What fails after it was made is the seller's again.
  const [payment] = await paymentsOf(shared.id);
  const [refund] = await refundsOf(payment?.id ?? '');
  await stripeControl(`refunds/${refund?.id}/settle`, { outcome: 'failed' });
  const owed = await until(
    () => salesOf('birch'),
    ({ body }) => body.items.some((one) => one.order_id === shared.id && one.payout.amount > 0),
  );
  expect(owed.body.items.at(-1)).toMatchObject(amounts(4_000, 0, 500));
});

type Listing = {
  items: { id: string; order_id: string; payout: Amount }[];
  next_cursor: string | null;
};

/** All entries of a list from a cursor on, asked for one by one. */
async function oneByOne(path: string, cursor: string | null = null): Promise<Listing['items']> {
  const here = cursor === null ? '' : `&cursor=${cursor}`;
  const { status, body } = await as<Listing>(acme, 'GET', `${path}?limit=1${here}`);
  expect([status, body.items.length]).toEqual([200, 1]);
  const next = body.next_cursor;
  return [...body.items, ...(next === null ? [] : await oneByOne(path, next))];
}

test('statements take in each sale once, line by line, and are paid once', async () => {
  const path = '/api/admin/sellers/acme/statements';
  const make = () => call('POST', path, { headers: ADMIN, body: {} });
  await boughtLamps();
  await until(
    () => salesOf('acme'),
    ({ body }) => body.open.payout.amount === 14_000,
  );
  const made = await make();
  expect(made).toMatchObject({
    status: 201,
    body: { id: '2', state: 'due', ...amounts(16_000, 0, 2_000) },
  });
  expect(await make()).toMatchObject({ status: 409, body: { type: 'nothing_due' } });
  expect((await salesOf('acme')).body.open).toMatchObject({ payout: { amount: 0 } });
  const paidBy = (reference: string) =>
    call('POST', `${path}/2/paid`, { headers: ADMIN, body: { reference } });
  expect((await paidBy('SEPA 1')).body).toMatchObject({ state: 'paid', reference: 'SEPA 1' });
  expect((await paidBy('SEPA 1')).status).toBe(200);
  expect(await paidBy('SEPA 2')).toMatchObject({ status: 409, body: { type: 'already_paid' } });
  expect(await oneByOne(path)).toMatchObject([
    { id: '2', state: 'paid' },
    { id: '1', state: 'due' },
  ]);
  const sold = (await salesOf('acme')).body.items.map((one) => one.order_id).toReversed();
  const lines = [...(await oneByOne(`${path}/1/lines`)), ...(await oneByOne(`${path}/2/lines`))];
  expect(lines.map((line) => [line.order_id, line.payout.amount])).toEqual(
    sold.map((id) => [id, 7_000]),
  );
  expect((await as(acme, 'POST', path, {})).status).toBe(403);
  for (const query of ['cursor=nonsense', 'cursor=WyJhIl0', 'limit=101']) {
    expect([query, (await as(acme, 'GET', `${path}?${query}`)).status]).toEqual([query, 400]);
  }
});

test('a statement has a page with its lines, and the seller’s page leads to it', async () => {
  const page = await as<string>(acme, 'GET', '/admin/sellers/acme');
  expect(page.body).toContain('href="/admin/sellers/acme/statements/2"');
  const { body } = await as<string>(acme, 'GET', '/admin/sellers/acme/statements/1');
  expect(body).toContain(`href="/admin/sellers/acme/orders/${shared.id}"`);
  expect(body).toMatch(/The whole statement.*€80\.00.*€0\.00.*€10\.00.*€70\.00/s);
  expect(body).not.toContain('name="reference"');
  for (const number of ['3', '0', 'x', '1e0']) {
    const path = `/admin/sellers/acme/statements/${number}`;
    expect([number, (await as(acme, 'GET', path)).status]).toEqual([number, 404]);
  }
});

const shown = (name: string) =>
  until(
    () => call<string>('GET', '/products/lamp-of-birch'),
    ({ body }) => body.includes(`Sold by ${name}`),
  );

test('who sells a product is on its page, by the name they have now', async () => {
  await shown('House of birch');
  const renamed = { headers: ADMIN, body: { name: 'Birch & Daughters' } };
  expect((await call('PATCH', '/api/admin/sellers/birch', renamed)).status).toBe(200);
  await shown('Birch &amp; Daughters');
});

test('a manager takes a seller in, and whom they invite sells for them', async () => {
  const manager = await member('manager');
  const email = newEmail();
  const made = await as(manager, 'POST', '/api/admin/sellers', {
    id: 'cedar',
    name: 'Cedar',
    email,
  });
  expect(made).toMatchObject({ status: 201, body: { id: 'cedar', commission_percent: 0 } });
  await accept(await linkIn(email, '/admin/invitation'));
  const listed = await as<{ items: unknown[] }>(manager, 'GET', '/api/admin/staff');
  expect(listed.body.items).toContainEqual(
    expect.objectContaining({ email, role: 'seller', seller_id: 'cedar' }),
  );
  const again = await as(manager, 'POST', '/api/admin/sellers', { id: 'cedar', name: 'Other' });
  expect(again.status).toBe(409);
});

/** A product under an id, of the SKU that birch has given up. */
const stool = (id: string) => ({
  ...{ id, title: 'A stool', category: 'Lighting', currency: 'EUR' },
  variants: [{ sku: 'birch-stool', options: {}, price_minor: 1 }],
  price_minor: 1,
});

test('a SKU that a product gave up stays its seller’s, and so does its stock', async () => {
  await stocked('birch', 'stool');
  const gone = await call('DELETE', '/api/admin/products/birch-stool', { headers: ADMIN });
  expect(gone.status).toBe(204);
  const taken = await as<Refusal>(acme, 'POST', '/api/admin/products', stool('acme-stool'));
  expect(taken.status).toBe(400);
  expect(taken.body.errors).toMatchObject([{ pointer: '/variants/0/sku' }]);
  const body = { ...stool('birch-again'), seller_id: 'birch' };
  const again = await call('POST', '/api/admin/products', { headers: ADMIN, body });
  expect(again.status).toBe(201);
  // Nor is one free that a product no longer offers.
  const other = { variants: [{ sku: 'birch-other', options: {}, price_minor: 1 }] };
  const path = '/api/admin/products/birch-again';
  const dropped = await call('PATCH', path, { headers: ADMIN, body: other });
  expect(dropped.status).toBe(200);
  const still = await as<Refusal>(acme, 'POST', '/api/admin/products', stool('acme-stool'));
  expect(still.status).toBe(400);
});
