/**
 * What a release has stored, carried to the code of another: objects as SQL and key-value rows, and
 * the payments they name. `npm run record:release` writes it, crash/release.test.ts reads it.
 */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { required } from '../../../src/kernel/assert.ts';
import { asSku } from '../../../src/kernel/ids.ts';
import { kill, orderObject, storedOrder } from './crash.ts';
import { Shopper } from './shopper.ts';
import { paymentsOf, stripe } from './stripe.ts';
import type { Intent } from './stripe.ts';

type Kind = 'stock' | 'coupon' | 'cart' | 'order';

export type StoredObject = {
  readonly kind: string;
  readonly name: string;
  readonly sql: readonly string[];
  readonly kv: Readonly<Record<string, unknown>>;
};

/** One order with all that belongs to it, as it stood at a moment. */
export type Scene = {
  /** Milliseconds since the epoch: the scene goes on from then. */
  readonly at: number;
  readonly token: string;
  readonly email: string;
  readonly orderId: string;
  readonly goods: readonly { readonly sku: string; readonly quantity: number }[];
  readonly coupons: readonly { readonly code: string; readonly limit: number }[];
  readonly payments: readonly { readonly id: string; readonly status: string }[];
  /** Those that others call first: an order comes last. */
  readonly objects: readonly StoredObject[];
};

function objectOf(kind: string, name: string): DurableObjectStub {
  switch (kind) {
    case 'stock':
      return env.SKU_STOCK.getByName(name);
    case 'coupon':
      return env.COUPON.getByName(name);
    case 'cart':
      return env.CART.getByName(name);
    default:
      return orderObject(name);
  }
}

const literal = (value: SqlStorageValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  throw new Error('no object stores blobs in its tables');
};

const OWN_TABLES = `SELECT name, sql FROM sqlite_master
  WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`;

const dump = (kind: Kind, name: string): Promise<StoredObject> =>
  runInDurableObject(objectOf(kind, name), (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string; sql: string }>(OWN_TABLES).toArray();
    const rows = tables.flatMap((table) =>
      [...storage.sql.exec(`SELECT * FROM "${table.name}"`).raw()].map(
        (row) => `INSERT INTO "${table.name}" VALUES (${row.map(literal).join(', ')})`,
      ),
    );
    const sql = [...tables.map((table) => table.sql), ...rows];
    return { kind, name, sql, kv: Object.fromEntries(storage.kv.list()) };
  });

/** Writes down what is stored of a shopper's order. */
export async function record(buyer: Shopper, codes: readonly string[] = []): Promise<Scene> {
  const orderId = buyer.idOf();
  const cart = required((await storedOrder(orderId))?.document.cartId, 'the order was placed');
  const names: [Kind, string][] = [
    ...buyer.goods.map(({ sku }): [Kind, string] => ['stock', sku]),
    ...codes.map((code): [Kind, string] => ['coupon', code]),
    ...(
      [
        ['cart', cart],
        ['order', orderId],
      ] as const
    ).map(([k, n]): [Kind, string] => [k, n]),
  ];
  const payments = await paymentsOf(orderId);
  return {
    ...{ at: Date.now(), token: buyer.buyer.token, email: buyer.email, orderId },
    goods: buyer.goods,
    coupons: codes.map((code) => ({ code, limit: 1 })),
    payments: payments.map(({ id, status }) => ({ id, status })),
    objects: await Promise.all(names.map(([kind, name]) => dump(kind, name))),
  };
}

/** Makes a recorded payment anew; returns what its id and secret are to be replaced by. */
async function pay(orderId: string, total: number, status: string): Promise<Intent> {
  const made = await stripe<Intent>('payment_intents', {
    ...{ amount: String(total), currency: 'eur', capture_method: 'manual' },
    ...{ 'allowed_payment_method_types[]': 'card', 'metadata[order]': orderId },
    ...{ 'metadata[shop]': 'edgewise', 'metadata[environment]': 'development' },
  });
  const act = (verb: string, form: Record<string, string>) =>
    stripe<Intent>(`payment_intents/${made.id}/${verb}`, form);
  if (status !== 'requires_payment_method')
    await act('confirm', { payment_method: 'pm_card_visa' });
  if (status === 'succeeded') await act('capture', {});
  return made;
}

/** Stores a scene under the present code and lets its objects wake up in it. */
export async function restore(scene: Scene): Promise<Shopper> {
  vi.useFakeTimers({ toFake: ['Date'], now: scene.at });
  let text = JSON.stringify(scene.objects);
  for (const { id, status } of scene.payments) {
    const total = Number(/\\"total\\":(\d+)/.exec(text)?.[1]);
    const made = await pay(scene.orderId, total, status);
    text = text
      .replaceAll(new RegExp(`${id}_secret_\\w+`, 'g'), made.client_secret)
      .replaceAll(id, made.id);
  }
  const objects: StoredObject[] = JSON.parse(text);
  for (const { kind, name, sql, kv } of objects) {
    await runInDurableObject(objectOf(kind, name), (_, { storage }) => {
      for (const statement of sql) storage.sql.exec(statement);
      for (const [key, value] of Object.entries(kv)) storage.kv.put(key, value);
    });
    await kill(objectOf(kind, name));
    // A cart's own alarm would come at today's clock, by which nobody has touched it for long.
    if (kind === 'cart') continue;
    await runInDurableObject(objectOf(kind, name), (_, { storage }) => storage.setAlarm(scene.at));
  }
  const goods = scene.goods.map(({ sku, quantity }) => ({
    sku: required(asSku(sku), 'a SKU'),
    quantity,
  }));
  return Shopper.known(goods, scene);
}
