import { expect, test } from 'vitest';
import {
  ORDER_ENDS,
  ORDER_START,
  ORDER_TRANSITIONS,
  SHIPMENT_ENDS,
  SHIPMENT_START,
  RETURN_ENDS,
  RETURN_START,
  RETURN_TRANSITIONS,
  SHIPMENT_TRANSITIONS,
} from '../orders/machine.ts';
import { allows, defectsOf } from './machine.ts';

test('the machines of order and shipment have no defect', () => {
  expect(defectsOf(ORDER_TRANSITIONS, ORDER_START, ORDER_ENDS)).toEqual([]);
  expect(defectsOf(SHIPMENT_TRANSITIONS, SHIPMENT_START, SHIPMENT_ENDS)).toEqual([]);
  expect(defectsOf(RETURN_TRANSITIONS, RETURN_START, RETURN_ENDS)).toEqual([]);
});

test('unknown targets, unreachable states and dead ends are found', () => {
  expect(defectsOf({ a: ['b'], b: [], c: ['a'] }, 'a', [])).toEqual([
    { kind: 'dead_end', state: 'b' },
    { kind: 'unreachable', state: 'c' },
  ]);
  expect(defectsOf({ a: ['x'] }, 'a', [])).toEqual([{ kind: 'unknown', state: 'x' }]);
});

test('only moves in the table are allowed', () => {
  expect(allows(ORDER_TRANSITIONS, 'placed', 'reserved')).toBe(true);
  expect(allows(ORDER_TRANSITIONS, 'placed', 'confirmed')).toBe(false);
  expect(allows(ORDER_TRANSITIONS, 'nowhere', 'placed')).toBe(false);
});
