/** Parcels of an order: in parts, none twice, each along its machine. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { OrderDocument, OrderState } from '../../src/orders/order.ts';
import {
  MAX_SHIPMENTS,
  changeShipment,
  createShipment,
  unshipped,
} from '../../src/orders/shipments.ts';
import type { NewShipment, ShipmentChange } from '../../src/orders/shipments.ts';
import { NOW, at, committed, confirmed } from './order-states.ts';
import { DOCUMENT } from './order-world.ts';

const LINE = required(DOCUMENT.lines[0], 'a line');
const TWO: OrderDocument = {
  ...DOCUMENT,
  lines: [
    { ...LINE, lineId: 'A', quantity: 3 },
    { ...LINE, lineId: 'B', quantity: 1 },
  ],
};

const asked = (changes: Partial<NewShipment> = {}): NewShipment => ({
  ...{ lines: null, warehouse: null, carrier: null, trackingNumber: null },
  ...changes,
});

const change = (changes: Partial<ShipmentChange> = {}): ShipmentChange => ({
  ...{ status: null, carrier: null, trackingNumber: null, trackingUrl: null },
  ...changes,
});

const ship = (state: OrderState, request: NewShipment) =>
  createShipment(state, request, at(NOW, TWO));

function shipped(state: OrderState, request: NewShipment): OrderState {
  const result = ship(state, request);
  if (!result.ok) throw new Error(result.reason);
  expect(result.value.tells).toEqual(['order.updated']);
  return result.value.state;
}

function moved(state: OrderState, id: string, to: ShipmentChange) {
  const result = changeShipment(state, id, to, at(NOW + 1, TWO));
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

test('a shipment of nothing in particular takes all that is left', () => {
  const all = shipped(confirmed, asked());
  expect(all.version).toBe(confirmed.version + 1);
  expect(all.shipments).toEqual([
    {
      ...{ id: 'sh_1', status: 'pending', warehouse: 'main', carrier: null },
      ...{ trackingNumber: null, trackingUrl: null, history: [{ status: 'pending', at: NOW }] },
      lines: [
        { lineId: 'A', quantity: 3 },
        { lineId: 'B', quantity: 1 },
      ],
    },
  ]);
  expect(ship(all, asked())).toEqual({ ok: false, reason: 'nothing_to_ship' });
});

test('parts leave one after the other, and no unit twice', () => {
  const way = { warehouse: 'north', carrier: 'Post', trackingNumber: 'T1' };
  const lines = [
    { lineId: 'A', quantity: 1 },
    { lineId: 'A', quantity: 1 },
  ];
  const part = shipped(confirmed, asked({ ...way, lines }));
  expect(part.shipments).toMatchObject([{ ...way, lines: [{ lineId: 'A', quantity: 2 }] }]);
  expect(ship(part, asked({ lines }))).toEqual({
    ...{ ok: false, reason: 'too_many_units', lineId: 'A', left: 1 },
  });
  const rest = shipped(part, asked());
  expect(rest.shipments[1]).toMatchObject({
    id: 'sh_2',
    lines: [
      { lineId: 'A', quantity: 1 },
      { lineId: 'B', quantity: 1 },
    ],
  });
  expect([...unshipped(TWO, rest).values()]).toEqual([0, 0]);
});

test('a shipment called off leaves its units to be sent again', () => {
  const all = shipped(confirmed, asked());
  const off = moved(all, 'sh_1', change({ status: 'cancelled' })).state;
  expect([...unshipped(TWO, off).values()]).toEqual([3, 1]);
  expect(shipped(off, asked()).shipments).toHaveLength(2);
});

test('a line that the order does not have is not sent', () => {
  expect(ship(confirmed, asked({ lines: [{ lineId: 'C', quantity: 1 }] }))).toEqual({
    ...{ ok: false, reason: 'unknown_line', lineId: 'C' },
  });
  expect(ship(confirmed, asked({ lines: [] }))).toMatchObject({ reason: 'nothing_to_ship' });
});

test('only a confirmed order that is not ending is sent, in fifty parts at most', () => {
  expect(ship(committed, asked())).toEqual({ ok: false, reason: 'not_confirmed' });
  const ending = { ...confirmed, ending: { cause: 'cancelled_by_buyer' as const } };
  expect(ship(ending, asked())).toEqual({ ok: false, reason: 'not_confirmed' });
  const [one] = shipped(confirmed, asked()).shipments;
  const off = { ...required(one, 'a shipment'), status: 'cancelled' as const };
  const many = (count: number) => ({
    ...confirmed,
    shipments: Array.from({ length: count }, () => off),
  });
  expect(ship(many(MAX_SHIPMENTS - 1), asked()).ok).toBe(true);
  expect(ship(many(MAX_SHIPMENTS), asked())).toEqual({ ok: false, reason: 'too_many_shipments' });
});

test('a shipment goes its way and tells of it', () => {
  let state = shipped(confirmed, asked());
  const told = (['packed', 'shipped', 'delivered'] as const).map((status) => {
    const move = moved(state, 'sh_1', change({ status }));
    ({ state } = move);
    return move.tells;
  });
  expect(told).toEqual([['order.updated'], ['order.shipped'], ['order.delivered']]);
  expect(state.shipments[0]?.history.map((entry) => entry.status)).toEqual([
    ...['pending', 'packed', 'shipped', 'delivered'],
  ]);
  expect(changeShipment(state, 'sh_1', change({ status: 'lost' }), at())).toEqual({
    ...{ ok: false, reason: 'illegal_move', from: 'delivered', to: 'lost' },
  });
  expect(changeShipment(state, 'sh_9', change(), at())).toEqual({
    ...{ ok: false, reason: 'unknown_shipment' },
  });
});

test('what is known of a parcel’s way is kept until something newer is known', () => {
  const part = shipped(confirmed, asked({ lines: [{ lineId: 'B', quantity: 1 }] }));
  const two = shipped(part, asked());
  const way = { carrier: 'Post', trackingNumber: 'T1', trackingUrl: 'https://post.example/T1' };
  const known = moved(two, 'sh_2', change(way));
  expect(known.tells).toEqual(['order.updated']);
  expect(known.state.shipments[0]).toEqual(two.shipments[0]);
  expect(known.state.shipments[1]).toEqual({ ...two.shipments[1], ...way });
  const newer = moved(known.state, 'sh_2', change({ trackingNumber: 'T2', status: 'packed' }));
  expect(newer.state.shipments[1]).toMatchObject({
    ...way,
    trackingNumber: 'T2',
    status: 'packed',
  });
  const same = moved(newer.state, 'sh_2', change({ status: 'packed' }));
  expect(same.state.shipments[1]?.history).toHaveLength(2);
});
