/** Coupons as buyers use them: in the cart, in a checkout, and given back with their order. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import type { CartView } from '../../src/cart/view.ts';
import type { CouponView } from '../../src/pricing/view.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

type Refusal = { type: string; code?: string; why?: string };

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

afterEach(() => vi.useRealTimers());

/** A new coupon; its code. */
async function coupon(fields: Record<string, unknown>): Promise<string> {
  const code = unique('code').toUpperCase();
  const body = { code, kind: 'percent', value: 10, ...fields };
  const made = await call('POST', '/api/admin/coupons', { headers: ADMIN, body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return code;
}

const usesOf = async (code: string) =>
  (await call<CouponView>('GET', `/api/admin/coupons/${code}`, { headers: ADMIN })).body.uses;

const apply = <T = CartView>(buyer: Buyer, code: string) =>
  call<T>('POST', '/api/cart/coupons', { headers: buyer.headers(), body: { code } });

/** A buyer whose cart holds `price` minor units of something plentiful. */
async function buyerWith(price: number): Promise<Buyer> {
  const buyer = new Buyer();
  const item = await stockProduct(unique('thing'), { price, stock: 100 });
  expect((await buyer.add(item, 1)).status).toBe(200);
  return buyer;
}

/** Sets the clock of the shop's objects forward. */
const travel = (milliseconds: number) =>
  vi.useFakeTimers({ now: Date.now() + milliseconds, toFake: ['Date'] });

test('a percentage comes off the cart and off the order, and is what is paid', async () => {
  const buyer = await buyerWith(9_999);
  const code = await coupon({ value: 15 });
  const cart = await apply(buyer, code.toLowerCase());
  expect(cart.body.discounts).toEqual([{ code, amount: { amount: 1_500, currency: 'EUR' } }]);
  expect(cart.body.total.amount).toBe(8_499);
  const { order, payment } = (await buyer.checkout('k')).body;
  expect(order.discount.amount).toBe(1_500);
  expect(order.total.amount).toBe(9_999 - 1_500 + order.shipping.amount);
  expect(order.coupons).toEqual([code]);
  await pay(payment);
  const confirmed = await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  expect(confirmed.total).toEqual(order.total);
  expect((await buyer.cart()).body.discounts).toEqual([]);
});

test('an amount comes off, and never more than there is', async () => {
  const code = await coupon({ kind: 'amount', value: 2_000 });
  expect((await apply(await buyerWith(5_000), code)).body.total.amount).toBe(3_000);
  expect((await apply(await buyerWith(1_500), code)).body.total.amount).toBe(0);
});

test('below its minimum a code is refused; in a shrunken cart it takes nothing off', async () => {
  const code = await coupon({ minimum_minor: 5_000 });
  expect(await apply(await buyerWith(4_999), code)).toMatchObject({
    status: 409,
    body: { type: 'coupon_minimum' },
  });
  const buyer = new Buyer();
  const item = await stockProduct(unique('thing'), { price: 2_500, stock: 9 });
  await buyer.add(item, 2);
  expect((await apply(buyer, code)).body.total.amount).toBe(4_500);
  const shrunk = await call<CartView>('PATCH', `/api/cart/items/${item}`, {
    headers: buyer.headers(),
    body: { quantity: 1 },
  });
  expect(shrunk.body.discounts).toEqual([]);
  expect((await buyer.checkout('k')).body.order.discount.amount).toBe(0);
});

test('a code holds from its start to its end', async () => {
  const buyer = await buyerWith(5_000);
  const early = await apply<Refusal>(buyer, await coupon({ starts_at: inDays(1) }));
  expect([early.status, early.body.type]).toEqual([409, 'coupon_not_started']);
  const late = await apply<Refusal>(buyer, await coupon({ ends_at: inDays(-1) }));
  expect([late.status, late.body.type]).toEqual([409, 'coupon_expired']);
  const now = await coupon({ starts_at: inDays(-1), ends_at: inDays(1) });
  expect((await apply(buyer, now)).status).toBe(200);
});

test('an unknown code and one switched off look the same', async () => {
  const buyer = await buyerWith(5_000);
  const off = await coupon({});
  await call('PATCH', `/api/admin/coupons/${off}`, { headers: ADMIN, body: { active: false } });
  for (const code of [off, 'NOBODY']) {
    const refused = await apply<Refusal>(buyer, code);
    expect([refused.status, refused.body.type]).toEqual([409, 'coupon_unknown']);
  }
});

test('a code that does not combine stands alone, and two that do both apply', async () => {
  const buyer = await buyerWith(10_000);
  const [first, second] = [
    await coupon({ value: 10, combinable: true }),
    await coupon({ kind: 'amount', value: 500, combinable: true }),
  ];
  const alone = await coupon({ value: 50 });
  await apply(buyer, first);
  const refused = await apply<Refusal>(buyer, alone);
  expect([refused.status, refused.body.type]).toEqual([409, 'coupon_not_combinable']);
  const both = (await apply(buyer, second)).body;
  expect(both.discounts.map((discount) => discount.amount.amount)).toEqual([1_000, 500]);
  const { order } = (await buyer.checkout('k')).body;
  expect(order.discount.amount).toBe(1_500);
  expect(order.coupons).toEqual([first, second]);
});

test('a customer uses a code as often as its limit says, whatever cart it is', async () => {
  const code = await coupon({ per_customer_limit: 1 });
  const shop = async (email: string) => {
    const buyer = await buyerWith(5_000);
    await apply(buyer, code);
    return buyer.checkout('k', { email });
  };
  expect((await shop('ada@example.com')).status).toBe(201);
  const again = await shop('Ada@Example.com');
  expect(again.status).toBe(409);
  expect(again.body).toMatchObject({ type: 'coupon_refused', code });
  expect((await shop('grace@example.com')).status).toBe(201);
  expect(await usesOf(code)).toBe(2);
});

test('a single-use code under 20 parallel checkouts gives one discount', async () => {
  const code = await coupon({ value: 25, total_limit: 1 });
  const buyers = await Promise.all(Array.from({ length: 20 }, () => buyerWith(4_000)));
  await Promise.all(buyers.map((buyer) => apply(buyer, code)));
  const placed = await Promise.all(
    buyers.map((buyer, index) => buyer.checkout('k', { email: `buyer${index}@example.com` })),
  );
  const [won, ...others] = placed.toSorted((a, b) => a.status - b.status);
  expect(won?.status).toBe(201);
  expect(won?.body.order.discount.amount).toBe(1_000);
  for (const lost of others) {
    expect(lost.status).toBe(409);
    expect(lost.body).toMatchObject({ type: 'coupon_refused', code });
  }
  expect(await usesOf(code)).toBe(1);
});

test('a use comes back when its order is cancelled', async () => {
  const code = await coupon({ total_limit: 1 });
  const first = await buyerWith(5_000);
  await apply(first, code);
  const { order } = (await first.checkout('k')).body;
  expect(await usesOf(code)).toBe(1);
  const second = await buyerWith(5_000);
  await apply(second, code);
  expect((await second.checkout('k1')).status).toBe(409);
  const cancelled = await call('POST', `/api/orders/${order.id}/cancel`, {
    headers: { 'order-token': order.token },
  });
  expect(cancelled.status).toBe(200);
  await until(
    () => usesOf(code),
    (uses) => uses === 0,
  );
  expect((await second.checkout('k2')).body.order.discount.amount).toBe(500);
  expect(await usesOf(code)).toBe(1);
});

test('a use comes back when its order expires unpaid', async () => {
  const code = await coupon({ total_limit: 1 });
  const buyer = await buyerWith(5_000);
  await apply(buyer, code);
  const { order } = (await buyer.checkout('k')).body;
  expect(await usesOf(code)).toBe(1);
  travel(DAY_MS);
  await until(
    async () => {
      await runDurableObjectAlarm(env.ORDER.getByName(order.id));
      return orderOf(order);
    },
    ({ status }) => status === 'expired',
  );
  expect(await usesOf(code)).toBe(0);
});

test('a client cannot send a discount of its own', async () => {
  const buyer = await buyerWith(5_000);
  for (const field of ['discount', 'discounts', 'total', 'coupons', 'price']) {
    const refused = await buyer.checkout(`k-${field}`, { [field]: 4_999 });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ errors: [{ pointer: `/${field}` }] });
  }
  const own = await call('POST', '/api/cart/coupons', {
    headers: buyer.headers(),
    body: { code: 'MINE', kind: 'percent', value: 99 },
  });
  expect(own.status).toBe(400);
  expect((await buyer.cart()).body.total.amount).toBe(5_000);
});

test('a code switched off after it was put into the cart takes nothing off any more', async () => {
  const code = await coupon({ value: 50 });
  const buyer = await buyerWith(5_000);
  await apply(buyer, code);
  await call('PATCH', `/api/admin/coupons/${code}`, { headers: ADMIN, body: { active: false } });
  const placed = await buyer.checkout('key');
  expect(placed.body.order.discount.amount).toBe(0);
  expect(placed.body.order.coupons).toEqual([]);
});
