/** A hot SKU on its real objects: home, lanes, orders, and what is left when they die. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { SkuStock } from '../../durable-objects/sku-stock.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId } from '../../src/kernel/ids.ts';
import type { OrderId, Sku } from '../../src/kernel/ids.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { servicesOf } from '../../src/services.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

const LANES = 4;
const REGIONS = Array.from({ length: LANES }, () => 'weur');

let orders = 0;
/** As spread as the shop's own, which are digests. */
const newOrder = (): OrderId =>
  required(asOrderId(sha256(`order ${(orders += 1)}`).slice(0, 32)), 'an order id');

const stock = () => servicesOf(env).stock;

const request = (orderId: OrderId, quantity = 1, leaseUntil = Date.now() + 600_000) => ({
  ...{ orderId, quantity, leaseUntil },
  ...{ round: 1, buyer: 'b', pass: null },
});

/** A SKU with lanes. */
async function hotSku(units: number, lanes = LANES): Promise<Sku> {
  const item = await stockProduct(unique('hot'), { stock: units });
  await stock().setLanes(item, REGIONS.slice(0, lanes));
  return item;
}

/** Which object each call of a method was sent to, from now on. */
function counted(method: 'reserve' | 'draw'): string[] {
  const original: (this: SkuStock, ...args: never[]) => unknown = SkuStock.prototype[method];
  const names: string[] = [];
  Reflect.set(SkuStock.prototype, method, function wrapped(this: SkuStock, ...args: never[]) {
    const context: unknown = Reflect.get(this, 'ctx');
    names.push(String(Reflect.get(Object(Reflect.get(Object(context), 'id')), 'name')));
    return original.apply(this, args);
  });
  return names;
}

test('of 4 lanes none sees more than 0.3 of the reserves, and home fewer than 0.1', async () => {
  const units = 1_000;
  const item = await hotSku(units);
  const reserves = counted('reserve');
  const draws = counted('draw');
  // The first of an isolate to ask learns where the lanes are.
  let taken = (await stock().reserve(item, request(newOrder()))).ok ? 1 : 0;
  while (taken < units) {
    const crowd = Array.from({ length: 20 }, () => stock().reserve(item, request(newOrder())));
    for (const answer of await Promise.all(crowd)) if (answer.ok) taken += 1;
  }
  const share = (place: string) =>
    reserves.filter((name) => name === place).length / reserves.length;
  expect(share(item) + draws.length / units).toBeLessThan(0.1);
  for (const lane of [1, 2, 3, 4]) expect(share(`${item}~${lane}`)).toBeLessThanOrEqual(0.3);
  expect(await stock().level(item)).toEqual({ onHand: units, reserved: units, available: 0 });
  expect(await stock().reserve(item, request(newOrder()))).toMatchObject({ ok: false });
});

test('an order of a hot SKU is held, sold and counted where its lane is', async () => {
  const item = await hotSku(200);
  const buyer = new Buyer();
  await buyer.add(item, 2);
  const placed = await buyer.checkout('k1');
  expect(placed.status).toBe(201);
  await pay(placed.body.payment);
  await until(
    () => orderOf(placed.body.order),
    ({ status }) => status === 'confirmed',
  );
  const report = await stock().report(item);
  expect(report).toMatchObject({ onHand: 198, reserved: 0, sold: 2 });
  expect(report.lanes?.open).toBe(true);
});

test('staff turn lanes on and off, and see them added up', async () => {
  const item = await stockProduct(unique('flag'), { stock: 200 });
  const flag = (body: unknown) =>
    call<{ lanes: unknown; on_hand: number }>('PUT', `/api/admin/stock/${item}/lanes`, {
      headers: ADMIN,
      body,
    });
  const regions = ['weur', 'enam', 'weur'];
  const on = await flag({ lanes: 3, regions: ['weur', 'enam'] });
  expect(on.body.lanes).toMatchObject({ open: false, regions });
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => stock().reserve(item, request(newOrder()))),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  const open = await stock().report(item);
  expect(open).toMatchObject({ onHand: 200, reserved: 30, available: 170 });
  expect(open.lanes).toMatchObject({ open: true, epoch: 1, regions, inTransit: 0 });
  const off = await flag({ lanes: 0 });
  expect(off.body).toMatchObject({ on_hand: 200, reserved: 30, available: 170 });
  expect(off.body.lanes).toMatchObject({ open: false, regions: [], in_transit: 0 });
  const { places } = required((await stock().report(item)).lanes, 'it has had lanes');
  expect(places.map(({ available }) => available)).toEqual([170, 0, 0, 0]);
  expect(await stock().reserve(item, request(newOrder(), 170))).toMatchObject({ ok: true });
  expect(await flag({ lanes: 17 })).toMatchObject({ status: 400 });
});
