import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import { decideGate, throughGate } from './gate.ts';
import type { Gate } from './gate.ts';

const sale = required(asSaleId('sale-one'), 'an id');
const other = required(asSaleId('sale-two'), 'an id');
const gate: Gate = { sale, from: 100, until: 200, quantity: 3 };
const asked = (pass: string | null, quantity = 1) => ({ pass, quantity });

test('a gate lets nobody through but who its own sale let in', () => {
  expect(throughGate(gate, asked(null), 0, 100)).toEqual(fail({ reason: 'waiting_room', sale }));
  expect(throughGate(gate, asked(other), 0, 199)).toEqual(fail({ reason: 'waiting_room', sale }));
  expect(throughGate(gate, asked(sale), 0, 100)).toEqual(ok(null));
});

test('before it opens and from its end on, a gate is none', () => {
  expect(throughGate(gate, asked(null), 3, 99)).toEqual(ok(null));
  expect(throughGate(gate, asked(null), 3, 200)).toEqual(ok(null));
  expect(throughGate(null, asked(null), 0, 150)).toEqual(ok(null));
});

test('a sale sells its part of the stock and no unit more', () => {
  expect(throughGate(gate, asked(sale, 2), 1, 150)).toEqual(ok(null));
  expect(throughGate(gate, asked(sale, 2), 2, 150)).toEqual(
    fail({ reason: 'out_of_stock', available: 1 }),
  );
  const all = { ...gate, quantity: null };
  expect(throughGate(all, asked(sale, 1_000), 1_000, 150)).toEqual(ok(null));
});

test('a SKU is in one sale at a time; a gate that is over gives way', () => {
  expect(decideGate(gate, sale, 150)).toEqual(ok(null));
  expect(decideGate(gate, other, 199)).toEqual(fail({ reason: 'other_sale', sale }));
  expect(decideGate(gate, other, 200)).toEqual(ok(null));
  expect(decideGate(null, other, 150)).toEqual(ok(null));
});
