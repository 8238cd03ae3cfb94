/** One open order for one cart, whatever is refused or answered late meanwhile. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { parseCartToken } from '../../src/http/tokens.ts';
import { required } from '../../src/kernel/assert.ts';
import { Backpressure } from '../../src/checkout/backpressure.ts';
import { checkoutService } from '../../src/checkout/service.ts';
import type { CheckoutDependencies, PlaceRequest } from '../../src/checkout/service.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { standardRates } from '../../src/pricing/tax.ts';
import { servicesOf } from '../../src/services.ts';
import { tariffTable } from '../../src/shipping/methods.ts';
import { ADDRESS, Buyer, orderOf, stockProduct, unique, until } from './support/shop.ts';

afterEach(() => vi.useRealTimers());

async function shopper() {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('item'), { stock: 5 }), 1);
  const cart = required(
    parseCartToken(servicesOf(env).tokenKeys, buyer.token),
    'a cart that was added to has a token',
  );
  return { buyer, cart, stub: env.CART.getByName(cart.id) };
}

const WRONG_TOTAL = { amount: 1, currency: 'EUR' as const };

/** The shop's checkout over a catalogue that answers when `gate` opens. */
function slowCheckout(gate: Promise<void>, pressure = new Backpressure(() => Date.now())) {
  const { carts, catalogue, coupons, orders, config, sales } = servicesOf(env);
  const slow: CheckoutDependencies['catalogue'] = {
    async freshOffers(skus, market) {
      await gate;
      return catalogue.freshOffers(skus, market);
    },
  };
  return checkoutService({
    ...{ carts, catalogue: slow, coupons, orders, holdTtlMs: config.holdTtlMs },
    returnWindowMs: config.returnWindowMs,
    ...{ door: sales.door, addressOf: sales.addressOf },
    pressure,
    tables: { taxes: standardRates, carriage: tariffTable },
    seal: { sign: sha256, verify: () => false },
    ...{ digest: sha256, buyerOf: sha256, random: Math.random, clock: () => Date.now() },
  });
}

/** What somebody asks who orders a cart. */
function asked(cart: PlaceRequest['cart']): PlaceRequest {
  const { name, line1, city, postal_code: postalCode, country } = ADDRESS;
  return {
    ...{ cart, market: DEFAULT_MARKET, key: 'other', fingerprint: 'late', email: 'a@example.com' },
    ...{ buyer: null, visitor: null, passes: [] },
    address: { name, line1, line2: null, city, region: null, postalCode, country },
    ...{ billingAddress: null, shippingMethod: null, quoteId: null, expectedTotal: null },
  };
}

test('a late refusal does not hide the order that its key has placed since', async () => {
  const { buyer, cart, stub } = await shopper();
  let open: () => void = Boolean;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const late = slowCheckout(gate).place({ ...asked(cart), key: 'key', expectedTotal: WRONG_TOTAL });
  await until(
    () => stub.read(),
    (state) => state?.orders.length === 1,
  );
  const first = await buyer.checkout('key');
  expect(first.status).toBe(201);
  open();
  expect(await late).toMatchObject({ kind: 'refused', reason: 'price_changed' });
  expect((await buyer.checkout('other')).status).toBe(201);
  expect((await orderOf(first.body.order)).status).toBe('cancelled');
});

test('while an owner is left alone, no new order asks it and none gives way', async () => {
  const { buyer, cart, stub } = await shopper();
  const first = await buyer.checkout('key');
  const pressure = new Backpressure(() => Date.now());
  pressure.note((await stub.read())?.lines.map((line) => line.sku) ?? []);
  const refused = await slowCheckout(Promise.resolve(), pressure).place(asked(cart));
  expect(refused).toEqual({ kind: 'refused', ok: false, reason: 'overloaded' });
  expect((await orderOf(first.body.order)).status).toBe('awaiting_payment');
});

test('a refused checkout keeps neither its own key nor another from going on', async () => {
  const { buyer } = await shopper();
  const refused = () => buyer.checkout('key', { expected_total: WRONG_TOTAL });
  expect((await refused()).status).toBe(409);
  expect((await refused()).status).toBe(409);
  expect((await buyer.checkout('key')).status).toBe(201);
  const { buyer: other } = await shopper();
  await other.checkout('key', { expected_total: WRONG_TOTAL });
  expect((await other.checkout('second')).status).toBe(201);
});

test('a cart whose order was never paid is forgotten at its time', async () => {
  const { buyer, stub } = await shopper();
  expect((await buyer.checkout('key')).status).toBe(201);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 86_400_000 });
  await runDurableObjectAlarm(stub);
  expect(await stub.read()).toBeNull();
});
