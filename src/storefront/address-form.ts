/** A form's address: its fields, what each must hold, and the address they make. */
import type { PostalAddress } from '../customers/addresses.ts';
import { TAXED_COUNTRIES } from '../pricing/tax.ts';

export const ADDRESS_FIELDS = [
  'name',
  'line1',
  'line2',
  'postal_code',
  'city',
  'region',
  'country',
] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];

export type AddressValues = Readonly<Record<AddressField, string>>;

/** Longest text of each field; the same as the API takes. */
export const ADDRESS_LENGTHS: Readonly<Record<AddressField, number>> = {
  name: 100,
  line1: 200,
  line2: 200,
  postal_code: 20,
  city: 100,
  region: 100,
  country: 2,
};

const OPTIONAL: ReadonlySet<AddressField> = new Set(['line2', 'region']);
export const isOptional = (field: AddressField): boolean => OPTIONAL.has(field);

/** Where the shop sends to; an address that is somewhere else already may stay there. */
export const countriesFor = (country: string): readonly string[] =>
  country === '' || TAXED_COUNTRIES.includes(country)
    ? TAXED_COUNTRIES
    : [...TAXED_COUNTRIES, country];

/** The fields as a form sent them, trimmed; `prefix` parts the addresses of one form. */
export function addressValues(
  fields: ReadonlyMap<string, string>,
  prefix: string,
  country: string,
): AddressValues {
  const value = (field: AddressField): string => (fields.get(prefix + field) ?? '').trim();
  return {
    name: value('name'),
    line1: value('line1'),
    line2: value('line2'),
    postal_code: value('postal_code'),
    city: value('city'),
    region: value('region'),
    country: value('country') || country,
  };
}

/** An address as a form holds it. */
export const valuesOf = ({ postalCode, line2, region, ...address }: PostalAddress) => ({
  ...{ name: address.name, line1: address.line1, city: address.city, country: address.country },
  ...{ line2: line2 ?? '', region: region ?? '', postal_code: postalCode },
});

/** Fields that cannot be taken, in the order of the page. */
export const faultyParts = (
  values: AddressValues,
  countries: readonly string[] = TAXED_COUNTRIES,
): AddressField[] =>
  ADDRESS_FIELDS.filter((field) => {
    const value = values[field];
    if (field === 'country') return !countries.includes(value);
    return value.length > ADDRESS_LENGTHS[field] || (value === '' && !isOptional(field));
  });

/** The address as orders and books keep it. */
export const addressOf = (values: AddressValues): PostalAddress => ({
  name: values.name,
  line1: values.line1,
  line2: values.line2 || null,
  city: values.city,
  region: values.region || null,
  postalCode: values.postal_code,
  country: values.country,
});
