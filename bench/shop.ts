/**
 * The shop as it is deployed, with two doors more: a call to a SKU's object the way the bare
 * platform's object is called, and plain FTS5 over the shop's own index. With `?count`, the
 * counters of `counting.ts`.
 */
import shop from '../src/index.ts';
import { objectNamed } from '../src/platform/objects.ts';
import { asOrderId, asSku } from '../src/kernel/ids.ts';
import { required } from '../src/kernel/assert.ts';

export { Cart, Coupon, Order, SkuStock } from '../src/index.ts';

/** Longer than any run: the holds stay live. */
const LEASE_MS = 3_600_000;

async function reserve(name: string, env: Env): Promise<Response> {
  const sku = required(asSku(name), 'the bench names SKUs');
  const id = crypto.randomUUID().replaceAll('-', '');
  const taken = await objectNamed(env.SKU_STOCK, sku, env.REGION).reserve({
    orderId: required(asOrderId(id), 'a UUID without its dashes has the form of an order id'),
    round: 1,
    quantity: 1,
    leaseUntil: Date.now() + LEASE_MS,
    buyer: 'bench',
    pass: null,
  });
  return new Response('', { status: taken.ok ? 200 : 409 });
}

const DOOR = '/bench/reserve/';
const FIND = '/bench/find/';

/** Ids as plain FTS5 finds them: one statement, nothing looked up, nothing counted. */
async function plainFind(path: string, env: Env): Promise<Response> {
  const [generation = 'a', words = ''] = path.split('/');
  const table = `search_all_${generation === 'a' ? 'a' : 'b'}`;
  const terms = decodeURIComponent(words).match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = await env.CATALOG_DB.prepare(
    `SELECT rowid AS id FROM ${table} WHERE ${table} MATCH ?
    ORDER BY bm25(${table}, 10, 5, 2, 2, 1, 1, 1, 0) LIMIT 20`,
  )
    .bind(terms.map((term) => `"${term}"`).join(' AND '))
    .all<{ id: number }>();
  return Response.json(found.results);
}

export default {
  ...shop,
  fetch(request, env, ctx) {
    const path = request.url.slice(request.url.indexOf('/', 8));
    if (path.startsWith(DOOR)) return reserve(path.slice(DOOR.length), env);
    if (path.startsWith(FIND)) return plainFind(path.slice(FIND.length), env);
    return shop.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
