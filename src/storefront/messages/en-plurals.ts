/** Counting in English. */

const plurals = new Intl.PluralRules('en');
/** A number with the form of the word that goes with it. */
export const count = (n: number, one: string, other: string): string =>
  `${n} ${plurals.select(n) === 'one' ? one : other}`;
