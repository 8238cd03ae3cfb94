import { expect, test } from 'vitest';
import { TAXED_COUNTRIES, rateOf, standardRates, taxContained, taxName, taxOnTop } from './tax.ts';

test('a country has its standard rate, one outside the table none', () => {
  expect(standardRates.rateFor('DE')).toBe(1_900);
  expect(standardRates.rateFor('FI')).toBe(2_550);
  expect(standardRates.rateFor('US')).toBeNull();
  expect(TAXED_COUNTRIES).toHaveLength(14);
  expect(TAXED_COUNTRIES).toEqual(TAXED_COUNTRIES.toSorted());
});

test('tax on top of a net amount is the tax that its gross contains', () => {
  expect(taxOnTop(10_000, 1_900)).toBe(1_900);
  expect(taxContained(11_900, 1_900)).toBe(1_900);
  expect(taxOnTop(10, 2_550)).toBe(3);
  expect(taxOnTop(0, 2_550)).toBe(0);
});

test('a rate is written as a share and as a name', () => {
  expect(rateOf(1_900)).toBe(0.19);
  expect(taxName(1_900)).toBe('VAT 19 %');
  expect(taxName(2_550)).toBe('VAT 25.5 %');
});
