/** The checkout's form: its fields, what each must hold, and the request they make. */
import type { Address } from '../orders/order.ts';
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
export const FIELDS = ['email', ...ADDRESS_FIELDS, 'shipping_method'] as const;
export type Field = (typeof FIELDS)[number];

export type FormValues = Readonly<Record<Field, string>>;

/** Longest text of each field; the same as the API takes. */
export const MAX_LENGTH: Readonly<Record<Field, number>> = {
  email: 254,
  name: 100,
  line1: 200,
  line2: 200,
  postal_code: 20,
  city: 100,
  region: 100,
  country: 2,
  shipping_method: 64,
};

const OPTIONAL: ReadonlySet<Field> = new Set(['line2', 'region']);
/** One `@` with something on both sides and a dot after it; the confirmation mail is the proof. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export const isEmail = (text: string): boolean =>
  text.length <= MAX_LENGTH.email && EMAIL.test(text);

/** The fields as a form sent them, trimmed; empty where it sent none. */
export function formValues(fields: ReadonlyMap<string, string>, country: string): FormValues {
  const value = (field: Field): string => (fields.get(field) ?? '').trim();
  return {
    email: value('email'),
    name: value('name'),
    line1: value('line1'),
    line2: value('line2'),
    postal_code: value('postal_code'),
    city: value('city'),
    region: value('region'),
    country: value('country') || country,
    shipping_method: value('shipping_method'),
  };
}

/** Fields that cannot be taken, in the order of the page. */
export const faultyFields = (values: FormValues): Field[] =>
  FIELDS.filter((field) => {
    const value = values[field];
    if (value.length > MAX_LENGTH[field]) return true;
    if (field === 'email') return !EMAIL.test(value);
    if (field === 'country') return !TAXED_COUNTRIES.includes(value);
    if (field === 'shipping_method') return false;
    return value === '' && !OPTIONAL.has(field);
  });

/** The address as an order keeps it. */
export const addressOf = (values: FormValues): Address => ({
  name: values.name,
  line1: values.line1,
  line2: values.line2 || null,
  city: values.city,
  region: values.region || null,
  postalCode: values.postal_code,
  country: values.country,
});
