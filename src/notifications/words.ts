/** How mails write amounts and countries. */
import type { Money } from '../kernel/money.ts';

/** The mails' language; a market's own comes with a second market. */
const LOCALE = 'en-IE';

/** An amount as readers of the mails write it. */
export function showMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
}

const countryNames = new Intl.DisplayNames(LOCALE, { type: 'region' });

/** A country's name by its code; a code that nobody knows stands for itself. */
export const showCountry = (code: string): string => countryNames.of(code) ?? code;
