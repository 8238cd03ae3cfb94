import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountsOf, isSound, nextStatement, NOTHING, openOf, paid, totalOf } from './payouts.ts';
import type { BookedSale, Statement } from './payouts.ts';

const DUE = { until: 100, now: 200 };

/** A sale of 100 euros under a commission of 12.5 %. */
const sale = (changes: Partial<BookedSale> = {}): BookedSale => ({
  ...{ orderId: 'one', number: 'EW-1', soldAt: 10, currency: 'EUR' },
  ...{ captured: 10_000, refunded: 0, rate: 1_250, stated: NOTHING },
  ...changes,
});

const made = (sales: readonly BookedSale[], last: Statement | null = null): Statement => {
  const answer = nextStatement(sales, last, DUE);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.value;
};

const amounts = (captured: number, refunded: number, rate: number) =>
  amountsOf(sale({ captured, refunded, rate }));

test('commission is on what was not given back, rounded half up', () => {
  expect(amounts(10_000, 0, 1_250)).toMatchObject({ commission: 1_250, payout: 8_750 });
  expect(amounts(10_000, 4_000, 1_250)).toMatchObject({ commission: 750, payout: 5_250 });
  expect(amounts(100, 0, 50)).toMatchObject({ commission: 1, payout: 99 });
  expect(amounts(99, 0, 50)).toMatchObject({ commission: 0, payout: 99 });
  // More given back than taken, as after a goodwill refund of the delivery.
  expect(amounts(100, 130, 1_250)).toMatchObject({ commission: 0, payout: -30 });
});

test('a statement takes in what was sold before an instant, with the lines it comes from', () => {
  const later = sale({ orderId: 'two', number: 'EW-2', soldAt: 100 });
  expect(made([sale(), later])).toEqual({
    ...{ captured: 10_000, refunded: 0, commission: 1_250, payout: 8_750 },
    ...{ sequence: 1, currency: 'EUR', from: 10, until: 100, madeAt: 200 },
    ...{ state: 'due', paidAt: null, reference: null },
    lines: [
      {
        ...{ orderId: 'one', number: 'EW-1' },
        ...{ captured: 10_000, refunded: 0, commission: 1_250, payout: 8_750 },
      },
    ],
  });
});

test('what a statement has is in no other; a refund that came later is', () => {
  const first = made([sale()]);
  const stated = sale({ stated: amountsOf(sale()) });
  expect(nextStatement([stated], first, DUE)).toMatchObject({ reason: 'nothing_due' });
  const refunded = { ...stated, refunded: 2_000 };
  const fresh = sale({ orderId: 'two', number: 'EW-2', soldAt: 50 });
  const second = made([refunded, fresh], first);
  expect(second).toMatchObject({ sequence: 2, from: first.until, refunded: 2_000 });
  expect(second.lines.map(({ payout }) => payout)).toEqual([-1_750, 8_750]);
  expect(isSound(second)).toBe(true);
});

test('who owes the shop gets no statement until they have sold more than that', () => {
  const owing = sale({ refunded: 10_000, stated: amountsOf(sale()) });
  expect(openOf(owing).payout).toBe(-8_750);
  expect(nextStatement([owing], null, DUE)).toMatchObject({ reason: 'nothing_due' });
  const little = sale({ orderId: 'two', captured: 5_000 });
  expect(nextStatement([owing, little], null, DUE)).toMatchObject({ reason: 'nothing_due' });
  const more = sale({ orderId: 'three', captured: 10_000 });
  expect(made([owing, little, more]).payout).toBe(4_375);
});

test('a statement is paid once; the same transfer told again changes nothing', () => {
  const due = made([sale()]);
  const once = paid(due, 'SEPA 1', 300);
  expect(once).toMatchObject({ value: { state: 'paid', paidAt: 300, reference: 'SEPA 1' } });
  if (!once.ok) throw new Error(once.reason);
  expect(paid(once.value, 'SEPA 1', 400)).toEqual(once);
  expect(paid(once.value, 'SEPA 2', 400)).toMatchObject({ reason: 'already_paid' });
  expect(paid(null, 'SEPA 1', 400)).toMatchObject({ reason: 'unknown_statement' });
});

test('a statement whose lines do not add up is not sound', () => {
  const due = made([sale()]);
  expect(isSound(due)).toBe(true);
  expect(isSound({ ...due, payout: due.payout + 1 })).toBe(false);
  expect(isSound({ ...due, captured: due.captured + 1 })).toBe(false);
});

/** What happens to a book: something is sold, something of it is given back, a statement is due. */
const happenings = fc.array(
  fc.oneof(
    fc.record({
      sold: fc.integer({ min: 1, max: 1_000_000 }),
      rate: fc.integer({ min: 0, max: 10_000 }),
    }),
    fc.record({ back: fc.nat(), of: fc.nat() }),
    fc.constant('statement' as const),
  ),
  { maxLength: 30 },
);

test('whatever comes when, statements and what is open come to what is owed', () => {
  fc.assert(
    fc.property(happenings, (all) => {
      let sales: BookedSale[] = [];
      const statements: Statement[] = [];
      for (const one of all) {
        if (one === 'statement') {
          const next = nextStatement(sales, statements.at(-1) ?? null, DUE);
          if (!next.ok) continue;
          expect(isSound(next.value)).toBe(true);
          expect(next.value.payout).toBeGreaterThan(0);
          statements.push(next.value);
          const taken = new Set(next.value.lines.map(({ orderId }) => orderId));
          sales = sales.map((known) =>
            taken.has(known.orderId) ? { ...known, stated: amountsOf(known) } : known,
          );
        } else if ('sold' in one) {
          const orderId = `order-${sales.length}`;
          sales.push(sale({ orderId, captured: one.sold, rate: one.rate }));
        } else {
          const at = sales.length === 0 ? 0 : one.of % sales.length;
          sales = sales.map((known, index) => {
            const left = known.captured - known.refunded;
            return index === at
              ? { ...known, refunded: known.refunded + (one.back % (left + 1)) }
              : known;
          });
        }
      }
      const told = totalOf([...statements, ...sales.map(openOf)]);
      expect(told).toEqual(totalOf(sales.map(amountsOf)));
      expect(statements.map(({ sequence }) => sequence)).toEqual(statements.map((_, at) => at + 1));
    }),
  );
});
