/** A build of the index over a catalogue that is larger than what one may read or hold at once. */
import { expect, test } from 'vitest';
import { BADGES, productsOf } from '../../bench/search/real.ts';
import { idOfRowNumber, rowNumberOf } from '../../src/catalog/product.ts';
import { shownAt } from '../../src/catalog/showing.ts';
import type { ShownProduct } from '../../src/catalog/showing.ts';
import { required } from '../../src/kernel/assert.ts';
import { goOn } from '../../src/search/rebuild.ts';
import type { RebuildPorts } from '../../src/search/rebuild.ts';
import type { SearchState } from '../../src/search/state.ts';

const ROW = { id: 'A', title: 'A lamp of oak', category: 'Light', price_minor: 1, currency: 'EUR' };
const [lamp] = productsOf([JSON.stringify(ROW)], 0);
const shown = shownAt(required(lamp, 'the row is a product'), 0, BADGES);

/** Every hundredth lamp is of elm. */
const lampAt = (row: number): ShownProduct => ({
  ...shown,
  id: idOfRowNumber(row),
  title: row % 100 === 0 ? 'A lamp of elm' : shown.title,
});

/** A catalogue of so many lamps, the rows 1, 2, …. */
function catalogueOf(count: number) {
  return (after: number, limit: number): ShownProduct[] => {
    const from = Math.max(1, after + 1);
    const length = Math.max(0, Math.min(limit, count - from + 1));
    return Array.from({ length }, (_, index) => lampAt(from + index));
  };
}

/** An index in memory, and the ports of a build of it that breaks off at a put, once. */
function builder(count: number, breaksAt: number) {
  let state: SearchState = {
    ...{ active: 'a', building: 'b', phase: 'survey', cursor: 0, startedAt: 0, builtAt: null },
    ...{ products: 0, changes: 0, changedAt: null, shards: { a: 0, b: 0 } },
  };
  const seen = { surveyed: 0, put: new Map<string, number>(), words: new Map<string, number>() };
  let puts = 0;
  const productsAfter = catalogueOf(count);
  const ports: RebuildPorts = {
    state: {
      read: async () => state,
      begin: async () => false,
      beginAgain: async () => {},
      lease: async () => state,
      advance: async (phase, cursor) => {
        state = { ...state, phase, cursor };
      },
      release: async () => {},
      flip: async (products) => {
        state = { ...state, active: 'b', building: null, products };
      },
    },
    bound: 0,
    feed: {
      put: async () => {},
      remove: async () => {},
      clear: async () => {},
      putPlan: async () => {},
      putCompletions: async () => {},
      addWords: async (words) => {
        for (const [word, products] of words) {
          seen.words.set(word, (seen.words.get(word) ?? 0) + products);
        }
      },
    },
    shards: () => [],
    productsAfter: async (row, limit) => {
      const part = productsAfter(row, limit);
      if (state.phase === 'survey' && puts === 0) seen.surveyed += part.length;
      return part;
    },
    existing: async (ids) => new Set(ids),
    indexed: (products) => {
      puts += 1;
      if (puts === breaksAt) throw new Error('broken off');
      for (const { id } of products) seen.put.set(id, (seen.put.get(id) ?? 0) + 1);
      return [];
    },
    searchesSince: async () => new Map(),
    pause: async () => {},
    unreadAfterMs: 0,
    replaced: () => {},
    clock: () => 0,
  };
  return { ports, seen, building: () => state.building };
}

const noPlan = async () => new Map<string, readonly string[]>();

test('a build learns attributes and phrases of 50,000 products, and puts all in', async () => {
  const { ports, seen, building } = builder(51_000, 0);
  expect(await goOn(ports, noPlan)).toBe(true);
  expect([seen.put.size, building()]).toEqual([51_000, null]);
  // The part that was read when the first product was put in.
  expect(seen.surveyed).toBe(50_000 + 200);
  expect([seen.words.get('lamp'), seen.words.get('elm')]).toEqual([51_000, 510]);
});

test('a build that breaks off goes on behind its last stretch', async () => {
  const { ports, seen } = builder(12_000, 58);
  await expect(goOn(ports, noPlan)).rejects.toThrow('broken off');
  expect([seen.put.size, seen.words.get('lamp')]).toEqual([11_400, 10_000]);
  expect(await goOn(ports, noPlan)).toBe(true);
  expect([seen.words.get('lamp'), seen.words.get('elm')]).toEqual([12_000, 120]);
  const again = [...seen.put].filter(([, times]) => times > 1).map(([id]) => id);
  expect(seen.put.size).toBe(12_000);
  expect(again.map((id) => rowNumberOf(id)).toSorted((a, b) => a - b)[0]).toBe(10_001);
  expect(again).toHaveLength(1_400);
});
