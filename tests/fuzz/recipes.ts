/** Requests that are answered 2xx, for operations that a schema alone says too little of. */
import { createHmac } from 'node:crypto';
import { env } from 'cloudflare:workers';
import { writeLink } from '../../src/customers/tokens.ts';
import { linkState } from '../../src/customers/registration.ts';
import type { PlainLink } from '../../src/customers/registration.ts';
import { required } from '../../src/kernel/assert.ts';
import { asAccountId } from '../../src/kernel/ids.ts';
import { servicesOf } from '../../src/services.ts';
import { linkIn, newEmail, PASSWORD, post } from '../worker/support/people.ts';
import { ADDRESS, ADMIN, Buyer, unique } from '../worker/support/shop.ts';
import { newcomer, openSale, placed } from './world.ts';
import type { World } from './world.ts';

/** A request as it is about to be sent; what is left out is made from the document. */
export type Ask = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** When it is sent, where that is not now. */
  readonly at?: number;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
};
export type Recipe = (world: World) => Ask | Promise<Ask>;

const keyed = () => ({ 'idempotency-key': unique('fuzz') });

/** A token as a letter's link carries it, for somebody who has just come. */
async function linked(purpose: PlainLink) {
  const person = await newcomer();
  const { customers } = servicesOf(env);
  const id = required(asAccountId(person.session.account.id), 'an account');
  const facts = required(await customers.accounts.facts(id), 'an account');
  const { seal } = customers;
  const token = writeLink(seal, purpose, facts.id, linkState(purpose, facts), Date.now());
  return { person, token };
}

const STRIPE_EVENT = JSON.stringify({
  id: 'evt_fuzz',
  object: 'event',
  type: 'product.created',
  data: { object: { id: 'prod_1', object: 'product' } },
});

function stripeSignature(): string {
  const at = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', env.STRIPE_WEBHOOK_SECRET).update(`${at}.${STRIPE_EVENT}`);
  return `t=${at},v1=${mac.digest('hex')}`;
}

/** A cart that nobody else has, with something in it. */
async function cartOf({ sku }: World): Promise<Record<string, string>> {
  const buyer = new Buyer();
  await buyer.add(sku, 1);
  return buyer.headers();
}

const CART: Readonly<Record<string, Recipe>> = {
  'GET /api/cart': ({ buyer }) => ({ headers: buyer.headers() }),
  'PATCH /api/cart': ({ buyer }) => ({ headers: buyer.headers(), body: { market: 'eu' } }),
  'POST /api/cart/items': ({ sku, buyer }) => ({
    headers: buyer.headers(),
    body: { sku, quantity: 1 },
  }),
  'PATCH /api/cart/items/{line_id}': ({ line, buyer }) => ({
    params: { line_id: line },
    headers: buyer.headers(),
    body: { quantity: 2 },
  }),
  'DELETE /api/cart/items/{line_id}': async (world) => {
    const headers = await cartOf(world);
    return { params: { line_id: world.line }, headers };
  },
  'POST /api/cart/merge': async (world) => {
    const token = (await cartOf(world))['cart-token'];
    return { headers: world.buyer.headers(), body: { token } };
  },
  'POST /api/checkout/quote': ({ buyer }) => ({
    headers: buyer.headers(),
    body: { shipping_address: ADDRESS },
  }),
  'POST /api/checkout': async (world) => ({
    headers: { ...(await cartOf(world)), ...keyed() },
    body: { email: 'ada@example.com', shipping_address: ADDRESS },
  }),
};

const ORDERS: Readonly<Record<string, Recipe>> = {
  'GET /api/orders/{id}': ({ open }) => ({ params: { id: open.order.id }, headers: open.headers }),
  'POST /api/orders/{id}/payment': ({ open }) => ({
    params: { id: open.order.id },
    headers: { ...open.headers, ...keyed() },
  }),
  'POST /api/orders/{id}/cancel': async ({ sku }) => {
    const { order, headers } = await placed(sku);
    return { params: { id: order.id }, headers: { ...headers, ...keyed() } };
  },
  'POST /api/orders/{id}/returns': ({ bought }) => ({
    params: { id: bought.order.id },
    headers: { 'order-token': bought.order.token, ...keyed() },
    body: { lines: [{ line_id: bought.pot.line_id, quantity: 1, reason: 'Too large' }] },
  }),
  ...Object.fromEntries(
    ['invoices', 'invoice.pdf'].map((last): [string, Recipe] => [
      `GET /api/orders/{id}/${last}`,
      ({ bought }) => ({
        params: { id: bought.order.id },
        headers: { 'order-token': bought.order.token },
      }),
    ]),
  ),
};

type Sale = Pick<World, 'sale' | 'saleAt' | 'shopper'>;

const ofSale = ({ sale, saleAt, shopper }: Sale): Ask => ({
  params: { id: sale },
  headers: shopper.headers(),
  at: saleAt,
});
const SALES: Readonly<Record<string, Recipe>> = {
  'GET /api/sales/{id}/line': ofSale,
  'GET /api/sales/{id}/work': ofSale,
  'GET /api/sales/{id}/place': ofSale,
  // A turn is claimed once.
  'POST /api/sales/{id}/claim': async () => ofSale(await openSale()),
  'POST /api/sales/{id}/ticket': (world) => ({ ...ofSale(world), body: {} }),
};

const byLink =
  (purpose: PlainLink, more: object = {}): Recipe =>
  async () => {
    const { person, token } = await linked(purpose);
    return { headers: person.headers, body: { token, ...more } };
  };

/** As somebody new, since afterwards nothing is left of their session. */
const asNewcomer =
  (body?: object): Recipe =>
  async () => {
    const { headers } = await newcomer();
    return body === undefined ? { headers } : { headers, body };
  };

/**
 * Somebody who has proved their address and asked for another, with the token that was mailed
 * there. An address that was never proved is not told of the move, and cannot take it back.
 */
async function moving() {
  const { person, token: proof } = await linked('verify');
  await post('/api/auth/verify-email', { token: proof }, person.headers);
  const email = newEmail();
  await post('/api/me/email', { email, password: PASSWORD }, person.headers);
  return { person, token: await linkIn(email, '/account/new-email') };
}

const AUTH: Readonly<Record<string, Recipe>> = {
  'POST /api/auth/register': () => ({
    body: { email: newEmail(), password: PASSWORD, name: 'Ada' },
  }),
  'POST /api/auth/login': async () => ({
    body: { email: (await newcomer()).email, password: PASSWORD },
  }),
  'POST /api/auth/refresh': async () => ({
    body: { refresh_token: (await newcomer()).session.refresh_token },
  }),
  'POST /api/auth/logout': asNewcomer(),
  'POST /api/auth/logout-everywhere': asNewcomer(),
  'POST /api/auth/verify-email': byLink('verify'),
  'POST /api/auth/reset-password': byLink('reset', { password: 'another lamp and a chair' }),
  'POST /api/auth/confirm-news': byLink('marketing'),
  'POST /api/auth/unsubscribe': byLink('unsubscribe'),
  'POST /api/auth/forgot-password': ({ own }) => ({ body: { email: own.email } }),
  'POST /api/me/email': async () => ({
    headers: (await newcomer()).headers,
    body: { email: newEmail(), password: PASSWORD },
  }),
  'POST /api/auth/confirm-email': async () => {
    const { person, token } = await moving();
    return { headers: person.headers, body: { token } };
  },
  'POST /api/auth/undo-email': async () => {
    const { person, token } = await moving();
    await post('/api/auth/confirm-email', { token }, person.headers);
    return { body: { token: await linkIn(person.email, '/account/old-email') } };
  },
  'DELETE /api/me': asNewcomer({ password: PASSWORD }),
  'POST /api/me/password': asNewcomer({
    current_password: PASSWORD,
    password: 'another lamp and a chair',
  }),
  'PATCH /api/me': ({ own }) => ({ headers: own.headers, body: { name: 'Ada', phone: null } }),
  'POST /api/me/addresses': asNewcomer(ADDRESS),
  'PUT /api/me/addresses/{id}': ({ own }) => ({
    params: { id: own.address },
    headers: own.headers,
    body: ADDRESS,
  }),
};
export const SHOPPER_RECIPES = { ...CART, ...ORDERS, ...SALES, ...AUTH };

export const WEBHOOK: Recipe = () => ({
  headers: { 'stripe-signature': stripeSignature(), 'content-type': 'application/json' },
  body: STRIPE_EVENT,
});

export const asRoot = (ask: Ask): Ask => ({ ...ask, headers: { ...ADMIN, ...ask.headers } });
