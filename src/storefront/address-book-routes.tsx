/** The address book's pages: add, change, take out, and choose what is used by default. */
import type { Context } from 'hono';
import { addressFaults } from '../customers/addresses.ts';
import type { AddressUse } from '../customers/addresses.ts';
import type { AccountChange } from '../customers/port.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { signedIn } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { randomId } from '../platform/crypto.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { BOOK_PATH } from './account-frame.tsx';
import { addressOf, addressValues, countriesFor, faultyParts, valuesOf } from './address-form.ts';
import type { AddressField, AddressValues } from './address-form.ts';
import { AddressBookPage } from './address-book.tsx';
import type { DraftAddress, Faults } from './address-book.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { english } from './locale.ts';
import type { Locale } from './locale.ts';
import { privatePage, shopOf } from './render.ts';
import { toSignIn } from './sign-in-routes.tsx';

export const addressBookRoutes = newRouter();

const ADDRESS_ID_BYTES = 9;
const USES: readonly AddressUse[] = ['shipping', 'billing'];
const EMPTY = addressValues(new Map(), '', DEFAULT_MARKET.country);
const NEW: DraftAddress = { values: EMPTY, faults: {}, id: null };

type Told = {
  readonly problem?: string;
  readonly draft?: DraftAddress;
  readonly status?: 200 | 400 | 409;
};

async function show(c: Context<AppEnv>, { facts }: Signed, told: Told = {}): Promise<Response> {
  const { problem = null, draft, status = 200 } = told;
  const shop = await shopOf(c);
  const done = c.req.query('done') === 'saved' ? shop.locale.t.account.addressSaved : null;
  const editing = draft !== undefined;
  const page = (
    <AddressBookPage {...{ shop, facts, problem, done, editing }} draft={draft ?? NEW} />
  );
  return privatePage(c, page, status);
}

/** Makes a change, and shows the book as it is then. */
async function changed(c: Context<AppEnv>, signed: Signed, change: AccountChange) {
  const answer = await c.get('services').customers.accounts.change(signed.customer.account, change);
  if (answer.ok) return c.redirect(`${BOOK_PATH}?done=saved`, 303);
  // What is not there any more is what the book shows.
  if (answer.reason !== 'too_many_addresses') return c.redirect(BOOK_PATH, 303);
  return show(c, signed, { problem: english.t.account.problems.full, status: 409 });
}

/** What cannot be taken of an address, by field; null where all can. */
function faultsOf({ t }: Locale, values: AddressValues, before: string): Faults | null {
  const missing = faultyParts(values, countriesFor(before));
  const wrong = missing.length > 0 ? [] : addressFaults(addressOf(values));
  const told: [AddressField, string][] = [
    ...missing.map((field): [AddressField, string] => [field, t.checkout.missing[field]]),
    ...wrong.map(({ field }): [AddressField, string] => [field, t.account.problems[field]]),
  ];
  return told.length === 0 ? null : Object.fromEntries(told);
}

/** Saves the address of a form, or shows what is wrong with it. */
async function save(c: Context<AppEnv>, signed: Signed, id: string | null): Promise<Response> {
  const fields = await fieldsOf(c);
  const values = addressValues(fields, '', '');
  const before = signed.facts.book.addresses.find((one) => one.id === id);
  const faults = faultsOf(english, values, before?.country ?? '');
  if (faults !== null) {
    const problem = english.t.account.problems.address;
    return show(c, signed, { problem, draft: { values, faults, id }, status: 400 });
  }
  const address = { ...addressOf(values), id: id ?? randomId(ADDRESS_ID_BYTES) };
  const defaultFor = USES.filter((use) => fields.has(`default_${use}`));
  return changed(c, signed, { kind: 'save_address', address, defaultFor });
}

/** The signed-in customer's own address of the path; null where there is none. */
const savedOne = (c: Context<AppEnv, `${string}:id${string}`>, { facts }: Signed) =>
  facts.book.addresses.find(({ id }) => id === c.req.param('id')) ?? null;

addressBookRoutes.get(BOOK_PATH, async (c) => {
  const signed = await signedIn(c);
  return signed === null ? toSignIn(c) : show(c, signed);
});

addressBookRoutes.post(BOOK_PATH, async (c) => {
  const signed = await signedIn(c);
  return signed === null ? toSignIn(c) : save(c, signed, null);
});

addressBookRoutes.get(`${BOOK_PATH}/:id`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const saved = savedOne(c, signed);
  if (saved === null) return c.redirect(BOOK_PATH, 303);
  return show(c, signed, { draft: { values: valuesOf(saved), faults: {}, id: saved.id } });
});

addressBookRoutes.post(`${BOOK_PATH}/:id`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const saved = savedOne(c, signed);
  return saved === null ? c.redirect(BOOK_PATH, 303) : save(c, signed, saved.id);
});

addressBookRoutes.post(`${BOOK_PATH}/:id/default`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const sent = (await fieldsOf(c)).get('use');
  const defaultFor = USES.filter((use) => use === sent);
  return changed(c, signed, { kind: 'choose_default', id: c.req.param('id'), defaultFor });
});

addressBookRoutes.post(`${BOOK_PATH}/:id/remove`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  return changed(c, signed, { kind: 'remove_address', id: c.req.param('id') });
});
