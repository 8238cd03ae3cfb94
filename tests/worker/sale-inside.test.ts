/** Who comes into a drop, by network; and its own price, for who holds a pass. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { QuoteView } from '../../src/checkout/checkout.ts';
import { begun, clockAt, pass, schedule, Shopper, tick } from './support/sale.ts';
import { ADDRESS, ADMIN, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { textOf, Visitor } from './support/visitor.ts';

afterEach(() => {
  vi.useRealTimers();
});

const PRICE = { price: { amount: 600, currency: 'EUR' }, max_per_buyer: 2 };

const quote = (shopper: Shopper) =>
  call<QuoteView & Refusal>('POST', '/api/checkout/quote', {
    headers: shopper.headers(),
    body: { shipping_address: ADDRESS },
  });

/** What one piece costs somebody now: their cart says the same as its quote. */
async function unitOf(shopper: Shopper): Promise<number | undefined> {
  const [quoted, cart] = await Promise.all([quote(shopper), shopper.cart()]);
  const unit = quoted.body.lines[0]?.unit_price.amount;
  const [line] = cart.body.lines;
  expect(line?.unit_price.amount).toBe(unit);
  expect(line !== undefined && 'sale_until' in line).toBe(unit === 600);
  return unit;
}

/** The page of somebody's cart, as text. */
const cartPage = async (shopper: Shopper) =>
  textOf((await call<string>('GET', '/cart', { headers: shopper.headers() })).body);

/** Somebody inside a drop with its own price, with one piece of 10 euros in the cart. */
async function inside() {
  const { id, item, shoppers } = await begun(3, 2, PRICE);
  const [shopper, other] = [required(shoppers[0], 'one'), required(shoppers[1], 'two')];
  await shopper.claim();
  await shopper.add(item, 1);
  return { id, item, shopper, other };
}

test('who holds the pass is quoted the price of the drop and pays it', async () => {
  const { shopper } = await inside();
  const told = (await quote(shopper)).body;
  expect(told).toMatchObject({ subtotal: { amount: 600 }, total: { amount: 1_090 } });
  const low = { expected_total: { amount: 491, currency: 'EUR' } };
  expect((await shopper.checkout<Refusal>('low', low)).body.type).toBe('price_changed');
  const placed = await shopper.checkout('right', { quote_id: told.quote_id });
  expect(placed.body.order).toMatchObject({
    lines: [{ unit_price: { amount: 600 } }],
    total: { amount: 1_090 },
  });
  await pay(placed.body.payment);
  // Webhooks are signed by another clock than the one that this test sets.
  await env.ORDER.getByName(placed.body.order.id).resolvePayment();
  const order = await until(
    () => orderOf(placed.body.order),
    ({ status }) => status === 'confirmed',
  );
  expect(order).toMatchObject({ total: { amount: 1_090 }, payment: { status: 'captured' } });
});

test('their cart shows that price and until when, whatever they change in it', async () => {
  const { item, shopper, other } = await inside();
  const end = expect.stringMatching(/^2027-01-01T12:1\d/);
  const inCart = { unit_price: { amount: 600 }, sale_until: end };
  const path = `/api/cart/items/${item}`;
  const change = { headers: shopper.headers(), body: { quantity: 2 } };
  for (const { body } of [await shopper.cart(), await call('PATCH', path, change)]) {
    expect(body).toMatchObject({ lines: [inCart] });
  }
  const key = { headers: { ...shopper.headers(), 'idempotency-key': 'lamp' } };
  const lamp = {
    ...key,
    body: { sku: await stockProduct(unique('lamp'), { stock: 2 }), quantity: 1 },
  };
  const added = await call('POST', '/api/cart/items', lamp);
  expect(added.body).toMatchObject({ lines: [inCart, { unit_price: { amount: 1_000 } }] });
  expect((await call('POST', '/api/cart/items', lamp)).body).toEqual(added.body);
  expect(added.body).toMatchObject({ total: { amount: 2_200 } });
  expect(await cartPage(shopper)).toMatch(
    /€6\.00 each The price of the sale\. Order by .*Total €22\.00/,
  );
  await other.add(item, 1);
  expect(await cartPage(other)).not.toContain('The price of the sale');
});

test('nobody else has that price: no pass, that of another, or one that is over', async () => {
  const { id, item, shopper, other } = await inside();
  await other.add(item, 1);
  expect(await unitOf(other)).toBe(1_000);
  const thief = new Shopper(id);
  Object.assign(thief, { salePass: shopper.salePass });
  await thief.add(item, 1);
  expect(await unitOf(thief)).toBe(1_000);
  const forged = new Shopper(id);
  Object.assign(forged, { salePass: `${shopper.salePass}x`, visitor: shopper.visitor });
  await forged.add(item, 1);
  expect(await unitOf(forged)).toBe(1_000);
  expect(await unitOf(shopper)).toBe(600);
  const told = (await quote(shopper)).body.quote_id;
  clockAt(14 + 601);
  await tick(id);
  expect(await unitOf(shopper)).toBe(1_000);
  const late = await shopper.checkout<Refusal>('late', { quote_id: told });
  expect([late.status, late.body.type]).toEqual([403, 'pass_over']);
});

test('after the drop its goods cost what they cost every day', async () => {
  const { id, shopper } = await inside();
  const told = (await quote(shopper)).body.quote_id;
  await call('POST', `/api/admin/sales/${id}/stop`, { headers: ADMIN });
  clockAt(30);
  await until(
    () => unitOf(shopper),
    (unit) => unit === 1_000,
  );
  const stale = await shopper.checkout<Refusal>('stale', { quote_id: told });
  expect([stale.status, stale.body.type]).toEqual([409, 'price_changed']);
  expect((await shopper.checkout('anew')).body.order.total.amount).toBe(1_490);
});

test('the room and the desk tell of the price, beside the usual one', async () => {
  const { id } = await begun(3, 0, PRICE);
  await pass(id, 13, 1);
  const visitor = new Visitor();
  const room = textOf((await visitor.get(`/sales/${id}`)).html);
  expect(room).toMatch(/Now €6 Before €10/);
  const desk = textOf((await visitor.get(`/admin/sales/${id}`, ADMIN)).html);
  expect(desk).toContain('Price inside €6');
});

test('so many come in from one network as the sale says, however they crowd', async () => {
  const item = await stockProduct(unique('drop'), { stock: 20 });
  const { id } = (await schedule([item], { max_per_network: 2 })).body;
  const from = (address: string) => new Shopper(id, { 'cf-connecting-ip': address });
  const office = Array.from({ length: 5 }, () => from('198.51.100.7'));
  const home = Array.from({ length: 2 }, (_, at) => from(`2001:db8:1:2::${at}`));
  const people = [...office, ...home];
  for (const shopper of people) await shopper.take();
  await env.WAITING_ROOM.getByName(id).arrived({ open: { 0: people.length } });
  await pass(id, 10, 4);
  const claims = await Promise.all(office.map((shopper) => shopper.claim()));
  const full = claims.filter(({ body }) => body.type === 'network_full');
  const given = claims.filter(({ status }) => status === 200);
  expect([given.length, full.length]).toEqual([2, 3]);
  const letIn = required(
    office.find(({ salePass }) => salePass !== ''),
    'two are in',
  );
  expect((await letIn.claim()).status).toBe(200);
  for (const shopper of home) expect((await shopper.claim()).status).toBe(200);
  await call('PATCH', `/api/admin/sales/${id}`, {
    headers: ADMIN,
    body: { max_per_network: null },
  });
  // Tokens are granted anew, and an edge hears of it with its next copy of the line.
  await pass(id, 14, 4);
  await until(
    () => Promise.all(office.map((shopper) => shopper.claim())),
    (again) => again.every(({ status }) => status === 200),
  );
});
