/** The checkout's form: its fields, what each must hold, and what an account fills them with. */
import { defaultAddress } from '../customers/addresses.ts';
import type { AddressBook, SavedAddress } from '../customers/addresses.ts';
import { TAXED_COUNTRIES } from '../pricing/tax.ts';
import { addressValues, faultyParts, valuesOf } from './address-form.ts';
import type { AddressField, AddressValues } from './address-form.ts';

/** Stands before the names of the billing address's fields. */
export const BILLING = 'billing_';

/** A field by the name the form sends it under. */
export type Field = 'email' | AddressField | `${typeof BILLING}${AddressField}` | 'shipping_method';

export type CheckoutValues = {
  readonly email: string;
  readonly shipping: AddressValues;
  /** True where the invoice is made out to another address than the delivery's. */
  readonly billElsewhere: boolean;
  readonly billing: AddressValues;
  readonly shipping_method: string;
};

export const MAX_EMAIL = 254;
/** One `@` with something on both sides and a dot after it; the confirmation mail is the proof. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export const isEmail = (text: string): boolean => text.length <= MAX_EMAIL && EMAIL.test(text);

/** The fields as a form sent them, trimmed; empty where it sent none. */
export const checkoutValues = (
  fields: ReadonlyMap<string, string>,
  country: string,
): CheckoutValues => ({
  email: (fields.get('email') ?? '').trim(),
  shipping: addressValues(fields, '', country),
  billElsewhere: fields.has('bill_elsewhere'),
  billing: addressValues(fields, BILLING, country),
  shipping_method: (fields.get('shipping_method') ?? '').trim(),
});

/** Fields that cannot be taken, in the order of the page. */
export function faultyFields({ email, shipping, billing, ...values }: CheckoutValues): Field[] {
  return [
    ...(isEmail(email) ? [] : (['email'] as const)),
    ...faultyParts(shipping),
    ...(values.billElsewhere
      ? faultyParts(billing).map((field) => `${BILLING}${field}` as const)
      : []),
  ];
}

/** What of a book can be delivered to, or billed to by this form. */
export const usable = (book: AddressBook): readonly SavedAddress[] =>
  book.addresses.filter(({ country }) => TAXED_COUNTRIES.includes(country));

/** Which saved addresses somebody wants; null is the default, an empty id is none. */
export type Wanted = { readonly deliverTo: string | null; readonly billTo: string | null };

/** An empty form filled with what an account has saved. */
export function prefilled(
  empty: CheckoutValues,
  { email, book }: { readonly email: string; readonly book: AddressBook },
  { deliverTo, billTo }: Wanted,
): CheckoutValues {
  const saved = usable(book);
  const chosen = (id: string | null, use: 'shipping' | 'billing') =>
    saved.find((one) => one.id === (id ?? defaultAddress(book, use)?.id)) ?? null;
  const shipping = chosen(deliverTo, 'shipping');
  const billing = chosen(billTo, 'billing');
  return {
    ...empty,
    email,
    shipping: shipping === null ? empty.shipping : valuesOf(shipping),
    billElsewhere: billing !== null && billing !== shipping,
    billing: billing === null ? empty.billing : valuesOf(billing),
  };
}
