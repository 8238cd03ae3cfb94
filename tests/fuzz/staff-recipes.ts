/** Recipes for the back office and for second factors; staff here is the shop's key. */
import { env } from 'cloudflare:workers';
import { required } from '../../src/kernel/assert.ts';
import { servicesOf } from '../../src/services.ts';
import { Authenticator } from '../worker/support/authenticator.ts';
import { codeOf, withApp } from '../worker/support/codes.ts';
import { invited, newcomer as newStaff } from '../worker/support/members.ts';
import { bearer, newEmail, PASSWORD, post } from '../worker/support/people.ts';
import { delivered } from '../worker/support/bought.ts';
import { ADMIN, call, stockProduct, unique } from '../worker/support/shop.ts';
import { asRoot } from './recipes.ts';
import type { Ask, Recipe } from './recipes.ts';
import { SELLER_RECIPES } from './seller-recipes.ts';
import { newcomer, placed, product } from './world.ts';
import type { World } from './world.ts';

const keyed = () => ({ 'idempotency-key': unique('fuzz') });

/** Makes something by the API, for a request that is about it. */
async function made<T>(path: string, body: object): Promise<T> {
  const reply = await call<T>('POST', `/api/admin/${path}`, { headers: ADMIN, body });
  if (reply.status >= 300) throw new Error(`${path} answered ${JSON.stringify(reply.body)}`);
  return reply.body;
}

const API_KEY = { label: 'Fuzzer', scopes: ['orders.read'] };
/** Of the hundred that a shop may have. */
const MOST_KEYS = 50;

/** Revokes what earlier requests have left. */
async function roomForKeys(): Promise<void> {
  const { body } = await call<{ items: { id: string }[] }>('GET', '/api/admin/api-keys', {
    headers: ADMIN,
  });
  if (body.items.length < MOST_KEYS) return;
  for (const { id } of body.items) {
    await call('DELETE', `/api/admin/api-keys/${id}`, { headers: ADMIN });
  }
}

const coupon = () => ({ code: unique('FUZZ').toUpperCase(), kind: 'percent', value: 10 });
const HOUR_MS = 3_600_000;
const soon = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
/** A sale of a SKU that is in no other. */
const sale = async () => ({
  ...{
    name: 'A drop',
    skus: [await stockProduct(unique('drop'), { stock: 1 })],
    mode: 'first_come',
    max_per_buyer: 1,
  },
  ...{ starts_at: soon(1), ends_at: soon(2), tiers: [{ id: 'open', weight: 1 }] },
});
const PNG = Buffer.concat([
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64'),
  Buffer.from('+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
]);

/** A file of no rows, looked at. */
const ofJob: Recipe = async () => {
  const headers = { ...ADMIN, 'content-type': 'text/csv' };
  const { body } = await call<{ id: string }>('POST', '/api/admin/imports', {
    headers,
    body: 'Handle,Title\n',
  });
  return { params: { id: body.id } };
};

const CATALOGUE: Readonly<Record<string, Recipe>> = {
  'GET /api/products/{slug}': ({ house }) => ({ params: { slug: house.slug } }),
  'GET /api/products/{slug}/links': ({ house }) => ({ params: { slug: house.slug } }),
  'GET /api/suggest': () => ({ query: { q: 'lamp' } }),
  'GET /api/products': () => ({ query: { q: 'lamp', sort: 'price' } }),
  'POST /api/admin/products': () => ({
    body: { id: unique('made'), title: 'Lamp', category: 'A', price_minor: 1, currency: 'EUR' },
  }),
  'POST /api/admin/import': () => ({
    headers: { 'content-type': 'application/x-ndjson' },
    body: `{"id":"${unique('in')}","title":"In","category":"A","price_minor":1,"currency":"EUR"}`,
  }),
  'PATCH /api/admin/products/{id}': ({ house }) => ({
    params: { id: house.id },
    body: { description: 'Bright' },
  }),
  'DELETE /api/admin/products/{id}': async () => ({ params: { id: (await product()).id } }),
  'GET /api/admin/products/{id}': ({ house }) => ({ params: { id: house.id } }),
  'POST /api/admin/media': () => ({ headers: { 'content-type': 'image/png' }, body: PNG }),
  'POST /api/admin/imports': () => ({
    headers: { 'content-type': 'text/csv' },
    body: `Handle,Title,Type,Variant SKU,Variant Price\n${unique('in')},In,A,${unique('in')},1\n`,
  }),
  'POST /api/admin/bulk-edits': () => ({
    body: { filter: { tag: unique('nobody') }, change: { addTags: ['seen'] } },
  }),
  'GET /api/admin/bulk-jobs/{id}': ofJob,
  'POST /api/admin/bulk-jobs/{id}/write': ofJob,
  'POST /api/admin/bulk-jobs/{id}/cancel': ofJob,
  'PUT /api/admin/pins': ({ house }) => ({ body: { category: 'lighting', products: [house.id] } }),
  'GET /api/admin/pins': () => ({ query: { category: 'lighting' } }),
  'GET /api/admin/stock/{sku}': ({ sku }) => ({ params: { sku } }),
  'POST /api/admin/stock/{sku}/movements': ({ sku }) => ({
    params: { sku },
    body: { id: unique('move'), delta: 1, reason: 'delivery' },
  }),
  'POST /api/admin/search/synonyms': () => ({ body: { phrases: [unique('word'), 'lamp'] } }),
  'DELETE /api/admin/search/synonyms/{id}': async () => {
    const { id } = await made<{ id: string }>('search/synonyms', {
      phrases: [unique('word'), 'sofa'],
    });
    return { params: { id } };
  },
};

const SELLING: Readonly<Record<string, Recipe>> = {
  'POST /api/cart/coupons': async ({ buyer }) => ({
    headers: buyer.headers(),
    body: { code: (await made<{ code: string }>('coupons', coupon())).code },
  }),
  'DELETE /api/cart/coupons/{code}': async ({ buyer }) => {
    const { code } = await made<{ code: string }>('coupons', coupon());
    await call('POST', '/api/cart/coupons', { headers: buyer.headers(), body: { code } });
    return { params: { code }, headers: buyer.headers() };
  },
  'POST /api/admin/coupons': () => ({ body: coupon() }),
  'GET /api/admin/coupons/{code}': async () => ({
    params: { code: (await made<{ code: string }>('coupons', coupon())).code },
  }),
  'PATCH /api/admin/coupons/{code}': async () => ({
    params: { code: (await made<{ code: string }>('coupons', coupon())).code },
    body: { active: false },
  }),
  'POST /api/admin/sales': async () => ({ body: await sale() }),
  'GET /api/admin/sales/{id}': ({ sale: id }) => ({ params: { id } }),
  'PATCH /api/admin/sales/{id}': ({ sale: id }) => ({ params: { id }, body: { name: 'Drop' } }),
  'POST /api/admin/sales/{id}/{act}': async () => {
    const { id } = await made<{ id: string }>('sales', await sale());
    return { params: { id, act: 'open' } };
  },
  'POST /api/admin/sale-invitations/{id}': async () => {
    const { id } = await made<{ id: string }>('sales', await sale());
    return { params: { id }, body: { tier: 'open', emails: [newEmail()] } };
  },
};

/** An order that was paid and not yet sent. */
const paid = () => delivered({ ship: false });

const AFTER_SALES: Readonly<Record<string, Recipe>> = {
  'GET /api/admin/orders/{id}': ({ open }) => ({ params: { id: open.order.id } }),
  'POST /api/admin/orders/{id}/shipments': async () => ({
    params: { id: (await paid()).order.id },
    headers: keyed(),
    body: {},
  }),
  'PATCH /api/admin/orders/{id}/shipments/{shipment}': ({ bought }) => ({
    params: { id: bought.order.id, shipment: 'sh_1' },
    body: { carrier: 'DHL', tracking_number: 'JJD1' },
  }),
  'POST /api/admin/orders/{id}/refunds': async () => ({
    params: { id: (await paid()).order.id },
    headers: keyed(),
    body: { amount: 100, reason: 'goodwill' },
  }),
  'POST /api/admin/orders/{id}/cancel': async ({ sku }) => ({
    params: { id: (await placed(sku)).order.id },
    headers: keyed(),
  }),
  'POST /api/admin/orders/{id}/clear-attention': async ({ sku }) => {
    const { order } = await placed(sku);
    await env.ORDER.getByName(order.id).flag('looked at by the fuzzer');
    const body = { attention: 'looked at by the fuzzer', reason: 'seen' };
    return { params: { id: order.id }, headers: keyed(), body };
  },
  'PATCH /api/admin/orders/{id}/returns/{return}': async () => {
    const { order, cupsBack } = await delivered();
    return { params: { id: order.id, return: await cupsBack(1) }, body: { status: 'approved' } };
  },
  'GET /api/orders/{id}/credit-notes/{refund}/pdf': async () => {
    const { order } = await paid();
    await call('POST', `/api/admin/orders/${order.id}/refunds`, {
      headers: { ...ADMIN, ...keyed() },
      body: { amount: 100, reason: 'goodwill' },
    });
    const headers = { 'order-token': order.token };
    const { body } = await call<{ refunds: { id: string }[] }>('GET', `/api/orders/${order.id}`, {
      headers,
    });
    return { params: { id: order.id, refund: body.refunds[0]?.id ?? '' }, headers };
  },
  ...Object.fromEntries(
    ['', '/pdf'].map((last): [string, Recipe] => [
      `GET /api/admin/invoices/{number}${last}`,
      async ({ bought }) => {
        const headers = { 'order-token': bought.order.token };
        const path = `/api/orders/${bought.order.id}/invoices`;
        const { body } = await call<{ items: { number: string }[] }>('GET', path, { headers });
        return { params: { number: body.items[0]?.number ?? '' } };
      },
    ]),
  ),
};

async function letter(): Promise<Ask> {
  const { deadLetters } = servicesOf(env);
  const queue = 'edgewise-payment-webhooks';
  await deadLetters.keep(queue, { orderId: unique('order'), eventId: 'evt_1' }, 'lost');
  const page = await deadLetters.page({ queue, state: 'waiting', cursor: null, limit: 1 });
  return { params: { key: required(page?.items[0], 'a letter').key } };
}

const SYSTEM: Readonly<Record<string, Recipe>> = {
  'GET /api/health/ready': () => ({ headers: { authorization: `Bearer ${env.METRICS_TOKEN}` } }),
  'GET /api/admin/dead-letters/{key}': letter,
  'POST /api/admin/dead-letters/{key}/replay': letter,
  'POST /api/admin/dead-letters/{key}/discard': async () => ({
    ...(await letter()),
    body: { reason: 'known' },
  }),
  'POST /api/admin/rebuilds': () => ({ body: { repair: false } }),
  ...Object.fromEntries(
    ['GET /api/admin/rebuilds/{id}', 'POST /api/admin/rebuilds/{id}/advance'].map(
      (name): [string, Recipe] => [
        name,
        async () => ({ params: { id: (await made<{ id: string }>('rebuilds', {})).id } }),
      ],
    ),
  ),
  'GET /api/admin/reconciliations/{id}': async () => ({
    params: { id: (await made<{ id: string }>('reconciliations', {})).id },
  }),
};

const STAFF: Readonly<Record<string, Recipe>> = {
  'POST /api/admin/staff/invitations': () => ({
    body: { email: newEmail(), role: 'support', seller_id: null },
  }),
  'PATCH /api/admin/staff/{id}': async () => ({
    params: { id: (await newStaff('support')).id },
    body: { disabled: true },
  }),
  'POST /api/auth/accept-invitation': async () => ({
    body: { token: (await invited('support')).token, name: 'Ada', password: PASSWORD },
  }),
  'POST /api/admin/api-keys': async () => {
    await roomForKeys();
    return { body: API_KEY };
  },
  'DELETE /api/admin/api-keys/{id}': async () => {
    await roomForKeys();
    const key = await made<{ id: string }>('api-keys', API_KEY);
    return { params: { id: key.id } };
  },
};

const FACTOR = '/api/me/second-factor';
type Options = { challenge: string; user?: { id: string } };

async function phone(headers: Record<string, string>) {
  const device = new Authenticator();
  const { body } = await post<Options>(`${FACTOR}/passkeys/options`, {}, headers);
  return { device, added: { label: 'Phone', response: await device.create(body) } };
}

async function withPhone() {
  const { headers } = await newcomer();
  const { device, added } = await phone(headers);
  await post(`${FACTOR}/passkeys`, added, headers);
  return { device, headers };
}

const asUser = async (): Promise<Ask> => ({ headers: bearer((await withApp()).session) });

export const FACTOR_RECIPES: Readonly<Record<string, Recipe>> = {
  [`POST ${FACTOR}/app`]: async () => ({ headers: (await newcomer()).headers }),
  [`DELETE ${FACTOR}/app`]: asUser,
  [`POST ${FACTOR}/recovery-codes`]: asUser,
  [`POST ${FACTOR}/app/confirm`]: async () => {
    const { headers } = await newcomer();
    const { body } = await post<{ secret: string }>(`${FACTOR}/app`, {}, headers);
    return { headers, body: { code: codeOf(body.secret) } };
  },
  [`POST ${FACTOR}/proof`]: async () => {
    const { session, recovery } = await withApp();
    return { headers: bearer(session), body: { code: recovery[0] } };
  },
  [`POST ${FACTOR}/passkeys`]: async () => {
    const { headers } = await newcomer();
    return { headers, body: (await phone(headers)).added };
  },
  [`DELETE ${FACTOR}/passkeys/{id}`]: async () => {
    const { device, headers } = await withPhone();
    return { params: { id: device.id }, headers };
  },
  'POST /api/auth/passkey': async () => {
    const { device } = await withPhone();
    const { body } = await post<Options>('/api/auth/passkey/options', {});
    return { body: { response: await device.get(body) } };
  },
  'DELETE /api/me/sessions/{id}': async () => {
    const { headers } = await newcomer();
    const { body } = await call<{ items: { id: string }[] }>('GET', '/api/me/sessions', {
      headers,
    });
    return { params: { id: body.items[0]?.id ?? '' }, headers };
  },
  'DELETE /api/me/addresses/{id}': async () => {
    const { headers } = await newcomer();
    const address = { name: 'A', line1: 'B 1', city: 'C', postal_code: '10117', country: 'DE' };
    const { body } = await post<{ id: string }>('/api/me/addresses', address, headers);
    return { params: { id: body.id }, headers };
  },
};

const rooted = (recipes: Readonly<Record<string, Recipe>>): Record<string, Recipe> =>
  Object.fromEntries(
    Object.entries(recipes).map(([name, recipe]) => [
      name,
      name.includes('/api/admin') ? async (world: World) => asRoot(await recipe(world)) : recipe,
    ]),
  );

export const STAFF_RECIPES = rooted({
  ...CATALOGUE,
  ...SELLING,
  ...AFTER_SALES,
  ...SYSTEM,
  ...STAFF,
  ...SELLER_RECIPES,
});
