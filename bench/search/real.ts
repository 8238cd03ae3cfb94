/**
 * The real catalogue and its ratings (../shared/data/icecat), read where they lie. Null where they
 * are not on this machine: what needs them says so and is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseRow } from '../../src/catalog/input.ts';
import { Planner } from '../../src/catalog/planning.ts';
import type { ProductWrite } from '../../src/catalog/planning.ts';
import type { BadgeRules } from '../../src/catalog/showing.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import type { Product } from '../../src/catalog/product.ts';
import { rowOfValue } from '../../src/catalog/wire.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { root } from '../platform.ts';

const FOLDER = process.env.REAL_DATA ?? join(root, '../shared/data/icecat');
const PRODUCTS = 'products.jsonl.gz';
const RATINGS = 'ratings-dev.csv';

export const hasRealData = existsSync(join(FOLDER, PRODUCTS));

/** Rows of the real catalogue, each a line of an import. */
export const realRows = (): string[] =>
  gunzipSync(readFileSync(join(FOLDER, PRODUCTS)))
    .toString()
    .trim()
    .split('\n');

/** What an import of these rows would write, each for the first time. */
export function writesOf(rows: readonly unknown[], now: number): ProductWrite[] {
  const known = { products: new Map(), skus: new Map(), retired: new Map(), slugs: new Map() };
  const planner = new Planner(known, { now, digest: sha256, defaultStock: 20, seller: null });
  return rows.flatMap((value) => {
    const row = rowOfValue(value);
    const parsed = row.ok ? parseRow(row.value) : row;
    if (!parsed.ok) throw new Error(JSON.stringify([value, parsed.errors]).slice(0, 400));
    const planned = planner.plan(parsed.value);
    return planned.ok && planned.value.outcome !== 'unchanged' ? [planned.value.write] : [];
  });
}

/** The badges that products earn in a shop as it comes. */
export const BADGES: BadgeRules = {
  newForMs: 30 * DAY_MS,
  bestsellerSales: 1_000,
  topRated: { stars: 4.5, ratings: 25 },
};

/** Products as an import would make them of these lines. */
export const productsOf = (lines: readonly string[], now: number): Product[] => {
  const rows = lines.map((line): unknown => JSON.parse(line));
  return writesOf(rows, now).map(({ product }) => product);
};

/** Query → the merchant's product id → rating from 0 to 3. */
export type Ratings = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The ratings that people gave. */
export function realRatings(): Ratings {
  const ratings = new Map<string, Map<string, number>>();
  const lines = readFileSync(join(FOLDER, RATINGS), 'utf8').trim().split(/\r?\n/).slice(1);
  for (const line of lines) {
    const [, query = '', id = '', rating = ''] = /^"?(.*?)"?,([^,]+),(\d)$/.exec(line) ?? [];
    const judged = ratings.get(query) ?? new Map<string, number>();
    ratings.set(query, judged.set(id, Number(rating)));
  }
  return ratings;
}
