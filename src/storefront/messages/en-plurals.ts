/** Counting in English, as Ireland writes it. */

const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en-IE');

/** A number in digits: 1,455. */
export const digits = (n: number): string => numbers.format(n);

/** A number with the form of the word that goes with it. */
export const count = (n: number, one: string, other: string): string =>
  `${digits(n)} ${plurals.select(n) === 'one' ? one : other}`;
