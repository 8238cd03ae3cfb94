/** Goods of sellers, by files and in stock: what is theirs they see and change, and no more. */
import { env, exports } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { servicesOf } from '../../src/services.ts';
import { published } from './catalog-support.ts';
import { member } from './support/members.ts';
import type { Member } from './support/members.ts';
import { as, entered, stocked } from './support/sellers.ts';
import { ADMIN, Buyer, call, orderOf, pay, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

let acme: Member;

beforeAll(async () => {
  acme = await member('seller', 'acme');
  for (const id of ['acme', 'birch']) await entered(id, 10);
  for (const what of ['lamp', 'shade']) await stocked('birch', what);
});

type Job = {
  id: string;
  phase: string;
  checked: { created: number; updated: number; failed: number };
  written: { created: number; updated: number };
  faults: { line: number; id: string; detail: string }[];
  changes: { id: string; fields: unknown[] }[];
};

/** Sends a file as a seller and waits until it was looked at, or written where `mode` says so. */
async function fileOf(text: string, type: string, mode = 'write_sound'): Promise<Job> {
  const begun = await exports.default.fetch(`http://localhost/api/admin/imports?mode=${mode}`, {
    method: 'POST',
    headers: { ...acme.headers, 'content-type': type },
    body: text,
  });
  expect(begun.status).toBe(202);
  const { id } = await begun.json<Job>();
  const settled = await until(
    () => as<Job>(acme, 'GET', `/api/admin/bulk-jobs/${id}`),
    ({ body }) => !['checking', 'writing'].includes(body.phase),
  );
  return settled.body;
}

const row = (id: string, more: object = {}) =>
  JSON.stringify({
    ...{ id, title: `A ${id}`, category: 'Lighting', price_minor: 500, currency: 'EUR' },
    ...more,
  });
const NDJSON = 'application/x-ndjson';
const productOf = (id: string) =>
  call<{ title: string; seller_id: string }>('GET', `/api/admin/products/${id}`, {
    headers: ADMIN,
  });

test('a file of a seller makes and changes their own products, and no others', async () => {
  const lines = [
    row('acme-lantern', { stock: 4 }),
    row('acme-shelf', { title: 'No shelf yet' }),
    row('birch-lamp', { title: 'Taken over' }),
    row('acme-vane', { seller_id: 'birch' }),
    row('acme-fan', { rating: { average: 5, count: 900 } }),
    row('acme-cord', { variants: [{ sku: 'birch-lamp', options: {} }] }),
    row('acme-copy', { slug: 'lamp-of-birch' }),
  ];
  const job = await fileOf(lines.join('\n'), NDJSON);
  expect(job).toMatchObject({ phase: 'done', written: { created: 2, updated: 0 } });
  expect(new Set(job.faults.map(({ line }) => line))).toEqual(new Set([3, 4, 5, 6, 7]));
  expect((await productOf('acme-lantern')).body.seller_id).toBe('acme');
  expect((await productOf('birch-lamp')).body).toMatchObject({
    ...{ title: 'lamp of birch', seller_id: 'birch' },
  });
  // What is refused tells nothing of whose it is.
  expect(JSON.stringify(job)).not.toMatch(/lamp of birch|4000|seller_id":"birch/);

  const again = await fileOf(row('acme-shelf', { title: 'A shelf' }), NDJSON);
  expect(again).toMatchObject({ phase: 'done', written: { created: 0, updated: 1 } });
});

const HEAD = 'Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price';

test('a CSV of a seller does not reach what stands under another’s handle or id', async () => {
  const lines = ['acme-rug,Rug,Textiles,Size,S,acme-rug-S,19.99'];
  const foreign = ['birch-shade', 'shade-of-birch'].map(
    (handle) => `${handle},Taken,Lighting,Size,S,${handle}-S,1`,
  );
  const job = await fileOf([HEAD, ...lines, ...foreign].join('\r\n'), 'text/csv');
  expect(job).toMatchObject({ phase: 'done', written: { created: 1, updated: 0 } });
  expect(job.faults).toHaveLength(2);
  expect((await productOf('birch-shade')).body.title).toBe('shade of birch');
  expect((await productOf('acme-rug')).body.seller_id).toBe('acme');
});

test('a seller sees and ends the jobs they began; another’s are not there', async () => {
  const own = await fileOf(row('acme-later'), NDJSON, 'stop');
  const sent = await exports.default.fetch('http://localhost/api/admin/imports', {
    ...{ method: 'POST', body: row('house-lamp') },
    headers: { ...ADMIN, 'content-type': NDJSON },
  });
  const { id } = await sent.json<Job>();
  const listed = await as<{ items: Job[] }>(acme, 'GET', '/api/admin/bulk-jobs');
  const ids = listed.body.items.map((job) => job.id);
  expect([ids.includes(own.id), ids.includes(id)]).toEqual([true, false]);
  const answers = await Promise.all([
    as(acme, 'GET', `/api/admin/bulk-jobs/${id}`),
    as(acme, 'POST', `/api/admin/bulk-jobs/${id}/write`),
    as(acme, 'POST', `/api/admin/bulk-jobs/${id}/cancel`),
    as(acme, 'GET', `/admin/bulk/${id}`),
    as(acme, 'POST', `/admin/bulk/${id}/write`, ''),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  const page = await as<string>(acme, 'GET', '/admin/bulk');
  expect(page.body).toContain('Bring a file in');
  expect(page.body).not.toMatch(/Change many|Export CSV/);
  const cancelled = await as<Job>(acme, 'POST', `/api/admin/bulk-jobs/${own.id}/cancel`);
  expect(cancelled.body.phase).toBe('cancelled');
});

type Stock = {
  reserved: number;
  holds: { order_id: string | null; quantity: number; lease_until: string }[];
  movements: { id: string; kind: string; order_id: string | null }[];
};

/** An order of a seller's goods that waits to be paid. */
async function placed(sku: string, quantity: number) {
  const buyer = new Buyer();
  await buyer.add(sku, quantity);
  return (await buyer.checkout('key')).body;
}

test('a seller sees what is held of their stock, and whose it is once it was bought', async () => {
  await stocked('acme', 'globe');
  const path = '/api/admin/stock/acme-globe';
  const bought = await placed('acme-globe', 1);
  const unpaid = (await placed('acme-globe', 2)).order;
  const seen = () => as<Stock>(acme, 'GET', path);
  const { body } = await seen();
  expect(body).toMatchObject({ reserved: 3, holds: [{ order_id: null }, { order_id: null }] });
  expect(new Set(body.holds.map(({ quantity }) => quantity))).toEqual(new Set([1, 2]));
  for (const { lease_until: end } of body.holds)
    expect(Date.parse(end)).toBeGreaterThan(Date.now());
  const taken = { id: 'loss', delta: -4, reason: 'lost' };
  const refused = await as<Refusal & { orders: string[] }>(
    acme,
    'POST',
    `${path}/movements`,
    taken,
  );
  expect(refused).toMatchObject({ status: 409, body: { reserved: 3, orders: [] } });

  await pay(bought.payment);
  await until(
    () => orderOf(bought.order),
    ({ status }) => status === 'confirmed',
  );
  // The ledger has the sale at once, and the seller's book has it with the order's event.
  const { body: later } = await until(seen, (answer) =>
    answer.body.movements.some(({ order_id: id }) => id === bought.order.id),
  );
  expect(later.holds).toMatchObject([{ order_id: null, quantity: 2 }]);
  const page = await as<string>(acme, 'GET', '/admin/stock/acme-globe');
  expect(page.body).toContain('An order at its checkout');
  expect(page.body).toContain(`href="/admin/sellers/acme/orders/${bought.order.id}"`);
  expect(page.body).not.toContain('/admin/orders');
  for (const answer of [body, later, refused.body, page.body]) {
    expect(JSON.stringify(answer)).not.toContain(unpaid.id);
  }
  const staff = await call<Stock>('GET', path, { headers: ADMIN });
  expect(staff.body.holds).toMatchObject([{ order_id: unpaid.id, quantity: 2 }]);
});

test('what was sold before the goods were theirs is in the ledger without its order', async () => {
  const globe = { id: 'house-globe', title: 'A globe', category: 'Lighting', currency: 'EUR' };
  const body = { ...globe, price_minor: 500, stock: 4 };
  await call('POST', '/api/admin/products', { headers: ADMIN, body });
  const { order, payment } = await placed('house-globe', 1);
  await pay(payment);
  await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const given = { headers: ADMIN, body: { seller_id: 'acme' } };
  const changed = await call('PATCH', '/api/admin/products/house-globe', given);
  expect(changed.status).toBe(200);
  const { body: stock } = await as<Stock>(acme, 'GET', '/api/admin/stock/house-globe');
  expect(stock.movements).toMatchObject([{ kind: 'sold', order_id: null }, { kind: 'adjusted' }]);
  expect(JSON.stringify(stock)).not.toContain(order.id);
});

test('a seller finds their own by words that a thousand products of others have', async () => {
  await fileOf(row('acme-zebra', { title: 'A zebra' }), NDJSON);
  await published();
  const { active } = await servicesOf(env).searchUpkeep.state();
  // Others' stand before it: rows are found in their order.
  await env.CATALOG_DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)
    INSERT INTO search_all_${active} (rowid, title) SELECT i, 'zebra' FROM n`,
  ).run();
  type Found = { items: { external_id: string }[] };
  const { body } = await as<Found>(acme, 'GET', '/api/admin/products?q=zebra');
  expect(body.items.map((item) => item.external_id)).toEqual(['acme-zebra']);
});
