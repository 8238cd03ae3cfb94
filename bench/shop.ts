/**
 * The shop as it is deployed, with two doors more: a call to a SKU's object the way the bare
 * platform's object is called, and bare statements over the shop's own index. With
 * `?count`, the counters of `counting.ts`.
 */
import shop from '../src/index.ts';
import { objectNamed } from '../src/platform/objects.ts';
import { asOrderId, asSku } from '../src/kernel/ids.ts';
import { required } from '../src/kernel/assert.ts';
import { sha256 } from '../src/platform/crypto.ts';
import { expressionsOf } from '../src/search/expression.ts';
import { asGeneration } from '../src/search/generation.ts';
import type { Generation } from '../src/search/generation.ts';
import { parseListQuery } from '../src/search/query.ts';
import type { Matching, Question } from '../src/search/question.ts';
import { rankedPage } from '../src/search/reading-sql.ts';
import type { Fragment } from '../src/search/conditions-sql.ts';
import { FEW } from '../src/search/searching.ts';
import { orderingOf } from '../src/search/sorting.ts';
import { termsOf } from '../src/search/words.ts';

export * from '../src/index.ts';

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

/** What a door's path names: how to look, the generation that serves, and the words. */
function asked(path: string) {
  const [way = '', name = '', words = ''] = path.split('/');
  return { way, g: required(asGeneration(name), 'a generation'), words: decodeURIComponent(words) };
}

/** Ids as plain FTS5 finds them: one statement, nothing looked up, nothing counted. */
function plainIds(g: Generation, words: string): Fragment {
  const table = `search_all_${g}`;
  const terms = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  return {
    sql: `SELECT rowid AS product_id FROM ${table} WHERE ${table} MATCH ?
      ORDER BY bm25(${table}, 10, 5, 2, 2, 1, 1, 1, 0) LIMIT 20`,
    bound: [terms.map((term) => `"${term}"`).join(' AND ')],
  };
}

/** The ids that the shop answers, by the statement that ranks them. */
function sameIds(g: Generation, words: string, matching: Matching): Fragment {
  const query = parseListQuery(new Map([['q', [words]]]));
  if (!query.ok) throw new Error(`${words} is refused`);
  const { filter, limit, sort } = query.value;
  const expressions = expressionsOf(termsOf(words), new Map());
  const ordering = orderingOf(sort, true);
  const question: Question = {
    ...{ filter, expressions, matching, ordering, limit, after: null, facets: false },
  };
  const { sql, bound } = rankedPage(question, g, sha256);
  return { sql: `${sql} SELECT product_id FROM page`, bound };
}

async function findIds(path: string, { CATALOG_DB: database }: Env): Promise<Response> {
  const { way, g, words } = asked(path);
  const run = async ({ sql, bound }: Fragment) => {
    const { results } = await database
      .prepare(sql)
      .bind(...bound)
      .all<{ product_id: number }>();
    return results;
  };
  if (way === 'plain') return Response.json(await run(plainIds(g, words)));
  const found = await run(sameIds(g, words, 'all'));
  // As the shop does: where all the words find little, any of them follow.
  const enough = found.length >= FEW || (found.length > 0 && !words.includes(' '));
  return Response.json(enough ? found : await run(sameIds(g, words, 'any')));
}

export default {
  ...shop,
  fetch(request, env, ctx) {
    const path = request.url.slice(request.url.indexOf('/', 8));
    if (path.startsWith(DOOR)) return reserve(path.slice(DOOR.length), env);
    if (path.startsWith(FIND)) return findIds(path.slice(FIND.length), env);
    return shop.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
