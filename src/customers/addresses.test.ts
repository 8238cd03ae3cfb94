import { expect, test } from 'vitest';
import {
  addressFaults,
  chooseDefault,
  defaultAddress,
  MAX_ADDRESSES,
  NO_DEFAULTS,
  removeAddress,
  saveAddress,
} from './addresses.ts';
import type { AddressBook, AddressUse, SavedAddress } from './addresses.ts';

const address = (id: string, country = 'DE'): SavedAddress => ({
  ...{ id, name: 'Ada', line1: `Street ${id}`, line2: null, city: 'Berlin', region: null },
  ...{ postalCode: '10117', country },
});

const EMPTY: AddressBook = { addresses: [], defaults: NO_DEFAULTS };

const save = (book: AddressBook, id: string, ...uses: AddressUse[]): AddressBook => {
  const saved = saveAddress(book, address(id), uses);
  if (!saved.ok) throw new Error(saved.reason);
  return saved.value;
};

test('the first address is the default for parcels and for invoices', () => {
  const book = save(save(EMPTY, 'home'), 'work');
  expect(book.defaults).toEqual({ shipping: 'home', billing: 'home' });
  expect(defaultAddress(EMPTY, 'shipping')).toBeNull();
});

test('parcels and invoices have a default each', () => {
  const book = save(save(EMPTY, 'home'), 'work', 'billing');
  expect(defaultAddress(book, 'shipping')?.id).toBe('home');
  expect(defaultAddress(book, 'billing')?.id).toBe('work');
  const moved = chooseDefault(book, 'work', ['shipping']);
  expect(moved).toMatchObject({ value: { defaults: { shipping: 'work', billing: 'work' } } });
  expect(chooseDefault(book, 'none', ['billing'])).toMatchObject({ reason: 'unknown_address' });
});

test('an address that is replaced stays the default, and keeps its place', () => {
  const book = save(save(save(EMPTY, 'home'), 'work', 'billing'), 'work');
  expect(book.addresses.map(({ id }) => id)).toEqual(['home', 'work']);
  expect(book.defaults).toEqual({ shipping: 'home', billing: 'work' });
});

test('where a default is taken out, what is left takes its place', () => {
  const book = save(save(EMPTY, 'home'), 'work', 'billing');
  const after = removeAddress(book, 'work');
  expect(after).toMatchObject({ value: { defaults: { shipping: 'home', billing: 'home' } } });
  const other = removeAddress(book, 'home');
  expect(other).toMatchObject({ value: { defaults: { shipping: 'work', billing: 'work' } } });
  const none = removeAddress(save(EMPTY, 'home'), 'home');
  expect(none).toMatchObject({ value: EMPTY });
  expect(removeAddress(EMPTY, 'home')).toMatchObject({ reason: 'unknown_address' });
});

test('a book has an end, at which addresses can still be replaced', () => {
  const ids = Array.from({ length: MAX_ADDRESSES }, (_, index) => `a${index}`);
  const full = ids.reduce((book, id) => save(book, id), EMPTY);
  const over = saveAddress(full, address('one-more'), ['shipping']);
  expect(over).toMatchObject({ ok: false, reason: 'too_many_addresses' });
  expect(save(full, 'a3').addresses).toHaveLength(MAX_ADDRESSES);
});

const faults = (changes: Partial<SavedAddress>) =>
  addressFaults({ ...address('one'), ...changes }).map(({ field }) => field);

test('postal codes and regions are held against the country', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ postalCode: '1011' })).toEqual(['postal_code']);
  expect(faults({ country: 'GB', postalCode: 'SW1A 1AA' })).toEqual([]);
  expect(faults({ country: 'GB' })).toEqual(['postal_code']);
  expect(faults({ country: 'US', postalCode: '94103' })).toEqual(['region']);
  expect(faults({ country: 'US', postalCode: '94103', region: 'CA' })).toEqual([]);
  expect(faults({ country: 'MT', postalCode: 'anything' })).toEqual([]);
});
