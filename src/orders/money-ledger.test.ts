import { expect, test } from 'vitest';
import { confirmed } from '../../tests/model/order-states.ts';
import { DOCUMENT, TOTAL } from '../../tests/model/order-world.ts';
import { balancesOf, isBalanced, moneyLedger } from './money-ledger.ts';
import type { LedgerEntry } from './money-ledger.ts';
import type { Dispute, OrderDocument, OrderState, Refund } from './order.ts';

const SOLD_AT = 50;

/** Confirmed at a known time, with what came after. */
const sold = (changes: Partial<OrderState> = {}): OrderState => ({
  ...confirmed,
  history: [
    { status: 'placed', at: 1 },
    { status: 'confirmed', at: SOLD_AT },
  ],
  ...changes,
});

/** An entry as accountants write it: debit, account, credit. */
const brief = ({ kind, reference, at, postings }: LedgerEntry) => [
  `${at} ${kind} ${reference}`,
  ...postings.map(({ account, debit, credit }) => `${debit} ${account} ${credit}`),
];
const books = (state: OrderState, document = DOCUMENT) => moneyLedger(document, state).map(brief);

const refund = (...history: Refund['history']): Refund => ({
  ...{ id: 'rf_1', amount: 250, tax: 40, lines: [], reason: 'late', origin: 'staff' },
  ...{ status: history.at(-1)?.status ?? 'pending', reference: 're_1', at: 60, history },
});

const dispute = (...history: Dispute['history']): Dispute => ({
  ...{ id: 'dp_1', amount: 300, reason: 'general', at: 70, dueBy: null },
  ...{ status: history.at(-1)?.status ?? 'open', history },
});

const SALE = [
  `${SOLD_AT} sale ${DOCUMENT.number}`,
  '1000 receivable 0',
  '0 revenue 840',
  '0 tax 160',
];
const CAPTURE = [`${SOLD_AT} capture pi_1`, '0 receivable 1000', '1000 provider 0'];

test('a sale is revenue and tax against what the buyer owes, and the capture settles it', () => {
  expect(books(sold())).toEqual([SALE, CAPTURE]);
});

test('shipping, discount and tax stand apart, however the market shows its prices', () => {
  const amounts = { subtotal: 900, discount: 100, shipping: 200 };
  const [line] = DOCUMENT.lines;
  const lines = line === undefined ? [] : [{ ...line, tax: 128 }];
  const within: OrderDocument = { ...DOCUMENT, ...amounts, lines };
  expect(books(sold(), within)[0]?.slice(1)).toEqual([
    ...['1000 receivable 0', '0 revenue 672', '0 shipping 168', '0 tax 160'],
  ]);
  const onTop: OrderDocument = {
    ...{ ...DOCUMENT, ...amounts, lines, pricesIncludeTax: false, total: 1_160 },
  };
  expect(books(sold(), onTop)[0]?.slice(1)).toEqual([
    ...['1160 receivable 0', '0 revenue 800', '0 shipping 200', '0 tax 160'],
  ]);
});

test('a refund is owed when it is asked for, and leaves the provider when it is made', () => {
  const refunds = [refund({ status: 'pending', at: 60 }, { status: 'succeeded', at: 65 })];
  expect(books(sold({ refunds })).slice(2)).toEqual([
    ['60 refund rf_1 pending', '40 tax 0', '210 refunds 0', '0 refunds_pending 250'],
    ['65 refund rf_1 succeeded', '0 provider 250', '250 refunds_pending 0'],
  ]);
});

test('a refund that failed is undone by an entry of its own', () => {
  const refunds = [refund({ status: 'pending', at: 60 }, { status: 'failed', at: 65 })];
  expect(books(sold({ refunds })).at(-1)).toEqual([
    ...['65 refund rf_1 failed', '0 tax 40', '0 refunds 210', '250 refunds_pending 0'],
  ]);
});

test('what was taken for an order that never was goes back to the buyer whose it was', () => {
  const history: OrderState['history'] = [
    { status: 'placed', at: 1 },
    { status: 'needs_attention', at: 20 },
  ];
  const refunds = [refund({ status: 'pending', at: 60 })];
  expect(books(sold({ history, refunds }))).toEqual([
    ['20 capture pi_1', '0 receivable 1000', '1000 provider 0'],
    ['60 refund rf_1 pending', '250 receivable 0', '0 refunds_pending 250'],
  ]);
  const early = sold({ history: [{ status: 'placed', at: 1 }] });
  expect(books(early, { ...DOCUMENT, placedAt: 3 })[0]?.[0]).toBe('3 capture pi_1');
});

test('an order of which nothing was taken has no books', () => {
  expect(books(sold({ history: [{ status: 'placed', at: 1 }], tender: null }))).toEqual([]);
});

test('a bank takes while a dispute runs or is lost, and gives back when it is won', () => {
  const disputes = [
    dispute({ status: 'inquiry', at: 70 }, { status: 'open', at: 71 }, { status: 'won', at: 72 }),
  ];
  expect(books(sold({ disputes })).slice(2)).toEqual([
    ['71 dispute dp_1 open', '0 provider 300', '300 disputes 0'],
    ['72 dispute dp_1 won', '300 provider 0', '0 disputes 300'],
  ]);
  const lost = sold({
    disputes: [dispute({ status: 'open', at: 71 }, { status: 'lost', at: 72 })],
  });
  expect(books(lost)).toHaveLength(3);
});

test('entries stand in the order they happened', () => {
  const refunds = [refund({ status: 'succeeded', at: 90 })];
  const disputes = [dispute({ status: 'open', at: 80 })];
  const state = sold({ refunds, disputes });
  expect(moneyLedger(DOCUMENT, state).map(({ at }) => at)).toEqual([SOLD_AT, SOLD_AT, 80, 90]);
});

test('the balances are what is left of all entries, and their sum is nothing', () => {
  const refunds = [refund({ status: 'pending', at: 60 }, { status: 'succeeded', at: 65 })];
  const entries = moneyLedger(DOCUMENT, sold({ refunds }));
  expect(balancesOf(entries)).toEqual([
    { account: 'receivable', balance: 0 },
    { account: 'provider', balance: TOTAL - 250 },
    { account: 'revenue', balance: -840 },
    { account: 'tax', balance: -120 },
    { account: 'refunds', balance: 210 },
    { account: 'refunds_pending', balance: 0 },
  ]);
  expect(isBalanced(entries)).toBe(true);
  expect(balancesOf([])).toEqual([]);
});

test('one entry with more debit than credit is seen', () => {
  const entries = moneyLedger(DOCUMENT, sold());
  const wrong = { at: 99, kind: 'refund', reference: 'x' } as const;
  const posting = { account: 'refunds', debit: 1, credit: 0 } as const;
  expect(isBalanced([...entries, { ...wrong, postings: [posting] }])).toBe(false);
});
