/**
 * The address book: bounded, with a default for parcels and one for invoices, each address checked
 * for its country.
 */
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

export type SavedAddress = PostalAddress & { readonly id: string };

/** What an address is used for when nobody says otherwise. */
export type AddressUse = 'shipping' | 'billing';
/** Ids; both are set while the book holds an address. */
export type Defaults = Readonly<Record<AddressUse, string | null>>;
export const NO_DEFAULTS: Defaults = { shipping: null, billing: null };

export type AddressBook = {
  readonly addresses: readonly SavedAddress[];
  readonly defaults: Defaults;
};

/** The address that a use falls to; null in an empty book. */
export const defaultAddress = (book: AddressBook, use: AddressUse): SavedAddress | null =>
  book.addresses.find(({ id }) => id === book.defaults[use]) ?? null;

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

const holds = (addresses: readonly SavedAddress[], id: string | null): boolean =>
  addresses.some((one) => one.id === id);

/** What of the wanted defaults is in the book; each falls back to what is left. */
function settled(addresses: readonly SavedAddress[], wanted: Defaults): AddressBook {
  const first = addresses[0]?.id ?? null;
  const shipping = holds(addresses, wanted.shipping) ? wanted.shipping : first;
  const billing = holds(addresses, wanted.billing) ? wanted.billing : shipping;
  return { addresses, defaults: { shipping, billing } };
}

/**
 * Adds an address, or replaces the one with its id, and makes it the default for what `defaultFor`
 * names. It stays the default for what it was before: another one has to take its place.
 */
export function saveAddress(
  { addresses, defaults }: AddressBook,
  address: SavedAddress,
  defaultFor: readonly AddressUse[],
): Result<AddressBook, AddressRefusal> {
  const known = holds(addresses, address.id);
  if (!known && addresses.length >= MAX_ADDRESSES) return fail({ reason: 'too_many_addresses' });
  const saved = known
    ? addresses.map((one) => (one.id === address.id ? address : one))
    : [...addresses, address];
  return ok(settled(saved, withDefaults(defaults, address.id, defaultFor)));
}

/** Makes a saved address the default for some uses. */
export function chooseDefault(
  { addresses, defaults }: AddressBook,
  id: string,
  defaultFor: readonly AddressUse[],
): Result<AddressBook, AddressRefusal> {
  if (!holds(addresses, id)) return fail({ reason: 'unknown_address' });
  return ok(settled(addresses, withDefaults(defaults, id, defaultFor)));
}

const withDefaults = (defaults: Defaults, id: string, uses: readonly AddressUse[]): Defaults => ({
  shipping: uses.includes('shipping') ? id : defaults.shipping,
  billing: uses.includes('billing') ? id : defaults.billing,
});

/** Takes an address out. */
export function removeAddress(
  { addresses, defaults }: AddressBook,
  id: string,
): Result<AddressBook, AddressRefusal> {
  if (!holds(addresses, id)) return fail({ reason: 'unknown_address' });
  return ok(
    settled(
      addresses.filter((one) => one.id !== id),
      defaults,
    ),
  );
}
