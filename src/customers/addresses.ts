/** The address book: bounded, with one default, each address checked for its country. */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

export type PostalAddress = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

export type SavedAddress = PostalAddress & { readonly id: string; readonly isDefault: boolean };

/** Addresses in one book. */
export const MAX_ADDRESSES = 50;

export type AddressRefusal = { reason: 'too_many_addresses' } | { reason: 'unknown_address' };

/** Postal codes by country, as national post offices write them; others are taken as they come. */
const POSTAL_CODES: Readonly<Record<string, RegExp>> = {
  AT: /^\d{4}$/,
  BE: /^\d{4}$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
  CH: /^\d{4}$/,
  DE: /^\d{5}$/,
  DK: /^\d{4}$/,
  ES: /^\d{5}$/,
  FI: /^\d{5}$/,
  FR: /^\d{5}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  IE: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i,
  IT: /^\d{5}$/,
  JP: /^\d{3}-?\d{4}$/,
  NL: /^\d{4} ?[A-Z]{2}$/i,
  NO: /^\d{4}$/,
  PL: /^\d{2}-\d{3}$/,
  PT: /^\d{4}-\d{3}$/,
  SE: /^\d{3} ?\d{2}$/,
  US: /^\d{5}(-\d{4})?$/,
};

/** Countries whose addresses name a state or a province. */
const WITH_REGION: ReadonlySet<string> = new Set(['AU', 'BR', 'CA', 'US']);

export type AddressFault = { readonly field: 'postal_code' | 'region'; readonly detail: string };

/** What is wrong with an address for its country. */
export function addressFaults(address: PostalAddress): AddressFault[] {
  const faults: AddressFault[] = [];
  const form = POSTAL_CODES[address.country];
  if (form !== undefined && !form.test(address.postalCode)) {
    faults.push({ field: 'postal_code', detail: `Not a postal code of ${address.country}` });
  }
  if (WITH_REGION.has(address.country) && address.region === null) {
    faults.push({ field: 'region', detail: 'Name the state or province' });
  }
  return faults;
}

/** One default, as long as there is an address: the last one that was made so, else the first. */
function withOneDefault(book: readonly SavedAddress[], wanted: string | null): SavedAddress[] {
  const chosen =
    book.find((one) => one.id === wanted) ?? book.find((one) => one.isDefault) ?? book[0];
  return book.map((one) => ({ ...one, isDefault: one.id === chosen?.id }));
}

/** Adds an address, or replaces the one with its id. */
export function saveAddress(
  book: readonly SavedAddress[],
  address: SavedAddress,
): Result<SavedAddress[], AddressRefusal> {
  const known = book.some((one) => one.id === address.id);
  if (!known && book.length >= MAX_ADDRESSES) return fail({ reason: 'too_many_addresses' });
  const saved = known
    ? book.map((one) => (one.id === address.id ? address : one))
    : [...book, address];
  return ok(withOneDefault(saved, address.isDefault ? address.id : null));
}

/** Takes an address out. */
export function removeAddress(
  book: readonly SavedAddress[],
  id: string,
): Result<SavedAddress[], AddressRefusal> {
  if (!book.some((one) => one.id === id)) return fail({ reason: 'unknown_address' });
  return ok(
    withOneDefault(
      book.filter((one) => one.id !== id),
      null,
    ),
  );
}
