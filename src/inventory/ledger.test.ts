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
  levelOf,
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

test('a round that was sold answers with its sale, any other round of the order is closed', () => {
  const rows = [row('main', 5)];
  const bought = facts({ sold: sold(2, 3) });
  expect(decideReserve(rows, bought, request(3, 2))).toEqual({
    kind: 'replay',
    allocations: [{ warehouse: 'main', quantity: 3 }],
  });
  expect(decideReserve(rows, bought, request(3, 3))).toEqual({ kind: 'closed' });
  const undone = facts({ sold: sold(1, 3), undone: true, closedRound: 1 });
  expect(decideReserve(rows, undone, request(3, 2)).kind).toBe('take');
});

test('a hold that is asked for again answers where it holds', () => {
  const held = facts({ holds: [hold(2, 1, 'north'), hold(1, 1, 'south')] });
  expect(decideReserve([row('main', 9)], held, request(3))).toEqual({
    kind: 'replay',
    allocations: [
      { warehouse: 'north', quantity: 2 },
      { warehouse: 'south', quantity: 1 },
    ],
  });
  expect(decideReserve([row('main', 9)], held, request(3, 2))).toEqual({ kind: 'closed' });
});

test('nothing, less than nothing and parts of a unit are not reserved', () => {
  for (const quantity of [0, -1, 1.5]) {
    expect(() => decideReserve([row('main', 5)], facts(), request(quantity))).toThrow(
      'a hold holds something',
    );
  }
});

test('in a recorded shortage nothing is left, not less than nothing', () => {
  expect(levelOf([row('main', 1, 3), row('north', 1)])).toEqual({
    onHand: 2,
    reserved: 3,
    available: -1,
  });
  expect(decideReserve([row('main', 1, 3)], facts(), request(1))).toEqual({
    kind: 'out_of_stock',
    available: 0,
  });
});

test('a release that overtakes its reserve closes the round before it was seen', () => {
  expect(decideRelease(facts(), { orderId, round: 3 })).toEqual({
    kind: 'release',
    holds: [],
    closeRound: 3,
  });
  expect(decideRelease(facts({ closedRound: 3 }), { orderId, round: 2 }).kind).toBe('replay');
});

test('a release gives back the rounds up to its own and leaves later ones', () => {
  const holds = [hold(1, 2), hold(2, 3)];
  expect(decideRelease(facts({ holds }), { orderId, round: 2 })).toEqual({
    kind: 'release',
    holds: [hold(1, 2)],
    closeRound: 2,
  });
  expect(decideRelease(facts({ holds: [hold(1)], closedRound: 4 }), { orderId, round: 1 })).toEqual(
    { kind: 'release', holds: [hold(1)], closeRound: 4 },
  );
  expect(decideRelease(facts({ closedRound: 2 }), { orderId, round: 2 }).kind).toBe('replay');
});

test('a sale stops the release of its own round and of later ones only', () => {
  const bought = facts({ sold: sold(2, 1) });
  expect(decideRelease(bought, { orderId, round: 1 }).kind).toBe('release');
  expect(decideRelease(bought, { orderId, round: 2 }).kind).toBe('committed');
  expect(decideRelease(bought, { orderId, round: 3 }).kind).toBe('committed');
  const undone = facts({ sold: sold(2, 1), undone: true, closedRound: 2 });
  expect(decideRelease(undone, { orderId, round: 3 }).kind).toBe('release');
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
  expect(decideUncommit(facts(), { orderId, round: 1 }).kind).toBe('not_committed');
});

test('commit sells its own hold once and nothing without one', () => {
  expect(
    decideCommit([row('main', 2, 2)], facts({ holds: [hold(2)] }), { orderId, round: 1 }),
  ).toEqual({ kind: 'sell', allocations: [{ warehouse: 'main', quantity: 2 }] });
  const bought = facts({ sold: sold(1, 2) });
  expect(decideCommit([], bought, { orderId, round: 1 })).toEqual({
    kind: 'replay',
    allocations: [{ warehouse: 'main', quantity: 2 }],
  });
  expect(decideCommit([row('main', 2)], bought, { orderId, round: 2 }).kind).toBe('no_hold');
  const undone = facts({ sold: sold(1, 2), undone: true });
  expect(decideCommit([row('main', 2)], undone, { orderId, round: 1 }).kind).toBe('no_hold');
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

test('a hold over two warehouses is sold when both have their part, else it is short', () => {
  const held = facts({ holds: [hold(2, 1, 'north'), hold(1, 1, 'south')] });
  const commit = (rows: readonly WarehouseRow[]) =>
    decideCommit(rows, held, { orderId, round: 1 }).kind;
  expect(commit([row('north', 2, 2), row('south', 1, 1)])).toBe('sell');
  expect(commit([row('north', 2, 2), row('south', 0, 1)])).toBe('short');
  expect(commit([row('north', 2, 2)])).toBe('short');
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

/** A count that changes the main warehouse by so much. */
const adjust = (rows: readonly WarehouseRow[], delta: number, force = false) =>
  decideAdjust(rows, [orderId], { id: 'a', delta, reason: 'count', warehouse: 'main', force });

test('an adjustment goes down to what orders hold, and to a warehouse that is new', () => {
  expect(adjust([row('main', 3, 2)], -1)).toMatchObject({ value: { onHand: 2 } });
  expect(adjust([row('north', 9, 9), row('main', 3)], -3)).toMatchObject({ value: { onHand: 0 } });
  expect(adjust([row('north', 9)], 4)).toMatchObject({ value: { onHand: 4 } });
  expect(adjust([row('north', 9)], -1)).toMatchObject({ reason: 'stock_negative', onHand: 0 });
  expect(adjust([row('main', 1, 1)], -2, true)).toMatchObject({ ok: false, onHand: 1 });
});

test('a delivery is taken in while a shortage lasts, also where it does not end it', () => {
  const adjustment = { id: 'a', delta: 1, reason: 'found', warehouse: 'main', force: false };
  expect(decideAdjust([row('main', 1, 5)], [orderId], adjustment)).toMatchObject({
    value: { onHand: 2 },
  });
  expect(decideAdjust([row('main', 1, 5)], [orderId], { ...adjustment, delta: 0 }).ok).toBe(true);
});

test('one warehouse that fills the quantity is taken before several, the first one of them', () => {
  expect(allocate([row('a', 3), row('b', 6), row('c', 9)], 4)).toEqual([
    { warehouse: 'b', quantity: 4 },
  ]);
  expect(allocate([row('a', 4), row('b', 6)], 4)).toEqual([{ warehouse: 'a', quantity: 4 }]);
});

test('a quantity that no warehouse fills comes from as few as it takes, fullest first', () => {
  const rows = [row('a', 1), row('b', 3), row('c', 9, 9), row('d', 2, 5), row('e', 4, 2)];
  expect(allocate(rows, 5)).toEqual([
    { warehouse: 'b', quantity: 3 },
    { warehouse: 'e', quantity: 2 },
  ]);
  expect(allocate(rows, 6)).toHaveLength(3);
  expect(allocate(rows, 7)).toBeNull();
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
  const changed = movements.map((movement, index) =>
    index === 1 ? { ...movement, delta: -3 } : movement,
  );
  expect(brokenLink(changed, digest)?.sequence).toBe(2);
  expect(brokenLink(movements.toSpliced(1, 1), digest)?.sequence).toBe(3);
  const renumbered = movements.map((movement) => ({
    ...movement,
    sequence: movement.sequence + 1,
  }));
  expect(brokenLink(renumbered, digest)?.sequence).toBe(2);
});

const edited = (line: Movement): Movement => ({ ...line, delta: 9 });

test('of a ledger without its beginning the lines that are there still prove each other', () => {
  const entry = { id: 'm', at: 1, kind: 'adjusted' as const, warehouse: 'main', delta: 1 };
  const link = (delta: number, last: { sequence: number; hash: string }) =>
    linkMovement(last, { ...entry, delta, orderId, reason: 'count' }, digest);
  const first = link(1, { sequence: 0, hash: GENESIS_HASH });
  const second = link(2, first);
  const third = link(3, second);
  expect(brokenLink([], digest)).toBeNull();
  expect(brokenLink([second, third], digest)).toBeNull();
  expect(brokenLink([second, edited(third)], digest)).toEqual(edited(third));
  expect(brokenLink([edited(second), third], digest)).toEqual(edited(second));
  const misnumbered = { ...third, sequence: 7 };
  expect(brokenLink([first, second, misnumbered], digest)).toBe(misnumbered);
  const orphan = link(1, { sequence: 0, hash: 'x' });
  expect(brokenLink([orphan], digest)).toBe(orphan);
});

test('each line carries the hash of the one before, the first that of none', () => {
  const entry = { id: 'm', at: 1, kind: 'adjusted' as const, warehouse: 'main', delta: 1 };
  const first = linkMovement(
    { sequence: 0, hash: GENESIS_HASH },
    { ...entry, orderId, reason: 'count' },
    digest,
  );
  expect(first).toMatchObject({ sequence: 1, previousHash: '0'.repeat(64), delta: 1 });
  const second = linkMovement(first, { ...entry, orderId, reason: 'count' }, digest);
  expect(second).toMatchObject({ sequence: 2, previousHash: first.hash });
  expect(second.hash).not.toBe(first.hash);
});
