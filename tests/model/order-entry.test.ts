/** Orders of sales and of hot SKUs: what lets them in, which lanes hold, what comes of both. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asSaleId, asSku } from '../../src/kernel/ids.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import { placeAnswer, verdictOf } from '../../src/orders/answers.ts';
import { perform } from '../../src/orders/effects.ts';
import type { EffectStep, OrderDocument, OrderState } from '../../src/orders/order.ts';
import { to } from '../../src/orders/saga-move.ts';
import { portsWith } from './order-ports.ts';
import type { Answers } from './order-ports.ts';
import { after, at, authorized, awaiting, brief, placed } from './order-states.ts';
import type { Answer } from './order-states.ts';
import { DOCUMENT } from './order-world.ts';

const sale = required(asSaleId('sale-one'), 'an id');
const [A, B] = ['A', 'B'].map((text) => required(asSku(text), 'a SKU'));
const entry = {
  ...{ sale, pass: 'p', shards: 1, who: 'w', units: 1, limit: 1, buyer: 'b', address: 'a' },
};
const lines = [A, B].flatMap((sku) =>
  DOCUMENT.lines.map((line) => ({ ...line, sku: required(sku, 'a SKU') })),
);
const ENTERED: OrderDocument = { ...DOCUMENT, lines, entry };
const PLAIN: OrderDocument = { ...ENTERED, entry: null };

async function done(
  state: OrderState,
  {
    document = ENTERED,
    step,
    ...answers
  }: Answers & { document?: OrderDocument; step?: EffectStep },
) {
  const doing = step === undefined ? state : to(state, at(), state.status, step).state;
  const { ports, asked } = portsWith(answers);
  const effect = required(doing.effect, 'an effect in flight');
  const outcome = await perform(effect, { document, state: doing }, ports);
  return { outcome, asked, names: asked.map(([name]) => name) };
}

test('an order is entered once, in its first round, before anything is reserved', async () => {
  const { asked, names } = await done(placed, {});
  expect(names).toEqual(['enter', 'reserve', 'reserve']);
  expect(asked[0]).toEqual(['enter', entry, DOCUMENT.id]);
  expect(asked[1]?.[2]).toMatchObject({ pass: sale });
  expect((await done({ ...placed, round: 2 }, {})).names).toEqual(['reserve', 'reserve']);
  const plain = await done(placed, { document: PLAIN });
  expect(plain.names).toEqual(['reserve', 'reserve']);
  expect(plain.asked[0]?.[2]).toMatchObject({ pass: null });
});

test('an entry that is refused keeps the order from reserving', async () => {
  const { outcome, names } = await done(placed, {
    entries: { use: async () => fail({ reason: 'pass_used' }) },
  });
  expect(outcome).toMatchObject({ result: 'not_admitted', why: 'pass_used' });
  expect(names).toEqual(['enter']);
});

test('a gate before one of its SKUs keeps an order out', async () => {
  const { outcome } = await done(placed, {
    stock: {
      reserve: async (sku) =>
        sku === B ? fail({ reason: 'waiting_room', sale }) : ok({ allocations: [] }),
    },
  });
  expect(outcome).toMatchObject({ result: 'not_admitted', why: 'waiting_room' });
});

test('an order gives its entry back with its codes, but not to reserve again', async () => {
  const given = await done(awaiting, { step: 'release' });
  expect(given.asked.at(-1)).toEqual(['leave', entry, DOCUMENT.id]);
  const kept = await done({ ...authorized, reserveAgain: true }, { step: 'release' });
  expect(kept.names).not.toContain('leave');
  expect((await done(awaiting, { document: PLAIN, step: 'release' })).names).not.toContain('leave');
});

test('a lane that holds is remembered, and named to whoever sells or gives back', async () => {
  const held = await done(placed, {
    stock: {
      reserve: async (sku) => ok(sku === A ? { allocations: [], lane: 2 } : { allocations: [] }),
    },
  });
  expect(held.outcome).toMatchObject({ result: 'reserved', lanes: { A: 2 } });
  expect((await done(placed, {})).outcome).not.toHaveProperty('lanes');
  const key = { orderId: DOCUMENT.id, round: 1 };
  const state = { ...authorized, lanes: { A: 2 } };
  const { asked } = await done(state, { step: 'commit' });
  expect(asked).toStrictEqual([
    ['commit', 'A', { ...key, lane: 2 }],
    ['commit', 'B', key],
  ]);
});

const reserved = (lanes?: Record<string, number>): Answer => ({
  ...{ step: 'reserve', result: 'reserved' },
  ...(lanes === undefined ? {} : { lanes }),
});

test('lanes are those of the last round that reserved', () => {
  expect(after(placed, reserved()).state).not.toHaveProperty('lanes');
  expect(after(placed, reserved({ A: 2 })).state.lanes).toEqual({ A: 2 });
  expect(after({ ...placed, lanes: { A: 2 } }, reserved()).state.lanes).toEqual({});
});

test('an order that no sale let in ends, and one that has paid is not charged', () => {
  const refused: Answer = { step: 'reserve', result: 'not_admitted', why: 'sale_limit' };
  const ended = after(placed, refused);
  expect(brief(ended)).toEqual(['placed', 'release']);
  expect(ended.state).toMatchObject({
    ...{ ending: { cause: 'not_admitted' }, notAdmitted: 'sale_limit' },
  });
  expect(brief(after(ended.state, { step: 'release', result: 'released' }))).toEqual([
    ...['rejected', null],
  ]);
  const lost = after(authorized, { step: 'commit', result: 'lost' });
  const again = after(lost.state, { step: 'release', result: 'released' });
  const paid = after(again.state, refused);
  expect(brief(paid)).toEqual(['authorized', 'cancel_payment']);
  expect(paid.state).toMatchObject({ ending: { cause: 'stock_lost' }, notAdmitted: null });
});

const answer = (patch: Partial<OrderState>) =>
  placeAnswer(
    { document: ENTERED, state: { ...placed, ...patch } },
    { name: 'stripe', publishableKey: 'pk' },
  );

test('an order that came to nothing in a sale or in a crowd is answered with why', () => {
  expect(answer({ ending: { cause: 'not_admitted' }, notAdmitted: 'pass_used' })).toEqual({
    ...{ ok: false, reason: 'not_admitted', why: 'pass_used' },
  });
  expect(answer({ ending: { cause: 'overloaded' } })).toEqual({
    ...{ ok: false, reason: 'overloaded', skus: [] },
  });
});

const asks = (state: OrderState, lane: number) =>
  verdictOf(
    { document: DOCUMENT, state },
    { orderId: DOCUMENT.id, round: 1, place: { sku: required(A, 'a SKU'), lane } },
    99,
  ).kind;

test('a hold in a place its order has not heard of lives only while it reserves', () => {
  const held = { ...awaiting, lanes: { A: 2 } };
  expect([asks(held, 2), asks(held, 1), asks(held, 0)]).toEqual([
    ...['keep_until', 'release', 'release'],
  ]);
  expect([asks(awaiting, 0), asks(awaiting, 1)]).toEqual(['keep_until', 'release']);
  expect([asks(placed, 0), asks(placed, 1)]).toEqual(['keep_until', 'keep_until']);
});
