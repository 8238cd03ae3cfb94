import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asOrderId } from '../kernel/ids.ts';
import { sum } from '../kernel/money.ts';
import {
  GENESIS_HASH,
  allocate,
  brokenLink,
  decideAdjust,
  decideCommit,
  decideRelease,
  decideReserve,
  decideUncommit,
  linkMovement,
} from './ledger.ts';
import type { OrderFacts, WarehouseRow } from './ledger.ts';
import type { Hold, Movement } from './stock.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const orderId = required(asOrderId('order-000001'), 'an order id');
const row = (warehouse: string, onHand: number, reserved = 0): WarehouseRow => ({
  warehouse,
  onHand,
  reserved,
});
const facts = (changes: Partial<OrderFacts> = {}): OrderFacts => ({
  holds: [],
  closedRound: 0,
  sold: null,
  undone: false,
  ...changes,
});
const hold = (quantity: number, round = 1, warehouse = 'main'): Hold => ({
  orderId,
  round,
  warehouse,
  quantity,
  leaseUntil: 1,
});
const request = (quantity: number, round = 1) => ({
  orderId,
  round,
  quantity,
  leaseUntil: 1,
  buyer: 'b',
  pass: null,
});
const sold = (round: number, quantity: number) => ({
  round,
  allocations: [{ warehouse: 'main', quantity }],
});

test('the last unit is given once and the next asker learns what is left', () => {
  expect(decideReserve([row('main', 1)], facts(), request(1))).toEqual({
    kind: 'take',
    allocations: [{ warehouse: 'main', quantity: 1 }],
  });
  expect(decideReserve([row('main', 1, 1)], facts(), request(1))).toEqual({
    kind: 'out_of_stock',
    available: 0,
  });
});

test('a round asked twice gets its old answer, a closed one never opens again', () => {
  const held = facts({ holds: [hold(2)] });
  expect(decideReserve([row('main', 5, 2)], held, request(2)).kind).toBe('replay');
  expect(decideReserve([row('main', 5)], facts({ closedRound: 1 }), request(2)).kind).toBe(
    'closed',
  );
  expect(decideReserve([row('main', 5)], facts({ closedRound: 1 }), request(2, 2)).kind).toBe(
    'take',
  );
});

test('a release that overtakes its reserve closes the round before it was seen', () => {
  expect(decideRelease(facts(), { orderId, round: 3 })).toEqual({
    kind: 'release',
    holds: [],
    closeRound: 3,
  });
  expect(decideRelease(facts({ closedRound: 3 }), { orderId, round: 2 }).kind).toBe('replay');
});

test('a committed hold is not released, its undo is uncommit, once', () => {
  const committed = facts({ sold: sold(1, 2) });
  expect(decideRelease(committed, { orderId, round: 1 }).kind).toBe('committed');
  expect(decideUncommit(committed, { orderId, round: 1 })).toEqual({
    kind: 'return',
    allocations: [{ warehouse: 'main', quantity: 2 }],
  });
  const undone = facts({ sold: sold(1, 2), undone: true });
  expect(decideUncommit(undone, { orderId, round: 1 }).kind).toBe('replay');
  expect(decideUncommit(undone, { orderId, round: 2 }).kind).toBe('not_committed');
});

test('commit sells its own hold once and nothing without one', () => {
  expect(
    decideCommit([row('main', 2, 2)], facts({ holds: [hold(2)] }), { orderId, round: 1 }),
  ).toEqual({ kind: 'sell', allocations: [{ warehouse: 'main', quantity: 2 }] });
  expect(decideCommit([], facts({ sold: sold(1, 2) }), { orderId, round: 1 }).kind).toBe('replay');
  expect(decideCommit([row('main', 2)], facts(), { orderId, round: 1 }).kind).toBe('no_hold');
  expect(
    decideCommit([row('main', 2, 2)], facts({ holds: [hold(2)] }), { orderId, round: 2 }).kind,
  ).toBe('no_hold');
});

test('a hold whose stock was taken by force is short, not sold', () => {
  const decision = decideCommit([row('main', 1, 2)], facts({ holds: [hold(2)] }), {
    orderId,
    round: 1,
  });
  expect(decision.kind).toBe('short');
});

test('an adjustment below what orders hold is refused and names them', () => {
  const adjustment = { id: 'a', delta: -2, reason: 'count', warehouse: 'main', force: false };
  expect(decideAdjust([row('main', 3, 2)], [orderId], adjustment)).toEqual({
    ok: false,
    reason: 'stock_reserved',
    reserved: 2,
    orders: [orderId],
  });
  expect(decideAdjust([row('main', 3, 2)], [orderId], { ...adjustment, force: true })).toEqual({
    ok: true,
    value: { onHand: 1 },
  });
  expect(decideAdjust([row('main', 1)], [], adjustment)).toMatchObject({
    reason: 'stock_negative',
  });
});

test('an allocation takes exactly the quantity and never more than a warehouse has free', () => {
  const rows = fc.uniqueArray(
    fc.record({
      warehouse: fc.string({ minLength: 1, maxLength: 4 }),
      onHand: fc.integer({ min: 0, max: 20 }),
      reserved: fc.integer({ min: 0, max: 20 }),
    }),
    { selector: (candidate) => candidate.warehouse, maxLength: 6 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 60 }), (warehouses, quantity) => {
      const free = warehouses.map((candidate) =>
        Math.max(0, candidate.onHand - candidate.reserved),
      );
      const allocations = allocate(warehouses, quantity);
      expect(allocations === null).toBe(sum(free) < quantity);
      if (allocations === null) return;
      expect(sum(allocations.map((part) => part.quantity))).toBe(quantity);
      for (const part of allocations) {
        const index = warehouses.findIndex((candidate) => candidate.warehouse === part.warehouse);
        expect(part.quantity).toBeLessThanOrEqual(free[index] ?? 0);
      }
    }),
  );
});

test('an edited ledger line breaks the chain where it was edited', () => {
  const movements: Movement[] = [];
  let previous = { sequence: 0, hash: GENESIS_HASH };
  for (const delta of [5, -1, -2]) {
    const movement = linkMovement(
      previous,
      {
        id: `m${delta}`,
        at: 1,
        kind: 'adjusted',
        warehouse: 'main',
        delta,
        orderId: null,
        reason: 'test',
      },
      digest,
    );
    movements.push(movement);
    previous = movement;
  }
  expect(brokenLink(movements, digest)).toBeNull();
  const edited = movements.map((movement, index) =>
    index === 1 ? { ...movement, delta: -3 } : movement,
  );
  expect(brokenLink(edited, digest)?.sequence).toBe(2);
});
