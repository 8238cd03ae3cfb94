/** When a row's product and its prices hold: instants as text, put in order and checked. */
import type { Milliseconds } from '../kernel/time.ts';
import type { FieldFault } from './faults.ts';
import type { ScheduledPrice } from './product.ts';

export type ScheduledPriceRow = {
  readonly price_minor: number;
  /** RFC 3339. */
  readonly from: string;
  readonly until?: string | null | undefined;
};

type Faults = FieldFault[];
type Text = string | null | undefined;

const instantOf = (text: Text): Milliseconds | null =>
  text === null || text === undefined ? null : Date.parse(text);

/** From when to when a product is in the shop. */
export function publishTimesOf(faults: Faults, from: Text, until: Text) {
  const publishFrom = instantOf(from);
  const publishUntil = instantOf(until);
  if (publishFrom !== null && publishUntil !== null && publishUntil <= publishFrom) {
    faults.push({ pointer: '/publish_until', detail: 'Expected a time after publish_from' });
  }
  return { publishFrom, publishUntil };
}

/** Scheduled prices in the order of time. */
export function scheduleOf(
  faults: Faults,
  pointer: string,
  rows: readonly ScheduledPriceRow[],
): ScheduledPrice[] {
  const schedule = rows
    .map((row) => ({
      amount: row.price_minor,
      from: Date.parse(row.from),
      until: instantOf(row.until),
    }))
    .toSorted((a, b) => a.from - b.from);
  for (const [index, { from, until }] of schedule.entries()) {
    const next = schedule[index + 1];
    if (until !== null && until <= from) {
      faults.push({ pointer, detail: 'A scheduled price ends after it begins' });
    } else if (next !== undefined && (until === null || until > next.from)) {
      faults.push({ pointer, detail: 'Two scheduled prices hold at the same time' });
    }
  }
  return schedule;
}
