import { expect, test } from 'vitest';
import {
  CHANGE_HEARD_MS,
  EDGE_FRESH_MS,
  EDGE_STALE_MS,
  FILLED_KEPT_MS,
  KV_MS,
  MEMORY_FRESH_MS,
  MEMORY_STALE_MS,
  PAGE_MS,
  PUBLISHING_MS,
} from './freshness.ts';
import { SECOND_MS } from './time.ts';

const memory = MEMORY_FRESH_MS + MEMORY_STALE_MS;

test('where a change was made it is seen within 20 s, in memory and then in a page', () => {
  expect(CHANGE_HEARD_MS + memory + PAGE_MS).toBeLessThanOrEqual(20 * SECOND_MS);
});

test('anywhere a change is seen within 120 s, 10 s of which may pass in the queue', () => {
  const product = KV_MS + memory + PAGE_MS;
  const list = EDGE_FRESH_MS + EDGE_STALE_MS + memory + PAGE_MS;
  expect(PUBLISHING_MS + Math.max(product, list)).toBeLessThanOrEqual(120 * SECOND_MS);
});

test('KV keeps nothing for less than a minute, which is what a filled document is kept', () => {
  expect(FILLED_KEPT_MS).toBeGreaterThanOrEqual(60 * SECOND_MS);
});
