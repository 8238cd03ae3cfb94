/** Recipes for sellers: their orders, what they send of them, and what they are paid. */
import { ADMIN, Buyer, call, orderOf, pay, unique, until } from '../worker/support/shop.ts';
import { newEmail } from '../worker/support/people.ts';
import type { Recipe } from './recipes.ts';
import { product } from './world.ts';

const SELLER = 'acme';
const ROOT = '/api/admin/sellers/{seller}';
const params = { seller: SELLER };

/** An order of goods of the seller's that no earlier request has touched, paid. */
async function sold(): Promise<string> {
  const { id } = await product(SELLER);
  const buyer = new Buyer();
  await buyer.add(id, 1);
  const { order, payment } = (await buyer.checkout(unique('key'))).body;
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  return order.id;
}

type Sales = { items: { order_id: string }[] };

/** A sale that the seller is owed for. */
async function owed(): Promise<void> {
  const id = await sold();
  await until(
    () => call<Sales>('GET', `/api/admin/sellers/${SELLER}/orders`, { headers: ADMIN }),
    ({ body }) => body.items.some(({ order_id }) => order_id === id),
  );
}

async function statement(): Promise<string> {
  await owed();
  const path = `/api/admin/sellers/${SELLER}/statements`;
  const made = await call<{ id: string }>('POST', path, { headers: ADMIN, body: {} });
  return made.body.id;
}

async function shipment(): Promise<string> {
  const id = await sold();
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
  [`POST ${ROOT}/statements`]: async () => {
    await owed();
    return { params, body: {} };
  },
  [`GET ${ROOT}/statements/{statement}`]: async () => ({
    params: { ...params, statement: await statement() },
  }),
  [`GET ${ROOT}/statements/{statement}/lines`]: async () => ({
    params: { ...params, statement: await statement() },
  }),
  [`POST ${ROOT}/statements/{statement}/paid`]: async () => ({
    params: { ...params, statement: await statement() },
    body: { reference: 'SEPA 1' },
  }),
  [`GET ${ROOT}/orders/{id}`]: async () => ({ params: { ...params, id: await sold() } }),
  [`POST ${ROOT}/orders/{id}/shipments`]: async () => ({
    params: { ...params, id: await sold() },
    body: {},
  }),
  [`PATCH ${ROOT}/orders/{id}/shipments/{shipment}`]: async () => ({
    params: { ...params, id: await shipment(), shipment: 'sh_1' },
    body: { carrier: 'DHL', tracking_number: 'JJD1' },
  }),
};
