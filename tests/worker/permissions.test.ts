/** Every route of the back office with every role: who gets in, cell by cell. */
import { expect, test } from 'vitest';
import { app } from '../../src/app.ts';
import { ROLES } from '../../src/customers/roles.ts';
import type { Role } from '../../src/customers/roles.ts';
import { ADMIN_ROUTES } from '../../src/staff/permissions.ts';
import { addApp } from './support/codes.ts';
import { member } from './support/members.ts';
import { bearer, newEmail, register } from './support/people.ts';
import { call } from './support/shop.ts';

/** Who gets in: o(wner), m(anager), f(ulfilment), s(upport), e(ditor), l: seller. */
const EXPECTED: Readonly<Record<string, string>> = {
  'GET /api/admin/orders': 'omfs',
  'GET /api/admin/orders/:id': 'omfs',
  'POST /api/admin/orders/:id/shipments': 'omf',
  'PATCH /api/admin/orders/:id/shipments/:shipment': 'omf',
  'POST /api/admin/orders/:id/refunds': 'oms',
  'POST /api/admin/orders/:id/cancel': 'oms',
  'POST /api/admin/orders/:id/clear-attention': 'oms',
  'PATCH /api/admin/orders/:id/returns/:return': 'omfs',
  'GET /api/admin/invoices': 'oms',
  'GET /api/admin/invoices/:number': 'oms',
  'GET /api/admin/invoices/:number/pdf': 'oms',
  'GET /api/admin/products': 'omfsel',
  'GET /api/admin/products/:id': 'omfsel',
  'POST /api/admin/products': 'omel',
  'PATCH /api/admin/products/:id': 'omel',
  'DELETE /api/admin/products/:id': 'omel',
  'POST /api/admin/import': 'ome',
  'POST /api/admin/media': 'omel',
  'POST /api/admin/imports': 'omel',
  'POST /api/admin/bulk-edits': 'ome',
  'GET /api/admin/bulk-jobs': 'omfsel',
  'GET /api/admin/bulk-jobs/:id': 'omfsel',
  'POST /api/admin/bulk-jobs/:id/write': 'omel',
  'POST /api/admin/bulk-jobs/:id/cancel': 'omel',
  'GET /api/admin/export': 'omfse',
  'GET /api/admin/pins': 'omfse',
  'PUT /api/admin/pins': 'ome',
  'GET /api/admin/stock/:sku': 'omfsel',
  'POST /api/admin/stock/:sku/movements': 'omfl',
  'PUT /api/admin/stock/:sku/lanes': 'om',
  'GET /api/admin/coupons': 'oms',
  'GET /api/admin/coupons/:code': 'oms',
  'POST /api/admin/coupons': 'om',
  'PATCH /api/admin/coupons/:code': 'om',
  'GET /api/admin/sales': 'omfse',
  'GET /api/admin/sales/:id': 'omfse',
  'POST /api/admin/sales': 'om',
  'PATCH /api/admin/sales/:id': 'om',
  'POST /api/admin/sales/:id/:act': 'om',
  'POST /api/admin/sale-invitations/:id': 'om',
  'GET /api/admin/search': 'ome',
  'GET /api/admin/search/report': 'ome',
  'GET /api/admin/search/synonyms': 'ome',
  'POST /api/admin/search/synonyms': 'ome',
  'DELETE /api/admin/search/synonyms/:id': 'ome',
  'POST /api/admin/search/rebuild': 'ome',
  'GET /api/admin/dead-letters': 'om',
  'GET /api/admin/dead-letters/:key': 'om',
  'POST /api/admin/dead-letters/:key/replay': 'om',
  'POST /api/admin/dead-letters/:key/discard': 'om',
  'GET /api/admin/rebuilds': 'om',
  'GET /api/admin/rebuilds/:id': 'om',
  'POST /api/admin/rebuilds': 'om',
  'POST /api/admin/rebuilds/:id/advance': 'om',
  'GET /api/admin/reconciliations': 'om',
  'GET /api/admin/reconciliations/:id': 'om',
  'POST /api/admin/reconciliations': 'om',
  'GET /api/admin/staff': 'om',
  'POST /api/admin/staff/invitations': 'o',
  'PATCH /api/admin/staff/:id': 'o',
  'GET /api/admin/api-keys': 'om',
  'POST /api/admin/api-keys': 'o',
  'DELETE /api/admin/api-keys/:id': 'o',
  'GET /api/admin/audit': 'om',
  'GET /api/admin/audit/check': 'om',
  'GET /api/admin/audit/export': 'om',
  'GET /api/admin/sellers': 'om',
  'POST /api/admin/sellers': 'om',
  'GET /api/admin/sellers/:seller': 'omfsl',
  'PATCH /api/admin/sellers/:seller': 'om',
  'POST /api/admin/sellers/:seller/invitations': 'om',
  'GET /api/admin/sellers/:seller/orders': 'oml',
  'GET /api/admin/sellers/:seller/orders/:id': 'omfsl',
  'POST /api/admin/sellers/:seller/orders/:id/shipments': 'omfl',
  'PATCH /api/admin/sellers/:seller/orders/:id/shipments/:shipment': 'omfl',
  'GET /api/admin/sellers/:seller/statements': 'oml',
  'GET /api/admin/sellers/:seller/statements/:statement': 'oml',
  'GET /api/admin/sellers/:seller/statements/:statement/lines': 'oml',
  'POST /api/admin/sellers/:seller/statements': 'om',
  'POST /api/admin/sellers/:seller/statements/:statement/paid': 'om',
  'GET /admin': 'omfs',
  'GET /admin/orders': 'omfs',
  'GET /admin/orders/:id': 'omfs',
  'POST /admin/orders/:id/shipments': 'omf',
  'POST /admin/orders/:id/shipments/:parcel': 'omf',
  'POST /admin/orders/:id/refunds': 'oms',
  'POST /admin/orders/:id/cancel': 'oms',
  'POST /admin/orders/:id/clear-attention': 'oms',
  'POST /admin/orders/:id/returns/:return': 'omfs',
  'GET /admin/products': 'omfsel',
  'GET /admin/products/:id': 'omfsel',
  'POST /admin/products': 'omel',
  'POST /admin/products/:id': 'omel',
  'POST /admin/products/:id/status': 'omel',
  'POST /admin/products/:id/images': 'omel',
  'POST /admin/products/:id/times': 'omel',
  'POST /admin/products/:id/links': 'omel',
  'GET /admin/pins': 'omfse',
  'POST /admin/pins': 'ome',
  'GET /admin/bulk': 'omfsel',
  'POST /admin/bulk': 'omel',
  'POST /admin/bulk-edits': 'ome',
  'GET /admin/bulk/:id': 'omfsel',
  'POST /admin/bulk/:id/write': 'omel',
  'POST /admin/bulk/:id/cancel': 'omel',
  'GET /admin/stock': 'omfsel',
  'GET /admin/stock/:sku': 'omfsel',
  'POST /admin/stock/:sku': 'omfl',
  'GET /admin/coupons': 'oms',
  'GET /admin/coupons/new': 'om',
  'POST /admin/coupons': 'om',
  'POST /admin/coupons/:code': 'om',
  'GET /admin/sales': 'omfse',
  'GET /admin/new-sale': 'om',
  'GET /admin/sales/:id': 'omfse',
  'POST /admin/sales': 'om',
  'POST /admin/sales/:id': 'om',
  'POST /admin/sales/:id/act': 'om',
  'POST /admin/sales/:id/invitations': 'om',
  'GET /admin/search': 'ome',
  'POST /admin/search/synonyms': 'ome',
  'POST /admin/search/synonyms/:id/remove': 'ome',
  'POST /admin/search/rebuild': 'ome',
  'GET /admin/invoices': 'oms',
  'GET /admin/system': 'om',
  'GET /admin/system/letters/:key': 'om',
  'GET /admin/system/reconciliations': 'om',
  'GET /admin/system/reconciliations/:id': 'om',
  'POST /admin/system/letters/:key/discard': 'om',
  'POST /admin/system/letters/:key/replay': 'om',
  'POST /admin/system/rebuilds': 'om',
  'POST /admin/system/reconciliations': 'om',
  'GET /admin/staff': 'om',
  'POST /admin/invitations': 'o',
  'POST /admin/staff/:id': 'o',
  'GET /admin/sellers': 'om',
  'POST /admin/sellers': 'om',
  'GET /admin/sellers/:seller': 'oml',
  'POST /admin/sellers/:seller': 'om',
  'POST /admin/sellers/:seller/invitations': 'om',
  'GET /admin/sellers/:seller/orders/:id': 'omfsl',
  'POST /admin/sellers/:seller/orders/:id/shipments': 'omfl',
  'POST /admin/sellers/:seller/orders/:id/shipments/:shipment': 'omfl',
  'GET /admin/sellers/:seller/statements/:statement': 'oml',
  'POST /admin/sellers/:seller/statements': 'om',
  'POST /admin/sellers/:seller/statements/:statement/paid': 'om',
  'GET /admin/keys': 'om',
  'POST /admin/keys': 'o',
  'POST /admin/keys/:id/revoke': 'o',
  'GET /admin/audit': 'om',
};

/** For who has yet to sign in: each looks for itself at who asks. */
const OPEN = [
  ...['GET /admin/confirm', 'GET /admin/invitation', 'GET /admin/sign-in'],
  ...['POST /admin/confirm', 'POST /admin/invitation', 'POST /admin/sign-in'],
  'POST /admin/sign-out',
];

const LETTERS: Readonly<Record<Role, string>> = {
  owner: 'o',
  manager: 'm',
  fulfilment: 'f',
  support: 's',
  editor: 'e',
  seller: 'l',
  customer: '-',
};

const names = [
  ...new Set(
    app.routes
      .filter(({ path, method }) => /^\/(api\/)?admin(\/|$)/.test(path) && method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/\{[^}]*\}/g, '')}`),
  ),
].toSorted();

/** Sends something that means nothing, as whoever; what comes back tells whether they got in. */
async function tryRoute(name: string, headers: Record<string, string>): Promise<string> {
  const [method = '', path = ''] = name.split(' ');
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
  const target = path.replaceAll(/:\w+/g, 'something');
  const answer = await call(method, target, { headers, ...body });
  const { status } = answer;
  const location = answer.headers.get('location') ?? '';
  if (status === 401 || location.startsWith('/admin/sign-in')) return 'nobody';
  if (status === 403 || (path === '/admin' && status === 303)) return 'forbidden';
  return 'in';
}

async function headersOf(role: Role): Promise<Record<string, string>> {
  if (role !== 'customer') return (await member(role, role === 'seller' ? 'acme' : null)).headers;
  const { body: session } = await register(newEmail());
  await addApp(session);
  return bearer(session);
}

test('every route of the back office stands in the table of permissions, and no other', () => {
  expect(names).toEqual([...Object.keys(EXPECTED), ...OPEN].toSorted());
  expect(ADMIN_ROUTES.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(names);
});

test('without anybody signed in, no route answers', async () => {
  const tried = await Promise.all(
    Object.keys(EXPECTED).map(async (name) => [name, await tryRoute(name, {})] as const),
  );
  expect(tried.filter(([, outcome]) => outcome !== 'nobody')).toEqual([]);
});

/** A role tries each of some 80 routes. */
const TRIES_MS = 60_000;

for (const role of ROLES) {
  test(`${role}: gets into exactly what the role may do`, { timeout: TRIES_MS }, async () => {
    const headers = await headersOf(role);
    const wrong: string[] = [];
    for (const [name, letters] of Object.entries(EXPECTED)) {
      const expected = letters.includes(LETTERS[role]) ? 'in' : 'forbidden';
      const outcome = await tryRoute(name, headers);
      if (outcome !== expected) wrong.push(`${name}: ${outcome}`);
    }
    expect(wrong).toEqual([]);
  });
}
