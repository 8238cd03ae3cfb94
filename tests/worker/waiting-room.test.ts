/** A sale from the outside: tickets, places, passes, and a checkout that asks for one. */
import { afterEach, expect, test, vi } from 'vitest';
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { required } from '../../src/kernel/assert.ts';
import { asSaleId } from '../../src/kernel/ids.ts';
import type { Sku } from '../../src/kernel/ids.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { settingsOf } from '../../src/waiting-room/sale.ts';
import { WORK_BITS, zeroBits } from '../../src/waiting-room/work.ts';
import { kill } from './support/crash.ts';
import { at, begun, clockAt, pass, schedule, Shopper, tick, toldOf } from './support/sale.ts';
import { ADDRESS, ADMIN, call, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('people who came before the draw are let in by rank, and a pass buys the goods', async () => {
  const item = await stockProduct(unique('drop'), { stock: 2 });
  const sale = await schedule([item]);
  expect(sale.status).toBe(201);
  const { id } = sale.body;
  const early = new Shopper(id);
  expect((await early.take()).body).toMatchObject({ state: 'drawing', tier: 'open' });
  await early.add(item, 1);
  clockAt(1);
  const closed = await early.checkout('too-soon');
  expect(closed.status).toBe(403);
  expect(closed.body).toMatchObject({ type: 'waiting_room' });
  expect((await early.claim()).body).toMatchObject({ type: 'not_your_turn' });
  await toldOf(id, 1);
  await pass(id, 10, 3);
  const turn = await early.place();
  expect(turn.body).toMatchObject({ state: 'your_turn' });
  const claimed = await early.claim();
  expect(claimed.body).toMatchObject({ pass: expect.any(String) });
  const order = await early.checkout('buys');
  expect(order.status).toBe(201);
  await pay(order.body.payment);
  expect(await stockOf(item)).toMatchObject({ available: 1 });
});

const first = <T>(values: readonly T[]): T => required(values[0], 'there is one');

test('a ticket that is edited, of another sale or of somebody else opens nothing', async () => {
  const { id, shoppers } = await begun(2, 2);
  const [mine, other] = [first(shoppers), required(shoppers[1], 'a second')];
  const elsewhere = new Shopper((await begun(1, 1)).id);
  clockAt(14);
  await elsewhere.take();
  const forged = [
    [`${mine.ticket.slice(0, 8)}x${mine.ticket.slice(9)}`, 'ticket_invalid'],
    [mine.ticket.replace(/~[^.]+\./, '~gone.'), 'ticket_invalid'],
    [elsewhere.ticket, 'ticket_invalid'],
    [other.ticket, 'ticket_of_another'],
  ] as const;
  for (const [ticket, type] of forged) {
    const thief = new Shopper(id);
    Object.assign(thief, { ticket, visitor: mine.visitor });
    const refused = await thief.claim();
    expect([refused.status, refused.body.type]).toEqual([403, type]);
  }
  const nobody = await new Shopper(id).claim();
  expect(nobody.body.type).toBe('ticket_invalid');
});

test('fifty tabs that claim at once hold one pass, and the ticket never improves', async () => {
  const { shoppers } = await begun(2, 1);
  const shopper = first(shoppers);
  const before = shopper.ticket;
  expect((await shopper.take()).body.ticket).toBe(before);
  const claims = await Promise.all(Array.from({ length: 50 }, () => shopper.claim()));
  const passes = claims.filter(({ status }) => status === 200).map(({ body }) => body);
  expect(passes.length).toBe(50);
  expect(new Set(passes.map(({ pass: id }) => id)).size).toBe(1);
});

test('a pass is good for one order at a time, and for as long as it lasts', async () => {
  const { id, item, shoppers } = await begun(5, 1, { max_per_buyer: 5 });
  const shopper = first(shoppers);
  await shopper.claim();
  await shopper.add(item, 1);
  const order = await shopper.checkout('first');
  expect(order.status).toBe(201);
  const twin = new Shopper(id);
  Object.assign(twin, { visitor: shopper.visitor, salePass: shopper.salePass });
  await twin.add(item, 1);
  const second = await twin.checkout<Refusal>('second', { email: 'eve@example.com' });
  expect([second.status, second.body.type]).toEqual([403, 'pass_used']);
  const thief = new Shopper(id);
  Object.assign(thief, { salePass: shopper.salePass });
  await thief.add(item, 1);
  expect((await thief.checkout<Refusal>('third')).body.type).toBe('pass_of_another');
  const cancelled = await call('POST', `/api/orders/${order.body.order.id}/cancel`, {
    headers: { 'order-token': order.body.order.token, 'idempotency-key': 'cancel' },
  });
  expect(cancelled.status).toBe(200);
  expect((await twin.checkout('fourth', { email: 'eve@example.com' })).status).toBe(201);
  clockAt(14 + 600);
  await tick(id);
  await thief.add(item, 1);
  Object.assign(thief, { visitor: shopper.visitor });
  expect((await thief.checkout<Refusal>('fifth')).body.type).toBe('pass_over');
});

test('an order stands until another one of its cart would be let in', async () => {
  const { item, shoppers } = await begun(5, 1, { max_per_buyer: 5 });
  const shopper = first(shoppers);
  await shopper.claim();
  await shopper.add(item, 1);
  const { body } = await shopper.checkout('first');
  clockAt(14 + 600);
  const again = await shopper.checkout<Refusal>('changed', { email: 'eve@example.com' });
  expect([again.status, again.body.type]).toEqual([403, 'pass_over']);
  expect(await env.ORDER.getByName(body.order.id).view()).toMatchObject({
    order: { status: 'awaiting_payment' },
  });
  expect(await stockOf(item)).toMatchObject({ available: 4 });
});

test('a pass that was given back after others were given out ends with its own time', async () => {
  const { id, item, shoppers } = await begun(5, 2);
  const [one, two] = shoppers;
  if (one === undefined || two === undefined) throw new Error('two');
  await one.claim();
  await one.add(item, 1);
  const { body } = await one.checkout('first');
  await pass(id, 300, 3);
  expect((await two.claim()).status).toBe(200);
  const cancelled = await call('POST', `/api/orders/${body.order.id}/cancel`, {
    headers: { 'order-token': body.order.token, 'idempotency-key': 'cancel' },
  });
  expect(cancelled.status).toBe(200);
  const report = () => env.WAITING_ROOM.getByName(id).report();
  await pass(id, 304, 1);
  expect(await report()).toMatchObject({ now: { inside: 2 } });
  await pass(id, 14 + 601, 1);
  expect(await report()).toMatchObject({ now: { inside: 1 } });
});

test('a limit holds for one buyer and for one address, over passes and carts', async () => {
  const { item, shoppers } = await begun(9, 3, { max_per_buyer: 2 });
  const [one, two, three] = shoppers;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three');
  for (const shopper of shoppers) await shopper.claim();
  await one.add(item, 2);
  await two.add(item, 1);
  await three.add(item, 1);
  expect((await one.checkout('one')).status).toBe(201);
  const neighbour = await two.checkout<Refusal>('two', { email: 'bob@example.com' });
  expect([neighbour.status, neighbour.body.type]).toEqual([409, 'sale_limit']);
  const elsewhere = { ...ADDRESS, line1: 'Friedrichstraße 9', postal_code: '10969' };
  const again = await three.checkout<Refusal>('three', { shipping_address: elsewhere });
  expect(again.body.type).toBe('sale_limit');
  const friend = { email: 'bob@example.com', shipping_address: elsewhere };
  expect((await three.checkout('four', friend)).status).toBe(201);
});

test('the goods of one sale are not had by the pass of another', async () => {
  const mine = await begun(2, 1);
  const other = await stockProduct(unique('drop'), { stock: 2 });
  const second = await schedule([other]);
  expect(second.status).toBe(201);
  clockAt(14);
  const shopper = first(mine.shoppers);
  await shopper.claim();
  await shopper.add(other, 1);
  const refused = await shopper.checkout<Refusal>('other');
  expect([refused.status, refused.body.type]).toEqual([403, 'waiting_room']);
  const held = await schedule([mine.item]);
  expect([held.status, held.body]).toMatchObject([409, { type: 'sku_in_sale' }]);
});

test('a part of the stock is sold to the last unit, then everybody hears it', async () => {
  const { id, item, shoppers } = await begun(5, 3, { quantity: 2 });
  for (const [index, shopper] of shoppers.entries()) {
    const claimed = await shopper.claim();
    if (claimed.status !== 200) continue;
    await shopper.add(item, 1);
    const person = { email: `p${index}@example.com`, shipping_address: street(index) };
    const order = await shopper.checkout(`key-${index}`, person);
    if (order.status !== 201) continue;
    await pay(order.body.payment);
    // Webhooks are signed by another clock than the one that this test sets.
    await env.ORDER.getByName(order.body.order.id).resolvePayment();
    await pass(id, 13 + index, 1);
  }
  await until(
    () => stockOf(item),
    ({ sold }) => sold === 2,
  );
  await pass(id, 20, 4);
  expect((await new Shopper(id).take()).body.type).toBe('sold_out');
  const line = await call<{ sold_out: boolean }>('GET', `/api/sales/${id}/line`);
  expect(line.body.sold_out).toBe(true);
});

const street = (index: number) => ({ ...ADDRESS, line1: `Street ${index}`, postal_code: '10999' });

test('staff pause, throttle, resume and stop; a stopped sale sells as ever', async () => {
  const { id, item, shoppers } = await begun(4, 1);
  const act = (name: string) =>
    call<{ status: string } & Refusal>('POST', `/api/admin/sales/${id}/${name}`, {
      headers: ADMIN,
    });
  expect((await act('open')).body.type).toBe('wrong_state');
  expect((await act('pause')).body.status).toBe('paused');
  expect((await first(shoppers).claim()).body.type).toBe('paused');
  expect((await act('resume')).body.status).toBe('open');
  const slower = await call('PATCH', `/api/admin/sales/${id}`, {
    headers: ADMIN,
    body: { rate_per_s: 1 },
  });
  expect(slower.body).toMatchObject({ rate_per_s: 1 });
  // Tokens went back with the pause; who was called is granted them anew.
  await pass(id, 14, 2);
  expect((await first(shoppers).claim()).status).toBe(200);
  expect((await act('stop')).body.status).toBe('stopped');
  clockAt(20);
  // An edge hears of it with its next copy of the line.
  await until(
    () => new Shopper(id).take(),
    ({ body }) => body.type === 'sale_over',
  );
  const anybody = new Shopper(id);
  await anybody.add(item, 1);
  expect((await anybody.checkout('later')).status).toBe(201);
});

test('a sale is refused that makes no sense, and the same request makes one sale', async () => {
  const item = await stockProduct(unique('drop'), { stock: 1 });
  const wrong: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ ends_at: at(-1) }, '/ends_at'],
    [{ draw_at: at(-1) }, '/draw_at'],
    [{ skus: ['no-such'] }, '/skus'],
    [{ skus: [] }, '/skus'],
    [{ max_per_buyer: 0 }, '/max_per_buyer'],
    [{ rate_per_s: 1_000 }, '/rate_per_s'],
    [{ price: 1 }, '/price'],
    [{ tiers: [{ id: 'vip', weight: 100 }] }, '/tiers'],
  ];
  for (const [changes, pointer] of wrong) {
    const refused = await schedule([item], changes);
    const pointers = (refused.body.errors ?? []).map((error) => error.pointer);
    expect([refused.status, ...pointers]).toEqual([400, expect.stringContaining(pointer)]);
  }
  const once = () => schedule([item], {}, { 'idempotency-key': 'the-same' });
  const [made, same] = [await once(), await once()];
  expect([made.status, same.status, same.body.id]).toEqual([201, 201, made.body.id]);
  const other = await schedule([item], { name: 'Other' }, { 'idempotency-key': 'the-same' });
  expect(other.status).toBe(422);
});

test('work instead of a captcha, done for this sale by this visitor, gets a ticket', async () => {
  const item = await stockProduct(unique('drop'), { stock: 1 });
  const { id } = (await schedule([item], { require: { captcha: true, velocity: false } })).body;
  const shopper = new Shopper(id);
  expect((await shopper.take()).body).toMatchObject({ type: 'proof_required', bits: WORK_BITS });
  const asked = await call<{ challenge: string }>('GET', `/api/sales/${id}/work`, {
    headers: shopper.headers(),
  });
  const { challenge } = asked.body;
  let nonce = 0;
  while (zeroBits(sha256(`${challenge}:${nonce}`)) < WORK_BITS) nonce++;
  const work = { challenge, nonce: String(nonce) };
  const stranger = new Shopper(id);
  expect((await stranger.take({ work })).body.type).toBe('proof_required');
  expect((await shopper.take({ work: { ...work, nonce: '0' } })).body.type).toBe('proof_required');
  expect((await shopper.take({ work })).status).toBe(200);
});

/** The coordinator of a sale that is not there yet, and what is asked of it. */
function unscheduled(skus: readonly Sku[]) {
  vi.useFakeTimers({ toFake: ['Date'] });
  clockAt(-7_200);
  const sale = settingsOf({
    ...{
      id: required(asSaleId(sha256(unique('sale')).slice(0, 24)), 'an id'),
      name: 'A drop',
      skus,
      quantity: null,
      price: null,
      maxPerNetwork: null,
    },
    ...{ mode: 'first_come' as const, maxPerBuyer: 1, tiers: [], denied: [], ratePerS: 50 },
    ...{ startsAt: Date.parse(at(0)), drawAt: null, endsAt: Date.parse(at(3_600)) },
    checks: { account: false, captcha: false, velocity: false },
  });
  if (!sale.ok) throw new Error(sale.reason);
  const room = () => env.WAITING_ROOM.getByName(sale.value.id);
  return { settings: sale.value, room };
}

test('gates that could not be set at first are set by the alarm of a room that died', async () => {
  const item = await stockProduct(unique('drop'), { stock: 1 });
  const { settings, room } = unscheduled([item]);
  const stock = env.SKU_STOCK.getByName(item);
  const rename = (from: string, to: string) =>
    runInDurableObject(stock, (_, state) => {
      state.storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    });
  await rename('gate', 'gate_away');
  expect(await room().schedule(settings)).toBeNull();
  await kill(room());
  expect(await room().report()).toBeNull();
  await rename('gate_away', 'gate');
  await tick(settings.id);
  expect(await room().report()).toMatchObject({ status: 'scheduled' });
  const { id, startsAt: from, endsAt } = settings;
  const other = required(asSaleId(sha256(id).slice(0, 24)), 'an id');
  const taken = await stock.setGate({ sale: other, from, until: endsAt, quantity: null });
  expect(taken).toMatchObject({ ok: false, sale: id });
  expect(await room().schedule(settings)).toMatchObject({ ok: true });
});

test('a stopped sale keeps nothing from anybody, though the list could not be told', async () => {
  const { id, item } = await begun(2, 1);
  await renameTable('sale', 'sale_away');
  try {
    const stopped = await call('POST', `/api/admin/sales/${id}/stop`, { headers: ADMIN });
    expect(stopped.status).toBe(200);
  } finally {
    await renameTable('sale_away', 'sale');
  }
  clockAt(30);
  const buyer = new Shopper(id);
  await buyer.add(item, 1);
  expect((await buyer.checkout('as-ever')).status).toBe(201);
});

test('what staff change is told, though a SKU does not take its gate yet', async () => {
  const { id, item } = await begun(2, 1);
  const stock = env.SKU_STOCK.getByName(item);
  const rename = (from: string, to: string) =>
    runInDurableObject(stock, (_, state) => {
      state.storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    });
  await rename('gate', 'gate_away');
  const headers = ADMIN;
  const body = { ends_at: at(1_800), rate_per_s: 1 };
  const patched = await call('PATCH', `/api/admin/sales/${id}`, { headers, body });
  expect(patched.status).toBe(200);
  await call('POST', `/api/admin/sales/${id}/pause`, { headers });
  const line = await call<{ status: string; ends_at: string }>('GET', `/api/sales/${id}/line`, {});
  clockAt(40);
  await until(
    () => call<{ status: string }>('GET', `/api/sales/${id}/line`, {}),
    (reply) => reply.body.status === 'paused',
  );
  expect(line.status).toBe(200);
  await rename('gate_away', 'gate');
  await tick(id);
  await runInDurableObject(stock, (_, state) => {
    const gate = state.storage.sql.exec('SELECT closes_at FROM gate').one();
    expect(gate).toEqual({ closes_at: Date.parse(at(1_800)) });
  });
});

const renameTable = (from: string, to: string) =>
  env.BACKOFFICE_DB.prepare(`ALTER TABLE ${from} RENAME TO ${to}`).run();

test('a sale that could not be listed is listed once there is a database again', async () => {
  const item = await stockProduct(unique('drop'), { stock: 1 });
  const { settings, room } = unscheduled([item]);
  await renameTable('sale', 'sale_away');
  try {
    expect(await room().schedule(settings)).toMatchObject({ ok: true });
  } finally {
    await renameTable('sale_away', 'sale');
  }
  expect(await room().report()).not.toBeNull();
  await tick(settings.id);
  const listed = await call<{ items: { id: string }[] }>('GET', '/api/admin/sales', {
    headers: ADMIN,
  });
  expect(listed.body.items.map(({ id }) => id)).toContain(settings.id);
});
