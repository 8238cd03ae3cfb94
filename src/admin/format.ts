/** How the back office writes money, times and words, and reads amounts that people typed. */
import { MAX_AMOUNT, MINOR_DIGITS } from '../kernel/money.ts';
import type { Currency, Money } from '../kernel/money.ts';

const LANGUAGE = 'en-IE';
const formats = new Map<Currency, Intl.NumberFormat>();
const numbers = new Intl.NumberFormat(LANGUAGE);
const instants = new Intl.DateTimeFormat(LANGUAGE, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** An amount as people read it: `€19.99`. */
export function price({ amount, currency }: Money): string {
  const known = formats.get(currency);
  const format = known ?? new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency });
  formats.set(currency, format);
  return format.format(amount / 10 ** MINOR_DIGITS[currency]);
}

/** A count: `1,234`. */
export const number = (value: number): string => numbers.format(value);

/** An instant in UTC: `20 Nov 2026, 10:36`. */
export const instant = (at: string | number): string => instants.format(new Date(at));

/** `awaiting_payment` → `Awaiting payment`. */
export function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 order`, `2 orders`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const AMOUNT = /^(\d{1,9})(?:[.,](\d{1,2}))?$/;

/** Minor units of what someone typed (`19.99`, `19,9`, `19`), or null where it is no amount. */
export function minorOf(text: string, currency: Currency): number | null {
  const [, whole, fraction = ''] = AMOUNT.exec(text.trim()) ?? [];
  const digits = MINOR_DIGITS[currency];
  if (whole === undefined || fraction.length > digits) return null;
  const amount = Number(whole + fraction.padEnd(digits, '0'));
  return amount <= MAX_AMOUNT ? amount : null;
}

/** A whole number as typed, or null where it is none. */
export const wholeOf = (text: string): number | null =>
  /^[+-]?\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
