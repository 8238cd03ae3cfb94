/** Recipes for sellers: their orders, what they send of them, and what they are paid. */
import { ADMIN, Buyer, call, orderOf, pay, unique, until } from '../worker/support/shop.ts';
import { newEmail } from '../worker/support/people.ts';
import type { Recipe } from './recipes.ts';
import type { World } from './world.ts';

const SELLER = 'acme';
const ROOT = '/api/admin/sellers/{seller}';
const params = { seller: SELLER };

/** An order of the seller's goods, paid. */
async function sold({ sellers }: World): Promise<string> {
  const buyer = new Buyer();
  await buyer.add(sellers.id, 1);
  const { order, payment } = (await buyer.checkout(unique('key'))).body;
  // An earlier request may have made it free.
  if (payment !== null) await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order.id;
}

type Sales = { items: { order_id: string }[] };

/** A sale that the seller is owed for. */
async function owed(world: World): Promise<void> {
  const id = await sold(world);
  await until(
    () => call<Sales>('GET', `/api/admin/sellers/${SELLER}/orders`, { headers: ADMIN }),
    ({ body }) => body.items.some(({ order_id }) => order_id === id),
  );
}

async function statement(world: World): Promise<string> {
  await owed(world);
  const path = `/api/admin/sellers/${SELLER}/statements`;
  const made = await call<{ id: string }>('POST', path, { headers: ADMIN, body: {} });
  return made.body.id;
}

async function shipment(world: World): Promise<string> {
  const id = await sold(world);
  await call('POST', `/api/admin/sellers/${SELLER}/orders/${id}/shipments`, {
    headers: ADMIN,
    body: {},
  });
  return id;
}

const about: Recipe = () => ({ params });

export const SELLER_RECIPES: Readonly<Record<string, Recipe>> = {
  'POST /api/admin/sellers': () => ({ body: { id: unique('seller'), name: 'A seller' } }),
  [`GET ${ROOT}`]: about,
  [`PATCH ${ROOT}`]: () => ({ params, body: { name: 'House of Acme' } }),
  [`POST ${ROOT}/invitations`]: () => ({ params, body: { email: newEmail() } }),
  [`GET ${ROOT}/orders`]: about,
  [`GET ${ROOT}/statements`]: about,
  [`POST ${ROOT}/statements`]: async (world) => {
    await owed(world);
    return { params, body: {} };
  },
  [`GET ${ROOT}/statements/{statement}`]: async (world) => ({
    params: { ...params, statement: await statement(world) },
  }),
  [`GET ${ROOT}/statements/{statement}/lines`]: async (world) => ({
    params: { ...params, statement: await statement(world) },
  }),
  [`POST ${ROOT}/statements/{statement}/paid`]: async (world) => ({
    params: { ...params, statement: await statement(world) },
    body: { reference: 'SEPA 1' },
  }),
  [`GET ${ROOT}/orders/{id}`]: async (world) => ({ params: { ...params, id: await sold(world) } }),
  [`POST ${ROOT}/orders/{id}/shipments`]: async (world) => ({
    params: { ...params, id: await sold(world) },
    body: {},
  }),
  [`PATCH ${ROOT}/orders/{id}/shipments/{shipment}`]: async (world) => ({
    params: { ...params, id: await shipment(world), shipment: 'sh_1' },
    body: { carrier: 'DHL', tracking_number: 'JJD1' },
  }),
};
