/**
 * What a refund comes to, from the order's frozen amounts. Units of a line are worth the same but
 * for a cent: the largest remainder gives it to some, and those are paid back first, so that any
 * way of refunding a line in parts comes to what was paid for it.
 */
import { proportion, sum } from '../kernel/money.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { OrderDocument, OrderLine, Refund, RefundLine } from './order.ts';

export type LineUnits = { readonly lineId: string; readonly quantity: number };

export type LinesRefusal =
  | { reason: 'unknown_line'; lineId: string }
  | { reason: 'too_many_units'; lineId: string; left: number };

/** Refunds that have paid back or still may: those that failed count for nothing. */
export const liveRefunds = (refunds: readonly Refund[]): Refund[] =>
  refunds.filter((refund) => refund.status !== 'failed');

/** What was paid for a line, tax included. */
export const paidFor = (line: OrderLine, document: OrderDocument): number =>
  line.lineTotal - line.discount + (document.pricesIncludeTax ? 0 : line.tax);

type Given = { readonly units: number; readonly amount: number; readonly tax: number };

/** What live refunds have given back for a line. */
export function givenFor(refunds: readonly Refund[], lineId: string): Given {
  const parts = liveRefunds(refunds).flatMap((refund) =>
    refund.lines.filter((part) => part.lineId === lineId),
  );
  return {
    units: sum(parts.map((part) => part.quantity)),
    amount: sum(parts.map((part) => part.amount)),
    tax: sum(parts.map((part) => part.tax)),
  };
}

/**
 * What the next `units` of `quantity` equal parts of `whole` are worth, after `amount` was given
 * for `given` of them: of the parts that are left the dearest.
 */
export function nextParts(
  whole: number,
  quantity: number,
  given: { readonly units: number; readonly amount: number },
  units: number,
): number {
  const least = Math.floor(whole / quantity);
  const dear = whole - least * quantity;
  const spent = Math.min(Math.max(given.amount - least * given.units, 0), dear);
  return least * units + Math.min(units, dear - spent);
}

/** One entry for each line, in the order they were named. */
export function summed(lines: readonly LineUnits[]): LineUnits[] {
  const units = new Map<string, number>();
  for (const { lineId, quantity } of lines) {
    units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  }
  return Array.from(units, ([lineId, quantity]) => ({ lineId, quantity }));
}

/** What units of lines come to, after the refunds there are; never more units than were bought. */
export function priceLines(
  document: OrderDocument,
  refunds: readonly Refund[],
  asked: readonly LineUnits[],
): Result<RefundLine[], LinesRefusal> {
  const priced: RefundLine[] = [];
  for (const { lineId, quantity } of summed(asked)) {
    const line = document.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) return fail({ reason: 'unknown_line', lineId });
    const { units, amount, tax } = givenFor(refunds, lineId);
    const left = line.quantity - units;
    if (quantity > left) return fail({ reason: 'too_many_units', lineId, left });
    const part = (whole: number, given: number): number =>
      nextParts(whole, line.quantity, { units, amount: given }, quantity);
    const worth = part(paidFor(line, document), amount);
    priced.push({ lineId, quantity, amount: worth, tax: part(line.tax, tax) });
  }
  return ok(priced);
}

/**
 * The tax in a refund: that of its lines, or its share of what is left. Bounded so that what is
 * left to refund never has less in it than the tax that is left: the last refund takes both.
 */
export function taxIn(
  amount: number,
  lines: readonly RefundLine[],
  left: { readonly amount: number; readonly tax: number },
): number {
  const wanted =
    lines.length > 0
      ? sum(lines.map((line) => line.tax))
      : proportion(left.tax, amount, left.amount);
  const least = left.tax - (left.amount - amount);
  return Math.max(least, Math.min(wanted, amount, left.tax));
}
