/**
 * What the benches measure over SQLite in their own process is what D1 answers, and typos are put
 * right, on a sample of the real catalogue. Without that there is nothing to hold against.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../bench/platform.ts';
import { drawn } from '../../bench/search/draw.ts';
import { BADGES, hasRealData, productsOf, realRatings, realRows } from '../../bench/search/real.ts';
import { entryContext, indexOf } from '../../bench/search/sqlite.ts';
import type { Indexed } from '../../bench/search/sqlite.ts';
import { corrected, drawTypos } from '../../bench/search/typos.ts';
import { parametersOf } from '../../src/catalog/parameters.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import { sha256 } from '../../src/platform/crypto.ts';
import { indexedProduct } from '../../src/search/entry.ts';
import { feedStore } from '../../src/search/feed-store.ts';
import { statementsIn } from '../../src/search/index-store.ts';
import { parseListQuery } from '../../src/search/query.ts';
import type { SearchIndex } from '../../src/search/question.ts';
import { find } from '../../src/search/searching.ts';
import { Cards } from '../../src/search/cards.ts';
import { sqlIndex } from '../../src/search/sql-index.ts';

/** Every so many of the products: enough for most queries to find some. */
const EVERY = 12;
const PRODUCTS_A_PUT = 200;
const NOW = Date.parse('2026-01-01T00:00:00Z');
const TYPOS = 150;

async function idsFound(index: SearchIndex, q: string): Promise<unknown> {
  const parsed = parseListQuery(parametersOf([['q', q]]));
  if (!parsed.ok) throw new Error(`${q} is refused`);
  const { finding, corrected: instead } = await find(index, parsed.value, new Map());
  return { keys: finding.hits.map((hit) => hit.keys), total: finding.total, instead };
}

describe.skipIf(!hasRealData)('on the real catalogue (skipped where it is not)', () => {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: 'export default {}',
      d1Databases: ['DB'],
      compatibilityDate: '2026-09-01',
    }),
  );
  const products = hasRealData
    ? productsOf(
        realRows().filter((_, place) => place % EVERY === 0),
        NOW,
      )
    : [];
  let local: Indexed;
  let remote: SearchIndex;

  beforeAll(async () => {
    local = indexOf(products, NOW);
    const database = await miniflare.getD1Database('DB');
    const folder = join(root, 'migrations/catalog');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
      const parts = readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint');
      const statements = parts.filter((part) => part.trim() !== '');
      await database.batch(statements.map((statement) => database.prepare(statement)));
    }
    const feed = feedStore(database);
    const context = entryContext(local.plan, NOW);
    for (let at = 0; at < products.length; at += PRODUCTS_A_PUT) {
      const part = products.slice(at, at + PRODUCTS_A_PUT);
      await feed.put(
        part.map((product) => indexedProduct(shownAt(product, NOW, BADGES), context)),
        'a',
      );
    }
    await feed.addWords(local.words, 'a');
    remote = sqlIndex({
      run: statementsIn(database),
      generation: 'a',
      digest: sha256,
      freshSince: () => 0,
      cards: new Cards(),
    });
  }, 60_000);

  afterAll(() => miniflare.dispose());

  test('D1 finds what SQLite finds, in the same order', async () => {
    const queries = [...realRatings().keys()].filter((_, place) => place % 6 === 0);
    for (const q of [...queries, 'wirless mouse', 'cat5e', '27 inch']) {
      expect([q, await idsFound(remote, q)]).toEqual([q, await idsFound(local.index, q)]);
    }
  }, 60_000);

  test('of one-edit typos of its words, 95 in 100 are put right at once', async () => {
    const tried = drawTypos([...local.words.keys()], TYPOS, drawn(7));
    const right = await corrected(local.index, tried);
    expect(right.length).toBeGreaterThanOrEqual(0.95 * TYPOS);
  });

  test('no word of the catalogue is ever put right', async () => {
    const words = [...local.words.keys()].filter((_, place) => place % 40 === 0);
    for (const word of words) {
      expect(await idsFound(local.index, word)).toMatchObject({ instead: null });
    }
  });
});
