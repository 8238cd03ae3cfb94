/** How mails write amounts, countries and times. */
import type { Currency, Money } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** The mails' language; a market's own comes with a second market. */
const LOCALE = 'en-IE';

const formats = new Map<Currency, Intl.NumberFormat>();

/** The form of a currency's amounts: dear to make, and a mail has a dozen of them. */
function formatOf(currency: Currency): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  formats.set(currency, format);
  return format;
}

/** An amount as readers of the mails write it. */
export function showMoney({ amount, currency }: Money): string {
  const format = formatOf(currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

const times = new Intl.DateTimeFormat(LOCALE, {
  ...{ dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' },
});

/** A time for readers wherever they are: in UTC, and saying so. */
export const showTime = (at: Milliseconds): string => `${times.format(at)} UTC`;

const countryNames = new Intl.DisplayNames(LOCALE, { type: 'region' });

/** A country's name by its code; a code that nobody knows stands for itself. */
export const showCountry = (code: string): string => countryNames.of(code) ?? code;
