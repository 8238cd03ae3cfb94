import { expect, test } from 'vitest';
import type { OrderRow } from '../orders/events.ts';
import { latestRows } from '../orders/listing.ts';
import { levelsOf, noticesOf, rowsOf } from './event.ts';
import type { ShopEvent } from './event.ts';

const row = (id: string, total: number): OrderRow => ({
  id,
  number: 'EW-1',
  status: 'confirmed',
  currency: 'EUR',
  total,
  captured: 0,
  refunded: 0,
  buyer: 'b',
  country: 'DE',
  placed_at: 1,
  lines: [],
  attention: null,
});

const told = (id: string, version: number, total = version): ShopEvent => ({
  id: `${id}:${version}`,
  version,
  at: 1,
  type: 'order.confirmed',
  data: row(id, total),
});

const level = (sku: string, version: number, available: number): ShopEvent => ({
  id: `${sku}:${version}`,
  version,
  at: 1,
  type: 'stock.changed',
  data: {
    sku,
    on_hand: available,
    reserved: 0,
    available,
    availability: available > 0 ? 'in_stock' : 'out_of_stock',
    ledger: { sequence: 1, hash: '' },
  },
});

const low: ShopEvent = {
  id: 'low',
  version: 3,
  at: 7,
  type: 'stock.low',
  data: { sku: 'A', available: 2 },
};

test('of several versions of an order the highest is kept, whatever their order', () => {
  const rows = latestRows(rowsOf([told('a', 3), told('b', 1), told('a', 2), level('A', 9, 1)]));
  expect(rows.map(({ version, row: { id, total } }) => [id, version, total])).toEqual([
    ['a', 3, 3],
    ['b', 1, 1],
  ]);
});

test('of several levels of a SKU the latest is kept', () => {
  const levels = levelsOf([level('A', 2, 0), level('A', 1, 8), level('B', 1, 4), low]);
  expect(levels.map(({ sku, available }) => [sku, available])).toEqual([
    ['A', 0],
    ['B', 4],
  ]);
});

test('a message notifies of what people are to know, and of nothing else', () => {
  const quiet: ShopEvent = { ...told('a', 1), type: 'payment.captured', data: row('a', 1) };
  const message = { owner: { kind: 'order' as const, name: 'a' }, receipts: [] };
  expect(noticesOf({ ...message, events: [quiet, level('A', 1, 1)] })).toEqual([]);
  expect(noticesOf({ ...message, events: [quiet, told('a', 2), low] })).toEqual([
    { kind: 'order_confirmed', order: 'a' },
    { kind: 'low_stock', sku: 'A', available: 2, at: 7 },
  ]);
});
