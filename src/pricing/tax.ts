/**
 * Value added tax by country of delivery. Rates are the standard rates of the EU member states
 * (European Commission, "VAT rates applied in the Member States", January 2026), in basis points.
 */
import { proportion } from '../kernel/money.ts';

const STANDARD_RATES: Readonly<Record<string, number>> = {
  AT: 2000,
  BE: 2100,
  DE: 1900,
  DK: 2500,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  IE: 2300,
  IT: 2200,
  LU: 1700,
  NL: 2100,
  PL: 2300,
  PT: 2300,
  SE: 2500,
};

/** Basis points in one. */
const WHOLE = 10_000;

/** Port: the rate that applies to a delivery. */
export type TaxTable = {
  /** Basis points, or null where the shop may not deliver. */
  rateFor(country: string): number | null;
};

export const standardRates: TaxTable = {
  rateFor: (country) => STANDARD_RATES[country] ?? null,
};

/** Countries with a rate, in alphabetical order of their codes. */
export const TAXED_COUNTRIES: readonly string[] = Object.keys(STANDARD_RATES);

/** Tax that a gross amount contains, rounded half up. */
export const taxContained = (gross: number, rate: number): number =>
  proportion(gross, rate, WHOLE + rate);

/** Tax that comes on top of a net amount, rounded half up. */
export const taxOnTop = (net: number, rate: number): number => proportion(net, rate, WHOLE);

/** A rate as people write it: 0.19 for 1900 basis points. */
export const rateOf = (basisPoints: number): number => basisPoints / WHOLE;

/** `VAT 19 %`. */
export const taxName = (basisPoints: number): string => `VAT ${basisPoints / 100} %`;
