/** Alarms, leases and deadlines that meet, repeat or fail: C18, C19, C22. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, expect, test } from 'vitest';
import type { Order } from '../../../durable-objects/order.ts';
import type { SkuStock } from '../../../durable-objects/sku-stock.ts';
import { required } from '../../../src/kernel/assert.ts';
import { clockTo, kill, orderObject, recover, storedOrder } from '../support/crash.ts';
import { addFault } from '../support/inbox.ts';
import { broken } from '../support/invariants.ts';
import { stockOf, until } from '../support/shop.ts';
import { Shopper, shopper } from '../support/shopper.ts';
import { SLOW_MS, paymentsOf } from '../support/stripe.ts';

afterEach(recover);

/** What the platform does when it is not sure whether an alarm has run: calls it again. */
const alarmTwice = <T extends Order | SkuStock>(stub: DurableObjectStub<T>): Promise<void> =>
  runInDurableObject(stub, async (object: T) => {
    await Promise.all([object.alarm(), object.alarm()]);
  });

const alarmOf = (stub: DurableObjectStub): Promise<number | null> =>
  runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

const write = (stub: DurableObjectStub, statement: string): Promise<void> =>
  runInDurableObject(stub, (_, { storage }) => void storage.sql.exec(statement));

/** When the order ends unpaid, and when the stock asks about its hold. */
async function timesOf(buyer: Shopper): Promise<{ deadline: number; leaseEnd: number }> {
  const { document } = required(await storedOrder(buyer.idOf()), 'the order was placed');
  const [hold] = (await buyer.stock().report()).holds;
  const { leaseUntil } = required(hold, 'the order holds its stock');
  return { deadline: document.deadline, leaseEnd: leaseUntil };
}

test('C18 alarms that fire twice at once end an unpaid order once', async () => {
  const buyer = await shopper({ stock: 3, quantity: 2 });
  await buyer.checkout();
  clockTo((await timesOf(buyer)).leaseEnd);
  await Promise.all([alarmTwice(orderObject(buyer.idOf())), alarmTwice(buyer.stock())]);
  expect(await buyer.status()).toBe('expired');
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 3, reserved: 0 });
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C18 an alarm that throws sets itself again, so that no retries run out', async () => {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  await buyer.checkout();
  const { leaseEnd } = await timesOf(buyer);
  clockTo(leaseEnd);
  const order = () => orderObject(buyer.idOf());
  await write(order(), "INSERT INTO outbox VALUES ('slot', 'receipt', '[]', 0)");
  await kill(order());
  for (const [stub, table] of [
    [buyer.stock(), 'hold'],
    [order(), 'outbox'],
  ] as const) {
    await write(stub, `ALTER TABLE ${table} RENAME TO out_of_reach`);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await alarmOf(stub)).toBeGreaterThan(Date.now());
    await write(stub, `ALTER TABLE out_of_reach RENAME TO ${table}`);
  }
  await write(order(), "DELETE FROM outbox WHERE slot = 'slot'");
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('expired');
});

test('C19 a lease, a deadline and a payment of the same millisecond agree', async () => {
  const buyer = await shopper({ stock: 2, quantity: 1 });
  const rival = await new Shopper(buyer.goods).fill();
  const shoppers = [buyer, rival];
  for (const one of shoppers) await one.checkout();
  const { deadline } = await timesOf(buyer);
  for (const { orderId, round } of (await buyer.stock().report()).holds) {
    await buyer.stock().extend({ orderId, round }, deadline);
  }
  await addFault({ host: 'webhooks', kind: 'drop', contains: buyer.idOf(), times: 100 });
  clockTo(deadline);
  await buyer.pay();
  await kill(buyer.stock());
  expect(await runDurableObjectAlarm(buyer.stock())).toBe(true);
  // It asked about both holds, and was told to keep them.
  const leases = (await buyer.stock().report()).holds.map(({ leaseUntil }) => leaseUntil);
  expect(leases.map((lease) => lease > deadline)).toEqual([true, true]);
  await Promise.all(shoppers.map((one) => runDurableObjectAlarm(orderObject(one.idOf()))));
  // Its hold was never given up in between: the order is in its first round still.
  const { state } = required(await storedOrder(buyer.idOf()), 'the order was placed');
  expect(state).toMatchObject({ status: 'confirmed', round: 1 });
  expect(await broken({ shoppers })).toEqual([]);
  expect(await rival.status()).toBe('expired');
  expect(await stockOf(buyer.item())).toMatchObject({ on_hand: 1, reserved: 0, sold: 1 });
});

/** A checkout whose payment the provider takes its time to make, until the hold's lease ends. */
async function slowlyPaid() {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  await addFault({
    ...{ host: 'api.stripe.com', method: 'POST', path: '/v1/payment_intents' },
    ...{ kind: 'timeout_after', contains: buyer.idOf(), delay_ms: SLOW_MS },
  });
  const going = buyer.checkout();
  await until(
    () => paymentsOf(buyer.idOf()),
    ({ length }) => length === 1,
  );
  const { leaseEnd } = await timesOf(buyer);
  clockTo(leaseEnd);
  await runDurableObjectAlarm(buyer.stock());
  expect(await buyer.stock().level()).toMatchObject({ reserved: 1, available: 0 });
  expect((await timesOf(buyer)).leaseEnd).toBeGreaterThan(leaseEnd);
  return { buyer, going };
}

test('C22 a lease that ends while the payment is made keeps its hold till it is void', async () => {
  const { buyer, going } = await slowlyPaid();
  await going;
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('expired');
  expect(await paymentsOf(buyer.idOf())).toMatchObject([{ status: 'canceled' }]);
});

test('C22 a lease that ends after its order died making its payment keeps its hold', async () => {
  const { buyer, going } = await slowlyPaid();
  await kill(orderObject(buyer.idOf()));
  await going;
  clockTo((await timesOf(buyer)).leaseEnd);
  await runDurableObjectAlarm(buyer.stock());
  expect(await buyer.stock().level()).toMatchObject({ reserved: 1, available: 0 });
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await paymentsOf(buyer.idOf())).toMatchObject([{ status: 'canceled' }]);
});
