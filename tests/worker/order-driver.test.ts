/** The driver of an order when what it waits for fails. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { OrderDriver } from '../../durable-objects/order-driver.ts';
import { ORDER_SCHEMA, OrderRows } from '../../durable-objects/order-rows.ts';
import { begin } from '../../src/orders/saga-move.ts';
import { Alarm } from '../../src/platform/alarm.ts';
import { ObjectSchema } from '../../src/platform/object-schema.ts';
import { Outbox } from '../../src/platform/outbox.ts';
import { servicesOf } from '../../src/services.ts';
import { DOCUMENT } from '../model/order-world.ts';

test('a payment is asked about again after a run that threw', async () => {
  await runInDurableObject(env.ORDER.getByName('driver-order-1'), async (_, { storage }) => {
    new ObjectSchema(storage, ORDER_SCHEMA).prepare();
    const options = { retryMs: 1_000, delayMs: 0 };
    const owner = { kind: 'order' as const, name: DOCUMENT.id };
    // Waits for a payment that it does not name: asking about it throws.
    const effect = { step: 'resolve' as const, version: 1, tries: 0, notBefore: 0 };
    const state = { ...begin(0), status: 'awaiting_payment' as const, effect };
    const driver = new OrderDriver(
      {
        rows: new OrderRows(storage.sql),
        outbox: new Outbox(storage.sql, env.EVENTS, owner, options),
        alarm: new Alarm(storage),
        ports: servicesOf(env).effects,
        pollMs: 1_000,
        waitUntil: () => {},
      },
      { document: DOCUMENT, fingerprint: '', state },
    );
    const run = driver.run();
    const check = driver.checkPayment();
    await expect(run).rejects.toThrow('has a payment');
    await expect(check).rejects.toThrow('has a payment');
    driver.order.state = { ...state, status: 'cancelled', effect: null };
    await expect(driver.checkPayment()).resolves.toBeUndefined();
  });
});
