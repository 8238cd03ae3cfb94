/**
 * `npm run bench:search`: imports the real catalogue, builds the index, and measures searches that
 * no cache holds, beside a Worker that answers their ids by the statement alone, and beside plain
 * FTS5 over the same index. `--quick` takes every eighth product and short slices.
 */
import { performance } from 'node:perf_hooks';
import { Connection } from '../connections.ts';
import { ADMIN_KEY, startShop } from '../platform.ts';
import type { Platform } from '../platform.ts';
import { measure } from '../rounds.ts';
import type { Measured } from '../rounds.ts';
import { expectStatus, get } from '../shopper.ts';
import type { Comparison, Work } from '../works.ts';
import { queriesOf } from './queries.ts';
import { hasRealData, productsOf, realRows } from './real.ts';

const quick = process.argv.includes('--quick');
const TIMING = quick
  ? { rounds: 3, sliceMs: 1_000, warmUpMs: 500 }
  : { rounds: 5, sliceMs: 2_000, warmUpMs: 1_000 };
const CONCURRENCY = 8;
const ROWS_A_REQUEST = 250;
const TAKEN = quick ? 8 : 1;
const POLL_MS = 250;
/** Queries of one and two words of the catalogue, each asked once. */
const QUERIES = 20_000;

type State = { readonly building: boolean; readonly products: number; readonly changes: number };

const staff = { authorization: `Bearer ${ADMIN_KEY}` };
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

async function stateOf(connection: Connection): Promise<State> {
  const reply = await connection.call({
    method: 'GET',
    path: '/api/admin/search',
    headers: staff,
  });
  return JSON.parse(reply.text);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

async function importAll(shop: Platform, connection: Connection, lines: readonly string[]) {
  for (let at = 0; at < lines.length; at += ROWS_A_REQUEST) {
    const reply = await connection.call({
      method: 'POST',
      path: '/api/admin/import?stock=0',
      headers: { ...staff, 'content-type': 'application/x-ndjson' },
      body: lines.slice(at, at + ROWS_A_REQUEST).join('\n'),
    });
    expectStatus(reply, 200);
  }
  const database = await shop.miniflare.getD1Database('CATALOG_DB', 'edgewise');
  const waiting = database.prepare('SELECT count(*) AS n FROM catalog_change');
  while ((await waiting.first<number>('n')) !== 0) await wait();
}

async function rebuild(connection: Connection): Promise<void> {
  const headers = { ...staff, 'content-type': 'application/json' };
  const path = '/api/admin/search/rebuild';
  expectStatus(await connection.call({ method: 'POST', path, headers, body: '' }), 202);
  while ((await stateOf(connection)).building) await wait();
}

function comparisons(queries: readonly string[]): Comparison[] {
  let asked = 0;
  const next = (): string => encodeURIComponent(queries[asked++ % queries.length] ?? '');
  const work = (path: (q: string) => string): Work => ({
    on: 'shop',
    concurrency: CONCURRENCY,
    piece: async (connection) => {
      await get(connection, path(next()));
    },
  });
  const same = work((q) => `/bench/find/same/b/${q}`);
  const plain = work((q) => `/bench/find/plain/b/${q}`);
  const compare = (
    name: string,
    path: (q: string) => string,
    bare: Work,
    target: number | null,
  ): Comparison => ({
    ...{ name, against: 'FTS5', ours: work(path), bare, target, writes: false },
  });
  const bareList = (q: string): string => `/api/products?facets=0&q=${q}`;
  const wholeList = (q: string): string => `/api/products?q=${q}`;
  return [
    compare('search beside its ids alone', bareList, same, 0.7),
    compare('search with facets beside its ids alone', wholeList, same, 0.2),
    compare('search beside plain FTS5, which ranks otherwise', bareList, plain, null),
    compare('suggestions beside plain FTS5', (q) => `/api/suggest?q=${q}`, plain, null),
  ];
}

const asked = (target: number | null): string => (target === null ? 'told only' : `≥ ${target}`);

const told = ({ name, ours, bare, ratio, target, cpuRatio }: Measured): string =>
  `${name}: ${ours.perSecond.toFixed(0)} beside ${bare.perSecond.toFixed(0)} /s = ` +
  `${ratio.toFixed(2)} (${asked(target)}), by CPU time ${cpuRatio?.toFixed(2) ?? '–'}`;

async function report(): Promise<void> {
  const lines = realRows().filter((_, place) => place % TAKEN === 0);
  const shop = await startShop('bench/shop.ts', 'memory');
  const connection = new Connection(shop.target.origin);
  try {
    const brought = await seconds(() => importAll(shop, connection, lines));
    console.log(`${lines.length} products imported and findable in ${brought.toFixed(1)} s`);
    const built = await seconds(() => rebuild(connection));
    console.log(`index built anew in ${built.toFixed(1)} s (≤ 30)`);
    const queries = queriesOf(productsOf(lines, Date.now()), QUERIES);
    console.log(`${queries.length} different queries`);
    for (const comparison of comparisons(queries)) {
      console.log(told(await measure({ shop, bare: shop }, comparison, TIMING)));
    }
  } finally {
    for (const error of new Set(shop.errors)) console.log(`logged: ${error}`);
    connection.close();
    await shop.stop();
  }
}

if (hasRealData) await report();
else console.log('The real catalogue is not here: nothing is measured.');
