/**
 * `npm run bench:scale [-- SIZE …]`: makes a catalogue of each size (20,000 and 100,000 if none is
 * named), builds its index, and measures what shoppers ask, with the rows D1 reads for it. Writes
 * docs/scale.md. A million takes an hour and 20 GB of memory or disk.
 */
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Product } from '../../src/catalog/product.ts';
import { writeStore } from '../../src/catalog/write-store.ts';
import type { Counts } from '../counting.ts';
import { Connection } from '../connections.ts';
import { cpuSecondsOf } from '../load.ts';
import { ADMIN_KEY, startShop } from '../platform.ts';
import type { Platform } from '../platform.ts';
import { drawn } from '../search/draw.ts';
import { queriesOf } from '../search/queries.ts';
import { BADGES, hasRealData, productsOf, realRows, writesOf } from '../search/real.ts';
import { expectStatus, get } from '../shopper.ts';
import { keep } from './figures.ts';
import type { Asked } from './figures.ts';
import { Likeness } from './likeness.ts';

const SIZES = [20_000, 100_000];
/** Products one database's index carries. */
const PRODUCTS_A_SHARD = 200_000;
/** Miniflare loses a long write now and then: shorter ones are lost less, and sent again. */
const PRODUCTS_A_WRITE = 200;
const WRITE_ATTEMPTS = 5;
const REQUESTS = 300;
const POLL_MS = 500;
const SORTS = ['relevance', 'price', '-price', 'rating', 'newest'] as const;

type Queries = {
  readonly words: readonly string[];
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly slugs: readonly string[];
};

const staff = { authorization: `Bearer ${ADMIN_KEY}` };
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));
const shardsFor = (size: number): string[] =>
  size < PRODUCTS_A_SHARD
    ? []
    : Array.from({ length: Math.ceil(size / PRODUCTS_A_SHARD) }, (_, at) => `SEARCH_${at + 1}`);

/** Writes, again where the connection was lost; `stale` then is a write whose answer was. */
async function written(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS) throw error;
      console.log(`written again: ${String(error)}`);
      await wait();
    }
  }
}

/** Writes as many products; answers the addresses of some. */
async function load(shop: Platform, models: readonly Product[], size: number): Promise<string[]> {
  const database = await shop.miniflare.getD1Database('CATALOG_DB', 'edgewise');
  const store = writeStore(database, BADGES);
  const likeness = new Likeness(models, drawn(size));
  const slugs: string[] = [];
  for (let at = 0; at < size; at += PRODUCTS_A_WRITE) {
    const length = Math.min(PRODUCTS_A_WRITE, size - at);
    const rows = Array.from({ length }, (_, index) => likeness.row(at + index));
    const now = Date.now();
    const writes = writesOf(rows, now);
    await written(() => store.write(writes, null, now));
    slugs.push(...writes.slice(0, 1).map(({ product }) => product.slug));
  }
  // Documents are not made: what is measured is the index.
  await database.prepare('DELETE FROM catalog_change').run();
  return slugs;
}

async function build(shop: Platform): Promise<void> {
  const connection = new Connection(shop.target.origin);
  const headers = { ...staff, 'content-type': 'application/json' };
  const path = '/api/admin/search/rebuild';
  expectStatus(await connection.call({ method: 'POST', path, headers, body: '' }), 202);
  for (;;) {
    const state = { method: 'GET', path: '/api/admin/search', headers: staff } as const;
    const { building } = JSON.parse((await connection.call(state)).text);
    if (building === false) break;
    await wait();
  }
  connection.close();
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Asks for each path once, one after the other. */
async function ask(shop: Platform, name: string, paths: readonly string[]): Promise<Asked> {
  const connection = new Connection(shop.target.origin);
  await get(connection, '/bench/reset');
  const times: number[] = [];
  const cpu = cpuSecondsOf(shop.target.pid);
  for (const path of paths) {
    const begun = performance.now();
    await get(connection, path);
    times.push(performance.now() - begun);
  }
  const used = cpuSecondsOf(shop.target.pid);
  const told: { counts: Counts } = JSON.parse((await get(connection, '/bench/counts')).text);
  connection.close();
  const sorted = times.toSorted((a, b) => a - b);
  return {
    name,
    p50Ms: at(sorted, 0.5),
    p95Ms: at(sorted, 0.95),
    cpuMs: cpu === null || used === null ? null : ((used - cpu) * 1_000) / paths.length,
    rowsRead: told.counts.databaseRowsRead / paths.length,
  };
}

const uri = encodeURIComponent;

/** What shoppers ask, each address once. */
function asked({
  words,
  categories,
  brands,
  slugs,
}: Queries): readonly (readonly [string, string[]])[] {
  const first = words.slice(0, REQUESTS);
  const second = words.slice(REQUESTS, 2 * REQUESTS);
  const shelves = categories.flatMap((slug) => SORTS.map((sort) => `${uri(slug)}&sort=${sort}`));
  const shelf = shelves.slice(0, REQUESTS);
  const brand = (index: number): string => uri(brands[index % brands.length] ?? '');
  return [
    ['search', first.map((q) => `/api/products?facets=0&q=${uri(q)}`)],
    ['search with facets', second.map((q) => `/api/products?q=${uri(q)}`)],
    ['category', shelf.map((where) => `/api/products?category=${where}`)],
    [
      'category and brand',
      shelf.map((where, index) => `/api/products?category=${where}&brand=${brand(index)}`),
    ],
    ['suggest', words.slice(2 * REQUESTS, 3 * REQUESTS).map((q) => `/api/suggest?q=${uri(q)}`)],
    ['product without a document', slugs.map((slug) => `/api/products/${uri(slug)}`)],
  ];
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

async function measure(size: number, models: readonly Product[]): Promise<void> {
  const shards = shardsFor(size);
  const shop = await startShop('bench/counted-shop.ts', 'memory', {}, shards);
  try {
    let slugs: string[] = [];
    const loadSeconds = await seconds(async () => {
      slugs = await load(shop, models, size);
    });
    console.log(`${size} products loaded in ${loadSeconds.toFixed(0)} s`);
    const cpu = cpuSecondsOf(shop.target.pid);
    const buildSeconds = await seconds(() => build(shop));
    const used = cpuSecondsOf(shop.target.pid);
    console.log(`index built in ${buildSeconds.toFixed(0)} s`);
    const queries: Queries = {
      words: queriesOf(models, 3 * REQUESTS),
      categories: [...new Set(models.map(({ category }) => category.slug))],
      brands: [...new Set(models.flatMap(({ brand }) => brand?.slug ?? []))],
      slugs: slugs.slice(0, REQUESTS),
    };
    const answers: Asked[] = [];
    for (const [name, paths] of asked(queries)) answers.push(await ask(shop, name, paths));
    const buildCpuSeconds = cpu === null || used === null ? null : used - cpu;
    keep({
      ...{ products: size, shards: Math.max(1, shards.length), loadSeconds, buildSeconds },
      ...{ buildCpuSeconds, machineLoad: loadavg()[0] ?? 0, asked: answers },
    });
    console.table(answers);
  } finally {
    for (const error of new Set(shop.errors)) console.log(`logged: ${error}`);
    await shop.stop();
  }
}

async function report(): Promise<void> {
  const named = process.argv.slice(2).map(Number);
  if (named.some((size) => !Number.isInteger(size) || size < 1))
    throw new Error('sizes are numbers');
  const models = productsOf(realRows(), Date.now());
  for (const size of named.length === 0 ? SIZES : named) await measure(size, models);
}

if (hasRealData) await report();
else console.log('The real catalogue is not here: there is nothing to make products after.');
