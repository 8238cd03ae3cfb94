/** What refunds come to, for any order and any way of paying it back in parts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asCouponCode } from '../../src/kernel/ids.ts';
import { sum } from '../../src/kernel/money.ts';
import type { OrderDocument, OrderState } from '../../src/orders/order.ts';
import { givenFor, liveRefunds, nextParts, paidFor } from '../../src/orders/refund-amounts.ts';
import { balancesOf, isBalanced, moneyLedger } from '../../src/orders/money-ledger.ts';
import { afterRefund, refundable, requestRefund } from '../../src/orders/refunds.ts';
import { begin, owedRefund } from '../../src/orders/saga-move.ts';
import { priceItems } from '../../src/pricing/price.ts';
import { DOCUMENT } from './order-world.ts';

const LINE = required(DOCUMENT.lines[0], 'a line');

const coupon = {
  ...{ code: required(asCouponCode('TEST'), 'a code'), kind: 'amount' as const, value: 0 },
  ...{ currency: 'EUR' as const, minimum: 0, startsAt: null, endsAt: null, totalLimit: null },
  ...{ perCustomerLimit: null, combinable: false, active: true },
};

/** An order priced as checkout prices it. */
const documents = fc
  .record({
    items: fc.array(
      fc.record({
        unitPrice: fc.integer({ min: 0, max: 5_000 }),
        quantity: fc.integer({ min: 1, max: 7 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    discount: fc.integer({ min: 1, max: 9_000 }),
    shipping: fc.integer({ min: 0, max: 700 }),
    taxRate: fc.constantFrom(0, 700, 1900, 2550),
    pricesIncludeTax: fc.boolean(),
  })
  .map(({ items, discount, shipping, taxRate, pricesIncludeTax }): OrderDocument => {
    const coupons = [{ ...coupon, value: discount }];
    const table = { coupons, shipping: { price: shipping }, taxRate, pricesIncludeTax };
    const priced = priceItems({ items, ...table });
    const lines = priced.lines.map((amounts, index) => ({
      ...LINE,
      ...{ ...required(items[index], 'an item'), ...amounts, lineId: `l${index}` },
    }));
    return { ...DOCUMENT, ...priced, lines, pricesIncludeTax };
  });

const paidOrder = (document: OrderDocument): OrderState => ({
  ...begin(0),
  ...{ status: 'confirmed', effect: null, cartSettled: true },
  history: [{ status: 'confirmed', at: 0 }],
  tender: {
    ...{ kind: 'card', reference: 'pi_1', authorised: document.total, refunded: 0 },
    captured: document.total,
  },
});

type Wish = { line: number; units: number; amount: number; by: string; fails: boolean };

const wishes = fc.array(
  fc.record({
    line: fc.nat(4),
    units: fc.integer({ min: 1, max: 8 }),
    amount: fc.integer({ min: 1, max: 3_000 }),
    by: fc.constantFrom('lines', 'lines', 'lines', 'amount', 'all'),
    fails: fc.boolean(),
  }),
  { maxLength: 25 },
);

/** Asks for a refund and lets the provider make or refuse it. */
function refunded(state: OrderState, wish: Wish, document: OrderDocument): OrderState {
  const context = { document, now: 1, pollMs: 1 };
  const asked = requestRefund(
    state,
    {
      lines: wish.by === 'lines' ? [{ lineId: `l${wish.line}`, quantity: wish.units }] : null,
      amount: wish.by === 'amount' ? wish.amount : null,
      reason: 'a wish',
    },
    context,
  );
  if (!asked.ok) return state;
  const row = required(owedRefund(asked.value.state), 'a row before the provider is asked');
  const outcome = { step: 'refund' as const, version: asked.value.state.version, refundId: row.id };
  return afterRefund(
    asked.value.state,
    wish.fails
      ? { ...outcome, result: 'refused' }
      : { ...outcome, result: 'refunded', reference: `re_${row.id}` },
    context,
  ).state;
}

test('no refunds, in whatever parts and order, exceed the order, a line or its units', () => {
  fc.assert(
    fc.property(documents, wishes, (document, asked) => {
      let state = paidOrder(document);
      for (const wish of asked) {
        state = refunded(state, wish, document);
        const live = liveRefunds(state.refunds);
        expect(refundable(state)).toBeGreaterThanOrEqual(0);
        expect(state.tender?.refunded).toBe(sum(live.map(({ amount }) => amount)));
        for (const line of document.lines) {
          const given = givenFor(state.refunds, line.lineId);
          expect(given.units).toBeLessThanOrEqual(line.quantity);
          expect(given.amount).toBeLessThanOrEqual(paidFor(line, document));
          if (given.units === line.quantity) expect(given.amount).toBe(paidFor(line, document));
        }
        for (const { amount, tax } of live) {
          expect(tax).toBeGreaterThanOrEqual(0);
          expect(tax).toBeLessThanOrEqual(amount);
        }
        const books = moneyLedger(document, state);
        const standing = new Map(
          balancesOf(books).map(({ account, balance }) => [account, balance]),
        );
        expect(isBalanced(books)).toBe(true);
        expect(standing.get('provider') ?? 0).toBe(refundable(state));
        expect(standing.get('receivable') ?? 0).toBe(0);
        const taxLeft = document.tax - sum(live.map(({ tax }) => tax));
        expect(taxLeft).toBeGreaterThanOrEqual(0);
        expect(taxLeft).toBeLessThanOrEqual(refundable(state));
      }
      const whole = { line: 0, units: 1, amount: 1, by: 'all', fails: false };
      const { refunds } = refunded(state, whole, document);
      const live = liveRefunds(refunds);
      expect(sum(live.map(({ amount }) => amount))).toBe(document.total);
      if (document.total > 0) expect(sum(live.map(({ tax }) => tax))).toBe(document.tax);
      // Once all is paid back, only what was sold and given back stands in the books.
      const left = balancesOf(moneyLedger(document, { ...state, refunds }));
      const open = left.filter(({ account }) =>
        ['provider', 'tax', 'receivable'].includes(account),
      );
      expect(open.every(({ balance }) => balance === 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a line paid back unit by unit comes to what was paid for it, no unit a cent off', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 40 }), (paid, quantity) => {
      let amount = 0;
      for (let units = 0; units < quantity; units++) {
        const part = nextParts(paid, quantity, { units, amount }, 1);
        expect(Math.abs(part - paid / quantity)).toBeLessThan(1);
        amount += part;
      }
      expect(amount).toBe(paid);
    }),
  );
});
