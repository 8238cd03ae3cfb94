/** The people and things that requests are about: some of the sender's own, some of others. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { OrderView } from '../../src/orders/view.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { delivered } from '../worker/support/bought.ts';
import { member } from '../worker/support/members.ts';
import { bearer, linkIn, newEmail, post, register, verify } from '../worker/support/people.ts';
import type { Session } from '../worker/support/people.ts';
import { clockAt, pass, schedule, Shopper, toldOf } from '../worker/support/sale.ts';
import {
  ADDRESS,
  ADMIN,
  Buyer,
  call,
  stockProduct,
  unique,
  until,
} from '../worker/support/shop.ts';

export type Who = 'nobody' | 'customer' | 'seller' | 'owner';
export const EVERYBODY: readonly [Who, ...Who[]] = ['nobody', 'customer', 'seller', 'owner'];

type Headers = Record<string, string>;
export type Placed = { readonly order: OrderView & { token: string }; readonly headers: Headers };

/** Someone who has just made an account, for requests that end it or its sessions. */
export async function newcomer(): Promise<{ email: string; session: Session; headers: Headers }> {
  const email = newEmail();
  const { body: session } = await register(email);
  return { email, session, headers: bearer(session) };
}

/** An order that was placed and not paid, and the headers of its buyer. */
export async function placed(sku: string): Promise<Placed> {
  const buyer = new Buyer();
  await buyer.add(sku, 1);
  const { body } = await buyer.checkout(unique('key'));
  return { order: body.order, headers: { 'order-token': body.order.token } };
}

export async function product(seller?: string): Promise<{ id: string; slug: string }> {
  const id = unique('fuzzed');
  const row = {
    id,
    title: id,
    category: 'Lighting',
    price_minor: 1_000,
    currency: 'EUR',
    stock: 500,
  };
  const body = seller === undefined ? row : { ...row, seller_id: seller };
  const made = await call<{ slug: string }>('POST', '/api/admin/products', {
    headers: ADMIN,
    body,
  });
  if (made.status !== 201) throw new Error(`a product answered ${made.status}`);
  return { id, slug: made.body.slug };
}

async function customer() {
  const { email, session, headers } = await newcomer();
  const proof = await linkIn(email, '/account/verify');
  await verify(proof, session);
  const address = await call<{ id: string }>('POST', '/api/me/addresses', {
    body: ADDRESS,
    headers,
  });
  return { email, session, headers, address: address.body.id };
}

/** A sale that has begun, and a shopper whose turn it is. */
export async function openSale() {
  const sku = await stockProduct(unique('drop'), { stock: 50 });
  const sale = (await schedule([sku])).body.id;
  const shopper = new Shopper(sale);
  await shopper.take();
  clockAt(1);
  await toldOf(sale, 1);
  await pass(sale, 10, 3);
  const saleAt = Date.now();
  vi.useRealTimers();
  return { sale, saleAt, shopper };
}

/** The world of a run. */
export async function newWorld() {
  const { sale, saleAt, shopper } = await openSale();
  const sku = await stockProduct(unique('lamp'), { stock: 1_000_000 });
  const own = await customer();
  const other = await customer();
  await call('POST', '/api/admin/sellers', { headers: ADMIN, body: { id: 'acme', name: 'Acme' } });
  const seller = await member('seller', 'acme');
  const owner = await member('owner');
  const bought = await delivered();
  const open = await placed(sku);
  const foreign = await placed(sku);
  const buyer = new Buyer();
  const cart = (await buyer.add(sku, 1)).body;
  const others = new Buyer();
  await others.add(sku, 1);
  return {
    ...{ sale, saleAt, shopper, sku, own, other, bought, open, foreign, buyer, others },
    ...{ sellers: await product('acme'), house: await product() },
    line: required(cart.lines[0], 'a line').line_id,
    staff: { seller, owner },
    headersOf(who: Who): Headers {
      switch (who) {
        case 'nobody':
          return {};
        case 'customer':
          return own.headers;
        case 'seller':
          return seller.headers;
        case 'owner':
          return owner.headers;
      }
    },
  };
}

/** Gives everybody another access token: those of a long run would be over. */
export async function renewed({ own, other, staff }: World): Promise<void> {
  for (const { session, headers } of [own, other, staff.seller, staff.owner]) {
    const { refresh_token } = session;
    const { body } = await until(
      () => post<Session>('/api/auth/refresh', { refresh_token }),
      ({ status }) => status === 200,
    );
    Object.assign(session, body);
    Object.assign(headers, bearer(body));
  }
}

export type World = Awaited<ReturnType<typeof newWorld>>;

/** Each of these is a log of what was tried; a refused request may add to them. */
const TRIES = new Set(['search_log', 'd1_migrations']);

async function tablesOf(database: D1Database): Promise<string> {
  const { results } = await database
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
         AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
    )
    .all<{ name: string }>();
  const names = results.map(({ name }) => name).filter((name) => !TRIES.has(name));
  const rows = await database.batch(
    names.map((name) => database.prepare(`SELECT * FROM "${name}"`)),
  );
  return JSON.stringify(rows.map((table) => table.results));
}

const rowsOf = (stub: DurableObjectStub): Promise<string> =>
  runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
      .toArray()
      .filter(({ name }) => !name.startsWith('_cf'));
    const rows = tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
    return JSON.stringify([rows, [...storage.kv.list()]]);
  });

/** A digest of both databases and of the objects that requests are about, part by part. */
export async function digestOf(world: World): Promise<Record<string, string>> {
  const orders = [world.open, world.foreign, world.bought].map(({ order }) => order.id);
  const accounts = [world.own.session, world.other.session, world.staff.seller.session];
  const objects: Record<string, DurableObjectStub> = {
    ...Object.fromEntries(orders.map((id) => [`order ${id}`, env.ORDER.getByName(id)])),
    ...Object.fromEntries(
      accounts.map(({ account: { id } }) => [`account ${id}`, env.ACCOUNT.getByName(id)]),
    ),
    stock: env.SKU_STOCK.getByName(world.sku),
    cart: env.CART.getByName(world.buyer.token.split('.')[0] ?? ''),
    staff: env.STAFF_BOOK.getByName('staff'),
  };
  const owned = await Promise.all(
    Object.entries(objects).map(async ([name, stub]) => [name, sha256(await rowsOf(stub))]),
  );
  return {
    ...Object.fromEntries(owned),
    catalogue: sha256(await tablesOf(env.CATALOG_DB)),
    'back office': sha256(await tablesOf(env.BACKOFFICE_DB)),
  };
}
