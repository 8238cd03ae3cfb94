import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS } from '../kernel/time.ts';
import { amountsOf, book, dayOf, entryAfter, nextStatement, NOTHING } from './payouts.ts';
import { paid, partsOf, sumsOver, totalOf } from './payouts.ts';
import type { Entry, Period, Sale, Statement } from './payouts.ts';

/** A sale of 100 euros under a commission of 12.5 %. */
const sale = (changes: Partial<Sale> = {}): Sale => ({
  ...{ orderId: 'one', number: 'EW-1', soldAt: 10, currency: 'EUR' },
  ...{ captured: 10_000, refunded: 0, rate: 1_250 },
  ...changes,
});

/** A book as the object keeps it, in memory. */
class Book {
  readonly sales = new Map<string, Sale>();
  readonly entries: Entry[] = [];
  readonly statements: Statement[] = [];

  take(told: Sale, now: number): void {
    const booked = book(this.sales.get(told.orderId) ?? null, told);
    this.sales.set(told.orderId, booked.sale);
    if (booked.change === null) return;
    this.entries.push(entryAfter(this.entries.at(-1) ?? null, told, booked.change, now));
  }

  get open(): { first: Entry | null; last: Entry | null } {
    const stated = this.statements.at(-1)?.entries.last ?? 0;
    return { first: this.entries[stated] ?? null, last: this.entries.at(-1) ?? null };
  }

  state(until: number, now = until) {
    const last = this.entries.findLast(({ at }) => at < until) ?? null;
    const run = { first: this.open.first, last };
    const made = nextStatement(run, this.statements.at(-1) ?? null, { until, now });
    if (made.ok) this.statements.push(made.value);
    return made;
  }

  linesOf({ entries: { first, last } }: Statement): Entry[] {
    return this.entries.slice(first - 1, last);
  }
}

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

test('the commission and the time of a sale stay those it was first told with', () => {
  const told = sale({ rate: 5_000, soldAt: 99, refunded: 2_000 });
  expect(book(sale(), told)).toEqual({
    sale: sale({ refunded: 2_000 }),
    change: { captured: 0, refunded: 2_000, commission: -250, payout: -1_750 },
  });
  expect(book(sale(), sale({ rate: 5_000 })).change).toBeNull();
});

test('a statement takes in what was booked before an instant', () => {
  const kept = new Book();
  kept.take(sale(), 20);
  kept.take(sale({ orderId: 'two', number: 'EW-2' }), 100);
  expect(kept.state(100, 200)).toMatchObject({
    value: {
      ...{ captured: 10_000, refunded: 0, commission: 1_250, payout: 8_750 },
      ...{ sequence: 1, currency: 'EUR', from: 20, until: 100, madeAt: 200 },
      ...{ state: 'due', paidAt: null, reference: null, entries: { first: 1, last: 1 } },
    },
  });
});

test('what a statement has is in no other; a refund that came later is', () => {
  const kept = new Book();
  kept.take(sale(), 20);
  kept.state(100);
  expect(kept.state(110)).toMatchObject({ reason: 'nothing_due' });
  kept.take(sale({ refunded: 2_000 }), 120);
  kept.take(sale({ orderId: 'two', number: 'EW-2' }), 130);
  const second = kept.state(200);
  if (!second.ok) throw new Error(second.reason);
  expect(second.value).toMatchObject({ sequence: 2, from: 100, refunded: 2_000, payout: 7_000 });
  expect(kept.linesOf(second.value).map(({ payout }) => payout)).toEqual([-1_750, 8_750]);
});

test('who owes the shop gets no statement until they have sold more than that', () => {
  const kept = new Book();
  kept.take(sale(), 20);
  kept.state(100);
  kept.take(sale({ refunded: 10_000 }), 120);
  expect(kept.state(200)).toMatchObject({ reason: 'nothing_due' });
  kept.take(sale({ orderId: 'two', captured: 5_000 }), 210);
  expect(kept.state(300)).toMatchObject({ reason: 'nothing_due' });
  kept.take(sale({ orderId: 'three', captured: 10_000 }), 310);
  expect(kept.state(400)).toMatchObject({ value: { payout: 4_375 } });
});

test('what is booked while the clock was set back is in the next statement, not in none', () => {
  const kept = new Book();
  kept.take(sale(), 100);
  kept.state(200);
  kept.take(sale({ orderId: 'two' }), 50);
  expect(kept.entries.map(({ at }) => at)).toEqual([100, 100]);
  expect(kept.state(300)).toMatchObject({ value: { payout: 8_750, entries: { first: 2 } } });
});

test('a statement is paid once; the same transfer told again changes nothing', () => {
  const kept = new Book();
  kept.take(sale(), 20);
  kept.state(100);
  const once = paid(kept.statements[0] ?? null, 'SEPA 1', 300);
  expect(once).toMatchObject({ value: { state: 'paid', paidAt: 300, reference: 'SEPA 1' } });
  if (!once.ok) throw new Error(once.reason);
  expect(paid(once.value, 'SEPA 1', 400)).toEqual(once);
  expect(paid(once.value, 'SEPA 2', 400)).toMatchObject({ reason: 'already_paid' });
  expect(paid(null, 'SEPA 1', 400)).toMatchObject({ reason: 'unknown_statement' });
});

const inside = (at: number, { from, until }: Period): boolean => at >= from && at < until;

test('the whole days and the rest of a period are all of it, once', () => {
  const instant = fc.integer({ min: -2 * DAY_MS, max: 4 * DAY_MS });
  const edge = fc.constantFrom(-DAY_MS, 0, DAY_MS, 3 * DAY_MS);
  const any = fc.oneof(instant, edge);
  fc.assert(
    fc.property(any, any, any, (from, until, soldAt) => {
      const { days, rest } = partsOf({ from, until });
      const parts = rest.filter((part) => inside(soldAt, part)).length;
      const times = parts + (inside(dayOf(soldAt), days) ? 1 : 0);
      expect(times).toBe(inside(soldAt, { from, until }) ? 1 : 0);
      for (const part of rest) {
        if (part.until > part.from) expect(part.until - part.from).toBeLessThan(2 * DAY_MS);
      }
    }),
  );
});

/** What happens to a book: something is sold, something of it is given back, a statement is due. */
const happenings = fc.array(
  fc.oneof(
    fc.record({
      sold: fc.integer({ min: 1, max: 1_000_000 }),
      rate: fc.integer({ min: 0, max: 10_000 }),
    }),
    fc.record({ back: fc.nat(), of: fc.nat() }),
    fc.record({ statement: fc.integer({ min: -5, max: 0 }) }),
  ),
  { maxLength: 30 },
);

test('whatever comes when, statements and what is open come to what is owed', () => {
  fc.assert(
    fc.property(happenings, (all) => {
      const kept = new Book();
      for (const [now, one] of all.entries()) {
        if ('statement' in one) {
          kept.state(now + one.statement);
        } else if ('sold' in one) {
          const orderId = `order-${kept.sales.size}`;
          kept.take(sale({ orderId, captured: one.sold, rate: one.rate }), now);
        } else {
          const known = [...kept.sales.values()][
            kept.sales.size === 0 ? 0 : one.of % kept.sales.size
          ];
          if (known === undefined) continue;
          const left = known.captured - known.refunded;
          kept.take({ ...known, refunded: known.refunded + (one.back % (left + 1)) }, now);
        }
      }
      for (const statement of kept.statements) {
        const { captured, refunded, commission, payout } = statement;
        const told = { captured, refunded, commission, payout };
        expect(totalOf(kept.linesOf(statement))).toEqual(told);
        expect(captured - refunded - commission).toBe(payout);
        expect(payout).toBeGreaterThan(0);
      }
      const { first, last } = kept.open;
      const open = first === null || last === null ? NOTHING : sumsOver(first, last);
      const owed = totalOf([...kept.sales.values()].map(amountsOf));
      expect(totalOf([...kept.statements, open])).toEqual(owed);
      expect(kept.statements.map(({ sequence }) => sequence)).toEqual(
        kept.statements.map((_, at) => at + 1),
      );
    }),
  );
});
