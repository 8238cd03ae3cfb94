/** A hot SKU on its real objects: home, lanes, orders, and what is left when they die. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import { SkuStock } from '../../durable-objects/sku-stock.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId, asSaleId } from '../../src/kernel/ids.ts';
import type { OrderId, SaleId, Sku } from '../../src/kernel/ids.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { stockAudits } from '../../src/inventory/audit-client.ts';
import { laneOf, placeName } from '../../src/inventory/routing.ts';
import { servicesOf } from '../../src/services.ts';
import { clockTo, holdCall, kill, recover, storedOrder, wake } from './support/crash.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './support/shop.ts';

afterEach(recover);

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

const objectAt = (sku: Sku, lane: number) => env.SKU_STOCK.getByName(placeName(sku, lane));
const keyOf = (orderId: OrderId, lane: number | undefined) => ({
  ...{ orderId, round: 1 },
  ...(lane === undefined ? {} : { lane }),
});

/** Ends all of a SKU's objects where they stand, and lets the alarms of those that wake go off. */
async function restart(sku: Sku, lanes: number): Promise<void> {
  const places = Array.from({ length: lanes + 1 }, (_, lane) => lane);
  for (const lane of places) await kill(objectAt(sku, lane));
  clockTo(Date.now() + 5_000);
  for (const lane of places) await runDurableObjectAlarm(objectAt(sku, lane));
}

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

test.each([
  { method: 'draw', moment: 'before' },
  { method: 'draw', moment: 'after' },
  { method: 'reserve', moment: 'after' },
] as const)(
  'a reservation whose $method is lost $moment it acted is taken once by its next try',
  async ({ method, moment }) => {
    const item = await hotSku(200, 1);
    const orderId = newOrder();
    const held = await holdCall(objectAt(item, method === 'draw' ? 0 : 1), method, moment);
    const first = stock()
      .reserve(item, request(orderId, 2))
      .catch((error: unknown) => String(error));
    await held.reached();
    expect(await stock().report(item)).toMatchObject({ onHand: 200 });
    held.lose();
    expect(await first).toContain('lost on the way');
    expect(await stock().report(item)).toMatchObject({ onHand: 200 });
    await restart(item, 1);
    expect(await stock().reserve(item, request(orderId, 2))).toMatchObject({ ok: true });
    const report = await stock().report(item);
    expect(report).toMatchObject({ onHand: 200, reserved: 2, lanes: { inTransit: 0 } });
  },
);

test.each(['before', 'after'] as const)(
  'a recall that is lost %s it acted is made good by the alarm, over evictions',
  async (moment) => {
    const item = await hotSku(200, 2);
    const crowd = Array.from({ length: 20 }, () => stock().reserve(item, request(newOrder())));
    await Promise.all(crowd);
    const held = await holdCall(objectAt(item, 2), 'recall', moment);
    const off = stock().setLanes(item, []);
    await held.reached();
    expect(await stock().report(item)).toMatchObject({ onHand: 200, available: 180 });
    held.lose();
    await off;
    expect(await stock().report(item)).toMatchObject({ onHand: 200, available: 180 });
    await restart(item, 2);
    expect(await objectAt(item, 0).level()).toMatchObject({ available: 180 });
    const { lanes } = await stock().report(item);
    expect(lanes).toMatchObject({ open: false, inTransit: 0 });
  },
);

test('holds and sales of a lane outlive it, and what comes back comes home', async () => {
  const item = await hotSku(100, 2);
  const [kept, undone, dropped] = [newOrder(), newOrder(), newOrder()];
  const lanes = new Map<OrderId, number | undefined>();
  for (const order of [kept, undone, dropped]) {
    const answer = await stock().reserve(item, request(order, 3));
    lanes.set(order, answer.ok ? answer.value.lane : undefined);
    expect(lanes.get(order)).toBe(laneOf(order, 2));
    await restart(item, 2);
  }
  const key = (order: OrderId) => keyOf(order, lanes.get(order));
  expect(await stock().extend(item, key(kept), Date.now() + 900_000)).toMatchObject({ ok: true });
  expect(await stock().commit(item, key(kept))).toMatchObject({ ok: true });
  expect(await stock().commit(item, key(undone))).toMatchObject({ ok: true });
  await restart(item, 2);
  await stock().setLanes(item, []);
  expect(await stock().release(item, key(dropped))).toMatchObject({ ok: true });
  // Its order has heard of no lane: home does not know it, and every lane is asked.
  expect(await stock().release(item, keyOf(undone, undefined))).toMatchObject({ ok: false });
  expect(await stock().uncommit(item, keyOf(undone, undefined))).toMatchObject({ ok: true });
  // The lanes' alarms offer it, home's takes it.
  await restart(item, 2);
  await restart(item, 2);
  expect(await objectAt(item, 0).level()).toMatchObject({ available: 97 });
  expect(await stock().report(item)).toMatchObject({ onHand: 97, reserved: 0, sold: 3 });
  const goods = { orderId: kept, returnId: 'r1', warehouse: 'main', restocked: 1, scrapped: 0 };
  await servicesOf(env).effects.returns.takeBack(item, goods);
  expect(await stock().level(item)).toMatchObject({ onHand: 98, available: 98 });
  expect(await stock().reserve(item, request(dropped))).toMatchObject({ reason: 'closed' });
  expect(await stock().reserve(item, request(newOrder(), 98))).toMatchObject({ ok: true });
});

test('what people take away is first recalled from the lanes, and orders keep theirs', async () => {
  const item = await hotSku(100, 2);
  const crowd = Array.from({ length: 10 }, () => stock().reserve(item, request(newOrder())));
  await Promise.all(crowd);
  const loss = { id: 'loss', reason: 'flood', warehouse: 'main', force: false };
  expect(await stock().adjust(item, { ...loss, delta: -91 })).toMatchObject({ ok: false });
  expect(await stock().adjust(item, { ...loss, delta: -90 })).toMatchObject({ ok: true });
  expect(await stock().report(item)).toMatchObject({ onHand: 10, reserved: 10, available: 0 });
});

test('a hold in another place than its order has heard of ends with its lease', async () => {
  const item = await hotSku(100, 1);
  await stock().reserve(item, request(newOrder()));
  const buyer = new Buyer();
  await buyer.add(item, 2);
  const held = await holdCall(objectAt(item, 1), 'reserve', 'after');
  const placing = buyer.checkout('k1');
  await held.reached();
  await stock().setLanes(item, []);
  held.lose();
  const { body } = await placing;
  const { state } = required(await storedOrder(body.order.id), 'it was placed');
  const order = required(asOrderId(body.order.id), 'an order id');
  expect(state.status).toBe('placed');
  // Long enough for what this isolate knew of lanes to be forgotten: else the lane finds its hold.
  clockTo(Date.now() + 61_000);
  await wake(body.order.id, ({ status }) => status === 'awaiting_payment');
  // Two at home that it has heard of, two in the lane, and the other order's.
  expect(await stock().level(item)).toMatchObject({ reserved: 5 });
  await stock().extend(item, keyOf(order, 1), Date.now() - 1);
  await restart(item, 1);
  await until(
    () => stock().level(item),
    ({ reserved }) => reserved === 3,
  );
});

test('the reconciliation counts what lanes have, and misses nothing that is there', async () => {
  const item = await hotSku(100, 2);
  const audits = stockAudits(env.SKU_STOCK, 'weur', stock());
  const made = [newOrder(), newOrder(), newOrder(), newOrder()];
  for (const order of made) await stock().reserve(item, request(order, 2));
  const first = required(made[0], 'an order');
  const lane = laneOf(first, 2);
  await stock().commit(item, keyOf(first, lane));
  for (const order of made) {
    const has = order === first ? { held: 0, sold: 2 } : { held: 2, sold: 0 };
    expect(await audits.orderStock(item, order)).toEqual({
      ...has,
      round: 1,
      lane: laneOf(order, 2),
    });
  }
  const audit = await audits.audit(item, 0);
  expect(audit).toMatchObject({ carried: 6, reserved: 6, brokenAt: null });
  expect(new Set(audit.orders)).toEqual(new Set(made));
  expect(audit.warehouses.every(({ onHand, moved }) => onHand === moved)).toBe(true);
  expect(await audits.reconcile(item)).toBe(0);
});

const saleOf = (text: string) => required(asSaleId(sha256(text).slice(0, 24)), 'a sale id');

const gateOf = (sale: SaleId, quantity: number | null = null) => ({
  ...{ sale, quantity },
  ...{ from: Date.now() - 1_000, until: Date.now() + 600_000 },
});

test('lanes sell behind the gate of a sale, and hold to it until it is lifted', async () => {
  const item = await hotSku(200);
  await stock().reserve(item, request(newOrder()));
  const sale = saleOf(item);
  expect(await stock().setGate(item, gateOf(sale))).toEqual({ ok: true, value: null });
  const shut = { ok: false, reason: 'waiting_room', sale };
  const entered = (pass: string | null) => stock().reserve(item, { ...request(newOrder()), pass });
  const lanes = new Set<number>();
  for (let count = 0; count < 40; count++) {
    const inside = await entered(sale);
    if (!inside.ok) throw new Error(inside.reason);
    lanes.add(inside.value.lane ?? 0);
    expect(await entered(null)).toEqual(shut);
    expect(await entered('another-sale')).toEqual(shut);
  }
  expect([...lanes].filter((lane) => lane > 0)).toHaveLength(LANES);
  expect(await stock().level(item)).toMatchObject({ onHand: 200, reserved: 41, available: 159 });
  await stock().liftGate(item, sale);
  for (let count = 0; count < 2 * LANES; count++) {
    expect(await entered(null)).toMatchObject({ ok: true });
  }
});

test('a sale of a part of the stock is counted in one place, to the unit', async () => {
  const item = await hotSku(200);
  const sale = saleOf(item);
  await stock().setGate(item, gateOf(sale, 5));
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => stock().reserve(item, { ...request(newOrder()), pass: sale })),
  );
  const sold = answers.filter((answer) => answer.ok);
  expect(sold).toHaveLength(5);
  expect(sold.every((answer) => answer.ok && answer.value.lane === undefined)).toBe(true);
  expect(await stock().gateTaken(item)).toBe(5);
});

test('a lane that knows of an older gate is asked no more once another stands', async () => {
  const item = await hotSku(200);
  const [first, second] = [saleOf(`${item} 1`), saleOf(`${item} 2`)];
  await stock().setGate(item, gateOf(first));
  const order = newOrder();
  const lane = laneOf(order, LANES);
  const held = await stock().reserve(item, { ...request(order), pass: first });
  expect(held).toMatchObject({ ok: true, value: { lane } });
  const asked = { epoch: 1, gate: gateOf(first) };
  await stock().liftGate(item, first);
  await stock().setGate(item, gateOf(second));
  const late = { ...request(newOrder()), pass: first };
  expect(await objectAt(item, lane).reserve(late, asked)).toMatchObject({ reason: 'moved' });
  // Its own order is answered as before.
  const again = await objectAt(item, lane).reserve({ ...request(order), pass: first }, asked);
  expect(again).toMatchObject({ ok: true });
});
