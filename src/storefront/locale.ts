/** How one language writes what the pages show: words, money, numbers and times. */
import { MINOR_DIGITS } from '../kernel/money.ts';
import type { Currency, Money } from '../kernel/money.ts';
import { en } from './messages/en.ts';
import type { Messages } from './messages/en.ts';

export type Locale = {
  /** The `lang` attribute. */
  readonly lang: string;
  readonly t: Messages;
  /** As on a price tag: `€189`, `€18.90`. */
  price(money: Money): string;
  /** As in a sum: `€189.00`. */
  exact(money: Money): string;
  number(value: number): string;
  /** A rating, with one decimal. */
  average(value: number): string;
  /** @param at RFC 3339 */
  date(at: string): string;
  dateTime(at: string): string;
  time(at: string): string;
};

type Formats = { readonly tag: string; readonly lang: string; readonly timeZone: string };

function localeOf({ tag, lang, timeZone }: Formats, t: Messages): Locale {
  const formats = new Map<string, Intl.NumberFormat>();
  const currencyFormat = (currency: Currency, strip: boolean): Intl.NumberFormat => {
    const key = `${currency}${strip}`;
    const known = formats.get(key);
    if (known !== undefined) return known;
    const trailingZeroDisplay = strip ? 'stripIfInteger' : 'auto';
    const made = new Intl.NumberFormat(tag, { style: 'currency', currency, trailingZeroDisplay });
    formats.set(key, made);
    return made;
  };
  const money = ({ amount, currency }: Money, strip: boolean): string =>
    currencyFormat(currency, strip).format(amount / 10 ** MINOR_DIGITS[currency]);
  const numbers = new Intl.NumberFormat(tag);
  const averages = new Intl.NumberFormat(tag, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone });
  const times = new Intl.DateTimeFormat(tag, { timeStyle: 'short', timeZone });
  const dateTimes = new Intl.DateTimeFormat(tag, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return {
    lang,
    t,
    price: (value) => money(value, true),
    exact: (value) => money(value, false),
    number: (value) => numbers.format(value),
    average: (value) => averages.format(value),
    date: (at) => dates.format(new Date(at)),
    dateTime: (at) => dateTimes.format(new Date(at)),
    time: (at) => times.format(new Date(at)),
  };
}

/** English as Ireland writes it: euros in front, days before months; the shop's own time zone. */
export const english: Locale = localeOf(
  { tag: 'en-IE', lang: 'en', timeZone: 'Europe/Berlin' },
  en,
);
