import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asAccountId } from '../kernel/ids.ts';
import { newAccount } from './account.ts';
import type { AccountState } from './account.ts';
import { accountOf, keptAccount } from './stored.ts';

const id = required(asAccountId('AAAAAAAAAAAAAAAAAAAAAA'), 'an account id');
const home = {
  ...{ id: 'home', name: 'Ada', line1: 'Street 1', line2: null, city: 'Berlin', region: null },
  ...{ postalCode: '10117', country: 'DE' },
};
const office = { ...home, id: 'office', line1: 'Street 2' };
const state: AccountState = {
  ...newAccount(id, { email: 'ada@example.com', name: 'Ada' }, 7),
  book: { addresses: [home, office], defaults: { shipping: 'home', billing: 'office' } },
};

/** Stands for the vault: what is sealed is seen to be. */
const seal = (text: string) => `sealed:${text}`;
const open = (text: string) => text.replace('sealed:', '');

test('an account is read as it was kept, and who it is was sealed', () => {
  const kept = keptAccount(state, seal);
  expect(accountOf(kept, open)).toEqual(state);
  expect(Object.keys(kept)).not.toEqual(expect.arrayContaining(['book']));
  expect(JSON.stringify({ ...kept, person: '' })).not.toMatch(/Ada|Street|Berlin/);
});

test('an address book of an older release has its one default for parcels and invoices', () => {
  const { book: _, ...old } = state;
  const addresses = [
    { ...home, isDefault: false },
    { ...office, isDefault: true },
  ];
  expect(accountOf({ ...old, addresses }, open).book).toEqual({
    addresses: [home, office],
    defaults: { shipping: 'office', billing: 'office' },
  });
});

test('the release before this one finds the default it knows of', () => {
  const kept = keptAccount(state, seal);
  const { addresses } = JSON.parse(open('person' in kept ? kept.person : ''));
  expect(addresses).toEqual([
    { ...home, isDefault: true },
    { ...office, isDefault: false },
  ]);
});
