import { expect, test } from 'vitest';
import { DOCUMENT } from '../../tests/model/order-world.ts';
import { required } from '../kernel/assert.ts';
import { asSku } from '../kernel/ids.ts';
import { demandOf } from './effects.ts';

test('lines of one SKU are reserved as one sum', () => {
  const [line] = DOCUMENT.lines;
  const lamp = required(line, 'a document has a line');
  const vase = { ...lamp, lineId: 'B', sku: required(asSku('B'), 'a SKU') };
  const lines = [vase, { ...lamp, quantity: 2 }, { ...lamp, lineId: 'C', quantity: 3 }];
  expect(demandOf({ ...DOCUMENT, lines })).toEqual([
    { sku: 'A', quantity: 5 },
    { sku: 'B', quantity: 1 },
  ]);
});
