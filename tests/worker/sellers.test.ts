/** Sellers: what is their own they see and change; what is another's does not exist for them. */
import { beforeAll, expect, test } from 'vitest';
import { ADMIN_ROUTES } from '../../src/staff/permissions.ts';
import { member } from './support/members.ts';
import type { Member } from './support/members.ts';
import { ADMIN, call } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

let acme: Member;

/** A product of a seller, as staff of the shop make it. */
async function stocked(seller: string): Promise<void> {
  const made = await call('POST', '/api/admin/products', {
    headers: ADMIN,
    body: {
      ...{ id: `${seller}-lamp`, title: `Lamp of ${seller}`, category: 'Lighting' },
      ...{ price_minor: 4_000, currency: 'EUR', seller_id: seller, stock: 5 },
    },
  });
  if (made.status !== 201) throw new Error(`a lamp of ${seller} answered ${made.status}`);
}

beforeAll(async () => {
  acme = await member('seller', 'acme');
  for (const seller of ['acme', 'birch']) await stocked(seller);
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends a request as a member; a text is a form. */
const as = <T = unknown>(who: Member, method: string, path: string, body?: unknown) =>
  call<T>(method, path, {
    headers: { ...who.headers, ...(typeof body === 'string' ? FORM : {}) },
    ...(body === undefined ? {} : { body }),
  });

/** What each route that names something is asked, of the seller whose thing it is. */
const ASKED: Readonly<Record<string, (seller: string) => readonly [string, unknown?]>> = {
  'GET /api/admin/products/:id': (seller) => [`/api/admin/products/${seller}-lamp`],
  'PATCH /api/admin/products/:id': (seller) => [
    `/api/admin/products/${seller}-lamp`,
    { description: 'Bright' },
  ],
  'GET /api/admin/stock/:sku': (seller) => [`/api/admin/stock/${seller}-lamp`],
  'POST /api/admin/stock/:sku/movements': (seller) => [
    `/api/admin/stock/${seller}-lamp/movements`,
    { id: 'delivery-1', delta: 3, reason: 'delivery' },
  ],
  'GET /admin/products/:id': (seller) => [`/admin/products/${seller}-lamp`],
  'POST /admin/products/:id': (seller) => [`/admin/products/${seller}-lamp`, {}],
  'POST /admin/products/:id/status': (seller) => [
    `/admin/products/${seller}-lamp/status`,
    'status=draft',
  ],
  'GET /admin/stock/:sku': (seller) => [`/admin/stock/${seller}-lamp`],
  'POST /admin/stock/:sku': (seller) => [`/admin/stock/${seller}-lamp`, {}],
  'DELETE /api/admin/products/:id': (seller) => [`/api/admin/products/${seller}-lamp`],
};

const OWN_BY_PATH = ADMIN_ROUTES.filter(([, , , own]) => own !== undefined && own !== 'narrowed');

test('every route that names what a seller may own is asked here', () => {
  expect(OWN_BY_PATH.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(
    Object.keys(ASKED).toSorted(),
  );
});

for (const [name, asked] of Object.entries(ASKED)) {
  const method = name.slice(0, name.indexOf(' '));

  test(`${name}: another's is told of as what nobody has`, async () => {
    const answers = await Promise.all(
      ['birch', 'nobody'].map(async (whose) => {
        const [path, body] = asked(whose);
        const answer = await as<Refusal>(acme, method, path, body);
        return { status: answer.status, type: answer.body.type };
      }),
    );
    expect(answers[0]).toEqual({ ...answers[1], status: 404 });
  });

  test(`${name}: the own is`, async () => {
    const [path, body] = asked('acme');
    expect((await as(acme, method, path, body)).status).not.toBe(404);
  });
}

type Listed = { items: { id: string; seller_id: string }[] };

test('lists hold what is their own', async () => {
  const all = await call<Listed>('GET', '/api/admin/products', { headers: ADMIN });
  expect(all.body.items.map(({ seller_id }) => seller_id)).toContain('birch');
  const made = await as(acme, 'POST', '/api/admin/products', {
    ...{ id: 'acme-vase', title: 'Vase', category: 'Ceramics', price_minor: 900, currency: 'EUR' },
  });
  expect(made).toMatchObject({ status: 201, body: { seller_id: 'acme' } });
  const own = await as<Listed>(acme, 'GET', '/api/admin/products');
  expect(own.body.items.map(({ seller_id }) => seller_id)).toEqual(['acme']);
  const pages = await Promise.all(
    ['/admin/products', '/admin/stock', '/admin/stock?q=lamp'].map((path) =>
      as<string>(acme, 'GET', path),
    ),
  );
  for (const { status, body } of pages) {
    expect(status).toBe(200);
    expect(body).not.toContain('birch');
  }
});

test('whose a product is, its rating and its sales are not theirs to say', async () => {
  const row = { title: 'Bowl', category: 'Ceramics', price_minor: 900, currency: 'EUR' };
  const foreign = await as<Refusal>(acme, 'POST', '/api/admin/products', {
    ...{ ...row, id: 'acme-bowl', seller_id: 'birch' },
    rating: { average: 5, count: 1_000 },
  });
  expect(foreign.status).toBe(400);
  expect(foreign.body.errors?.map(({ pointer }) => pointer)).toEqual(['/rating', '/seller_id']);
  const patched = await as<Refusal>(acme, 'PATCH', '/api/admin/products/acme-vase', { sales: 9 });
  expect(patched.status).toBe(400);
});

test('what is not marked as theirs stays closed', async () => {
  const answers = await Promise.all([
    as(acme, 'GET', '/api/admin/orders'),
    as(acme, 'POST', '/api/admin/import', {}),
    as(acme, 'GET', '/api/admin/staff'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
});
