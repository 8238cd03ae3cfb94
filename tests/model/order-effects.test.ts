/** What each effect asks of the world, under which keys, and what it makes of the answers. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asCouponCode, asSku } from '../../src/kernel/ids.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import { demandOf, perform } from '../../src/orders/effects.ts';
import type { EffectStep, OrderDocument, OrderState, Refund } from '../../src/orders/order.ts';
import { to } from '../../src/orders/saga-move.ts';
import { at, authorized, awaiting, committed, confirmed } from './order-states.ts';
import { payment, placed, reserved } from './order-states.ts';
import { portsWith } from './order-ports.ts';
import type { Answers } from './order-ports.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

const [A, B] = ['A', 'B'].map((text) => required(asSku(text), 'a SKU'));
const code = (text: string) => required(asCouponCode(text), 'a code');
const LINE = required(DOCUMENT.lines[0], 'a line');
const { id, deadline } = DOCUMENT;

/** Two lines of one SKU around one of another, with two limited codes and one that is not. */
const MIXED: OrderDocument = {
  ...DOCUMENT,
  lines: [
    { ...LINE, lineId: '1', sku: required(B, 'B'), quantity: 2 },
    { ...LINE, lineId: '2', sku: required(A, 'A'), quantity: 1 },
    { ...LINE, lineId: '3', sku: required(B, 'B'), quantity: 3 },
  ],
  coupons: [
    { code: code('ONE'), limited: true },
    { code: code('FREE'), limited: false },
    { code: code('TWO'), limited: true },
  ],
};

const unknown = fail({ reason: 'unknown', detail: 'timed out' } as const);
const refused = fail({ reason: 'refused', code: 'no', detail: 'No.' } as const);
const breaks = async (): Promise<never> => {
  throw new Error('unreachable');
};

/** Performs the effect in flight, or `step` after so many tries; what it came to and asked. */
async function done(
  state: OrderState,
  answers: Answers = {},
  options: { document?: OrderDocument; step?: EffectStep; tries?: number } = {},
) {
  const { document = MIXED, step, tries = 0 } = options;
  const doing = step === undefined ? state : to(state, at(), state.status, step).state;
  const effect = { ...required(doing.effect, 'an effect in flight'), tries };
  const { ports, asked } = portsWith(answers);
  const outcome = await perform(effect, { document, state: doing }, ports);
  expect([outcome.version, outcome.step]).toEqual([effect.version, effect.step]);
  return { outcome, asked, version: effect.version };
}

test('demand is summed by SKU, in the order of the SKUs', () => {
  expect(demandOf(MIXED)).toEqual([
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 5 },
  ]);
});

test('demand has an order of its own, whatever order its lines were put in', () => {
  const [, first, last] = MIXED.lines;
  const skus = (lines: OrderDocument['lines']) =>
    demandOf({ ...MIXED, lines }).map(({ sku }) => sku);
  const two = [required(first, 'a line'), required(last, 'a line')];
  expect(skus(two)).toEqual(['A', 'B']);
  expect(skus(two.toReversed())).toEqual(['A', 'B']);
});

test('limited codes are used first, then every SKU is reserved past the deadline', async () => {
  const { outcome, asked } = await done(placed);
  const request = { orderId: id, round: 1, leaseUntil: deadline + 120_000, buyer: 'b', pass: null };
  expect(asked).toEqual([
    ['use', 'ONE', id, 'b'],
    ['use', 'TWO', id, 'b'],
    ['reserve', 'A', { ...request, quantity: 1 }],
    ['reserve', 'B', { ...request, quantity: 5 }],
  ]);
  expect(outcome).toMatchObject({ result: 'reserved' });
});

test('a later round reserves again without using a code again', async () => {
  const { asked } = await done({ ...placed, round: 2 });
  expect(asked.map(([name]) => name)).toEqual(['reserve', 'reserve']);
  expect(asked[0]?.[2]).toMatchObject({ round: 2 });
});

test('a code that is refused keeps the order from reserving', async () => {
  const used = fail({ reason: 'used_up' } as const);
  const { outcome, asked } = await done(placed, {
    coupons: { use: async (asking) => (asking === 'TWO' ? used : ok(null)) },
  });
  expect(outcome).toMatchObject({ result: 'coupon_refused', code: 'TWO', why: 'used_up' });
  expect(asked.map(([name]) => name)).toEqual(['use', 'use']);
});

test('each SKU that is short is named with what there is', async () => {
  const { outcome } = await done(placed, {
    stock: {
      reserve: async (sku) =>
        sku === 'A' ? fail({ reason: 'closed' }) : fail({ reason: 'out_of_stock', available: 3 }),
    },
  });
  expect(outcome).toMatchObject({
    result: 'short',
    lines: [
      { sku: 'A', requested: 1, available: 0 },
      { sku: 'B', requested: 5, available: 3 },
    ],
  });
});

test('stock and coupons go back last in, first out, under the round that held them', async () => {
  const { outcome, asked } = await done(awaiting, {}, { step: 'release' });
  const key = { orderId: id, round: 1 };
  expect(asked).toEqual([
    ['release', 'B', key],
    ['release', 'A', key],
    ['giveBack', 'TWO', id],
    ['giveBack', 'ONE', id],
  ]);
  expect(outcome).toMatchObject({ result: 'released' });
});

test('what was sold already is undone instead of released', async () => {
  const { asked } = await done(
    confirmed,
    { stock: { release: async (sku) => (sku === 'A' ? fail({ reason: 'committed' }) : ok(null)) } },
    { step: 'release' },
  );
  expect(asked.filter(([name]) => name === 'uncommit')).toEqual([
    ['uncommit', 'A', { orderId: id, round: 1 }],
  ]);
});

test('a round that is tried again keeps its codes', async () => {
  const { asked } = await done({ ...authorized, reserveAgain: true }, {}, { step: 'release' });
  expect(asked.map(([name]) => name)).toEqual(['release', 'release']);
});

test('a SKU that refused a placed order does not hear of it again', async () => {
  const shortfalls = [{ sku: required(A, 'A'), requested: 1, available: 0 }];
  const skusOf = async (state: OrderState) => {
    const { asked } = await done({ ...state, shortfalls }, {}, { step: 'release' });
    return asked.filter(([name]) => name === 'release').map(([, sku]) => sku);
  };
  expect(await skusOf(placed)).toEqual(['B']);
  expect(await skusOf(authorized)).toEqual(['B', 'A']);
});

test('a payment is made for the frozen total, under its attempt', async () => {
  const { outcome, asked } = await done({ ...reserved, attempt: 2 });
  expect(asked).toEqual([
    [
      'create',
      { orderId: id, attempt: 2, amount: TOTAL, currency: 'EUR', description: 'Order EW-1' },
    ],
  ]);
  expect(outcome).toMatchObject({ result: 'created', payment: { id: 'pi_1' } });
  for (const answer of [refused, unknown]) {
    const { outcome: other } = await done(reserved, { gateway: { create: async () => answer } });
    expect(other).toMatchObject({ result: answer.reason });
  }
});

test('a payment is asked about by its id, and no answer is unknown', async () => {
  const { outcome, asked } = await done(awaiting, {}, { step: 'resolve' });
  expect(asked).toEqual([['fetch', 'pi_1']]);
  expect(outcome).toMatchObject({ result: 'found', payment: { status: 'requires_capture' } });
  for (const answer of [refused, unknown]) {
    const gateway = { fetch: async () => answer };
    const { outcome: none } = await done(awaiting, { gateway }, { step: 'resolve' });
    expect(none).toMatchObject({ result: 'unknown' });
  }
});

test('stock is committed where every SKU says so, else it is lost', async () => {
  const { outcome, asked } = await done(authorized);
  expect(asked).toEqual([
    ['commit', 'A', { orderId: id, round: 1 }],
    ['commit', 'B', { orderId: id, round: 1 }],
  ]);
  expect(outcome).toMatchObject({ result: 'committed' });
  const { outcome: other } = await done(authorized, {
    stock: {
      commit: async (sku) => (sku === 'A' ? fail({ reason: 'no_hold' }) : ok({ allocations: [] })),
    },
  });
  expect(other).toMatchObject({ result: 'lost' });
});

test.each([
  ['reserve', placed, { stock: { reserve: breaks } }],
  ['reserve', placed, { coupons: { use: breaks } }],
  ['release', awaiting, { stock: { release: breaks } }],
  ['release', awaiting, { coupons: { giveBack: breaks } }],
  ['commit', authorized, { stock: { commit: breaks } }],
  ['settle_cart', confirmed, { tell: breaks }],
] as const)('an owner that cannot be reached leaves %s unknown', async (step, state, answers) => {
  const { outcome } = await done(state, answers, { step });
  expect(outcome).toMatchObject({ step, result: 'unknown' });
});

test('the first capture is told at once, a later one asks what became of others', async () => {
  const first = await done(committed);
  expect(first.asked).toEqual([['capture', 'pi_1', TOTAL, `cap:${id}:0`]]);
  expect(first.outcome).toMatchObject({ result: 'captured', payment: { received: TOTAL } });
  const later = await done(committed, {}, { tries: 3 });
  expect(later.asked).toEqual([
    ['fetch', 'pi_1'],
    ['capture', 'pi_1', TOTAL, `cap:${id}:3`],
  ]);
  const known = { gateway: { fetch: async () => ok(payment('succeeded')) } };
  const taken = await done(committed, known, { tries: 1 });
  expect(taken.asked.map(([name]) => name)).toEqual(['fetch']);
  expect(taken.outcome).toMatchObject({ result: 'captured' });
  const silent = await done(committed, { gateway: { fetch: async () => unknown } }, { tries: 1 });
  expect(silent.asked.map(([name]) => name)).toEqual(['fetch']);
  expect(silent.outcome).toMatchObject({ result: 'unknown' });
});

const refusing = async () => refused;
const captureWith = async (gateway: NonNullable<Answers['gateway']>) =>
  (await done(committed, { gateway })).outcome;

test('a capture is what the provider has taken, whatever it answered', async () => {
  expect(await captureWith({ capture: async () => unknown })).toMatchObject({ result: 'unknown' });
  const lost = { capture: refusing, fetch: async () => unknown };
  expect(await captureWith(lost)).toMatchObject({ result: 'unknown' });
  const before = { capture: refusing, fetch: async () => ok(payment('succeeded')) };
  expect(await captureWith(before)).toMatchObject({ result: 'captured' });
  const gone = { capture: refusing, fetch: async () => ok(payment('canceled')) };
  expect(await captureWith(gone)).toMatchObject({ result: 'refused' });
  const part = { capture: async () => ok(payment('succeeded', { received: TOTAL - 1 })) };
  expect(await captureWith(part)).toMatchObject({ result: 'refused' });
  const not = { capture: async () => ok(payment('processing', { received: TOTAL })) };
  expect(await captureWith(not)).toMatchObject({ result: 'refused' });
});

test('a payment that was never stored is looked for and cancelled where it is found', async () => {
  const found = [payment('canceled', { id: 'pi_8' }), payment('requires_payment_method')];
  const gateway = { find: async () => ok(found) };
  const { outcome, asked, version } = await done(reserved, { gateway }, { step: 'cancel_payment' });
  expect(asked).toEqual([
    ['find', id],
    ['cancel', 'pi_1', `void:${id}:${version}:0:pi_1`],
  ]);
  expect(outcome).toMatchObject({ result: 'cancelled' });
  const silent = { gateway: { find: async () => unknown } };
  const none = await done(reserved, silent, { step: 'cancel_payment' });
  expect(none.asked).toEqual([['find', id]]);
  expect(none.outcome).toMatchObject({ result: 'cancelled' });
});

const cancelWith = async (gateway: NonNullable<Answers['gateway']>, tries = 0) =>
  done(awaiting, { gateway }, { step: 'cancel_payment', tries });

test('a payment counts as cancelled when the provider says so, now or when asked', async () => {
  const plain = await cancelWith({}, 2);
  expect(plain.asked).toEqual([['cancel', 'pi_1', `void:${id}:${plain.version}:2`]]);
  expect(plain.outcome).toMatchObject({ result: 'cancelled' });
  const cases = [
    [refused, ok(payment('canceled')), 'cancelled'],
    [unknown, ok(payment('canceled')), 'cancelled'],
    [unknown, ok(payment('requires_capture')), 'unknown'],
    [refused, unknown, 'unknown'],
    [refused, ok(payment('succeeded')), 'not_cancellable'],
  ] as const;
  for (const [cancel, fetched, result] of cases) {
    const { outcome, asked } = await cancelWith({
      cancel: async () => cancel,
      fetch: async () => fetched,
    });
    expect(outcome).toMatchObject({ result });
    expect(asked.at(-1)).toEqual(['fetch', 'pi_1']);
  }
});

/** A confirmed order about to make the refund that it owes. */
function owing(version: number): OrderState {
  const row: Refund = {
    ...{ id: `rf_${version}`, amount: 400, tax: 0, lines: [], reason: 'late', origin: 'staff' },
    ...{ status: 'pending', reference: null, at: 1, history: [] },
  };
  return to(confirmed, at(), 'confirmed', 'refund', { refunds: [row] }).state;
}

test('a refund is asked for once, and looked for before it is asked for again', async () => {
  const version = confirmed.version + 1;
  const asking = { orderId: id, refundId: `rf_${version}`, paymentId: 'pi_1', amount: 400 };
  const first = await done(owing(version));
  expect(first.asked).toEqual([['refund', { ...asking, attempt: 1 }]]);
  expect(first.outcome).toMatchObject({ result: 'refunded', reference: 're_1' });
  const again = await done(owing(version), {}, { tries: 1 });
  expect(again.asked).toEqual([
    ['refunds', 'pi_1'],
    ['refund', { ...asking, attempt: 1 }],
  ]);
  expect((await done(owing(version - 1))).asked[0]).toEqual(['refunds', 'pi_1']);
  const attempts = [5, 6, 11, 12].map(async (tries) => {
    const { asked } = await done(owing(version), {}, { tries });
    return asked.at(-1)?.[1];
  });
  expect(await Promise.all(attempts)).toMatchObject([
    ...[{ attempt: 1 }, { attempt: 2 }, { attempt: 2 }, { attempt: 3 }],
  ]);
});

const made = (refundId: string, status: 'pending' | 'succeeded' | 'failed') => ({
  ...{ id: `re_${refundId}`, refundId, status, amount: 400, at: 1 },
});

test('a refund that was made is found by the shop’s own id of it', async () => {
  const version = confirmed.version + 1;
  const given = async (...known: ReturnType<typeof made>[]) =>
    done(owing(version), { gateway: { refunds: async () => ok(known) } }, { tries: 1 });
  const found = await given(made('rf_1', 'failed'), made(`rf_${version}`, 'succeeded'));
  expect(found.asked.map(([name]) => name)).toEqual(['refunds']);
  expect(found.outcome).toMatchObject({
    ...{ result: 'refunded', refundId: `rf_${version}`, reference: `re_rf_${version}` },
  });
  expect((await given(made(`rf_${version}`, 'pending'))).outcome).toMatchObject({
    result: 'pending',
  });
  expect((await given(made(`rf_${version}`, 'failed'))).outcome).toMatchObject({
    result: 'refused',
  });
});

test('what the provider says of a refund is taken as it is', async () => {
  const version = confirmed.version + 1;
  for (const answer of [refused, unknown]) {
    const { outcome } = await done(owing(version), { gateway: { refund: async () => answer } });
    expect(outcome).toMatchObject({ result: answer.reason, refundId: `rf_${version}` });
  }
  const silent = { gateway: { refunds: async () => unknown } };
  const { outcome, asked } = await done(owing(version), silent, { tries: 1 });
  expect(outcome).toMatchObject({ result: 'unknown', refundId: `rf_${version}` });
  expect(asked).toHaveLength(1);
});

test('what became of the money is what both lists of the provider say', async () => {
  const dispute = {
    ...{ id: 'dp_1', status: 'open' as const, amount: 5, reason: 'fraudulent' },
    ...{ at: 1, dueBy: null },
  };
  const gateway = { disputes: async () => ok([dispute]) };
  const { outcome, asked } = await done(confirmed, { gateway }, { step: 'check_money' });
  expect(asked).toEqual([
    ['refunds', 'pi_1'],
    ['disputes', 'pi_1'],
  ]);
  expect(outcome).toMatchObject({ result: 'found', refunds: [], disputes: [dispute] });
  for (const silent of [{ refunds: async () => unknown }, { disputes: async () => unknown }]) {
    const none = await done(confirmed, { gateway: silent }, { step: 'check_money' });
    expect(none.outcome).toMatchObject({ result: 'unknown' });
  }
});

test('the cart hears what was bought, summed by SKU', async () => {
  const { outcome, asked } = await done(confirmed, {}, { step: 'settle_cart' });
  expect(asked).toEqual([['settle', DOCUMENT.cartId, id, demandOf(MIXED)]]);
  expect(outcome).toMatchObject({ result: 'settled' });
});

const arrived = (lineId: string, restocked: number, scrapped: number) => ({
  ...{ lineId, quantity: 3, reason: 'no', restocked, scrapped },
});

test('goods that came back are told to their SKUs, summed, where they arrived', async () => {
  const one = {
    ...{ id: 'rt_1', status: 'received' as const, stocked: false, refundId: null, note: null },
    ...{
      warehouse: null,
      history: [],
      lines: [arrived('1', 1, 1), arrived('2', 1, 0), arrived('3', 2, 0)],
    },
  };
  const back = async (warehouse: string | null, answers: Answers = {}) =>
    done({ ...confirmed, returns: [{ ...one, warehouse }] }, answers, { step: 'restock' });
  const { outcome, asked } = await back('north');
  const goods = { orderId: id, returnId: 'rt_1', warehouse: 'north' };
  expect(asked).toEqual([
    ['takeBack', 'B', { ...goods, restocked: 3, scrapped: 1 }],
    ['takeBack', 'A', { ...goods, restocked: 1, scrapped: 0 }],
  ]);
  expect(outcome).toMatchObject({ result: 'restocked', returnId: 'rt_1' });
  expect((await back(null)).asked[0]?.[2]).toMatchObject({ warehouse: 'main' });
  expect((await back(null, { tell: breaks })).outcome).toMatchObject({
    ...{ result: 'unknown', returnId: 'rt_1' },
  });
});
