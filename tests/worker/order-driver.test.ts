/** The driver of an order when what it waits for fails. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { OrderDriver } from '../../durable-objects/order-driver.ts';
import type { DriverParts } from '../../durable-objects/order-driver.ts';
import { ORDER_SCHEMA, OrderRows } from '../../durable-objects/order-rows.ts';
import type { OrderState } from '../../src/orders/order.ts';
import { vaultOf } from '../../src/platform/vault.ts';
import { checkPayment } from '../../src/orders/saga-commands.ts';
import { begin } from '../../src/orders/saga-move.ts';
import { Alarm } from '../../src/platform/alarm.ts';
import { ObjectSchema } from '../../src/platform/object-schema.ts';
import { Outbox } from '../../src/platform/outbox.ts';
import { servicesOf } from '../../src/services.ts';
import { DOCUMENT } from '../model/order-world.ts';

type Effects = DriverParts['ports'];

/** A driver over the storage of an object that nobody else uses. */
async function withDriver(
  name: string,
  state: OrderState,
  ports: Effects,
  use: (driver: OrderDriver) => Promise<void>,
): Promise<void> {
  await runInDurableObject(env.ORDER.getByName(name), async (_, { storage }) => {
    new ObjectSchema(storage, ORDER_SCHEMA).prepare();
    const options = { retryMs: 1_000 };
    const owner = { kind: 'order' as const, name: DOCUMENT.id };
    const parts = {
      rows: new OrderRows(storage.sql, vaultOf(env), DOCUMENT.id),
      outbox: new Outbox(storage.sql, env.EVENTS, owner, options),
      alarm: new Alarm(storage),
      ports,
      pollMs: 1_000,
      waitUntil: () => {},
    };
    await use(new OrderDriver(parts, { document: DOCUMENT, fingerprint: '', state }));
  });
}

const RESOLVING: OrderState = {
  ...begin(0),
  status: 'awaiting_payment',
  effect: { step: 'resolve', version: 1, tries: 0, notBefore: 0 },
};

test('a payment is asked about again after a run that threw', async () => {
  // Waits for a payment that it does not name: asking about it throws.
  const { effects } = servicesOf(env);
  await withDriver('driver-order-1', RESOLVING, effects, async (driver) => {
    const run = driver.run();
    const check = driver.ask(checkPayment);
    await expect(run).rejects.toThrow('has a payment');
    await expect(check).rejects.toThrow('has a payment');
    driver.order.state = { ...RESOLVING, status: 'cancelled', effect: null };
    await expect(driver.ask(checkPayment)).resolves.toBeUndefined();
  });
});

test('callers that come while an effect is in flight share it', async () => {
  const { effects } = servicesOf(env);
  let asked = 0;
  const gateway: Effects['gateway'] = {
    ...effects.gateway,
    fetch(id) {
      asked += 1;
      return effects.gateway.fetch(id);
    },
  };
  const intent = { id: 'pi_none', clientSecret: '', status: 'processing', failure: null } as const;
  const state = { ...RESOLVING, intent };
  await withDriver('driver-order-2', state, { ...effects, gateway }, async (driver) => {
    await Promise.all([driver.run(), driver.run(), driver.run()]);
    expect(driver.order.state.effect).toMatchObject({ step: 'resolve', tries: 1 });
  });
  expect(asked).toBe(1);
});
