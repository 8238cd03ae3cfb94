/**
 * The real catalogue and its ratings (../shared/data/icecat), read where they lie. Null where they
 * are not on this machine: what needs them says so and is skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseRow } from '../../src/catalog/input.ts';
import { Planner } from '../../src/catalog/planning.ts';
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

/** Products as an import would make them of these rows. */
export function productsOf(rows: readonly string[], now: number): Product[] {
  const known = { products: new Map(), skus: new Map(), slugs: new Map() };
  const planner = new Planner(known, { now, digest: sha256, defaultStock: 20 });
  return rows.flatMap((line) => {
    const row = rowOfValue(JSON.parse(line));
    const parsed = row.ok ? parseRow(row.value) : row;
    if (!parsed.ok) throw new Error(`${line.slice(0, 80)}: ${JSON.stringify(parsed.errors)}`);
    const planned = planner.plan(parsed.value);
    return planned.ok && planned.value.outcome !== 'unchanged' ? [planned.value.write.product] : [];
  });
}

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
