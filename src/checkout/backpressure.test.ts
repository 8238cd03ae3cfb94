import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSku } from '../kernel/ids.ts';
import { Backpressure, LEFT_ALONE_MS } from './backpressure.ts';

const sku = (text: string) => required(asSku(text), 'a SKU');

test('an overloaded owner is left alone for a while, and no other is', () => {
  let now = 0;
  const pressure = new Backpressure(() => now);
  expect(pressure.holds([sku('a')])).toBe(false);
  pressure.note([sku('a')]);
  expect(pressure.holds([sku('b'), sku('a')])).toBe(true);
  expect(pressure.holds([sku('b')])).toBe(false);
  now = LEFT_ALONE_MS - 1;
  expect(pressure.holds([sku('a')])).toBe(true);
  now = LEFT_ALONE_MS;
  expect(pressure.holds([sku('a')])).toBe(false);
});

test('an isolate remembers a thousand', () => {
  const pressure = new Backpressure(() => 0);
  const skus = Array.from({ length: 1_001 }, (_, index) => sku(`sku-${index}`));
  pressure.note(skus);
  expect(skus.filter((one) => !pressure.holds([one]))).toEqual([sku('sku-0')]);
});
