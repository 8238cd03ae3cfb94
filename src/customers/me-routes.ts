/** What the signed-in customer sees and changes of their own (api.md). */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { mayAskForMail, tooManyMails } from '../http/guards.ts';
import { forgetSession, signedIn, signInFirst } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { asSessionId } from '../kernel/ids.ts';
import { randomId } from '../platform/crypto.ts';
import { addressFaults } from './addresses.ts';
import type { AddressUse, SavedAddress } from './addresses.ts';
import { tooBusy, tooManyTries, weakPassword } from './auth-routes.ts';
import type { ChangeAnswer } from './port.ts';
import { changePassword, closeAccount } from './registration.ts';
import { accountView, addressView, bookView, sessionView } from './view.ts';
import {
  AccountSchema,
  AddressRequest,
  AddressSchema,
  ChangePasswordRequest,
  DeleteRequest,
  DeviceSchema,
  listOf,
  ProfileRequest,
} from './wire.ts';

export const meRoutes = newRouter();

const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const bad = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not signed in.');
const unknown = problemResponse('There is no such thing in this account.');
const full = problemResponse('The address book is full.');
const done = { description: 'Done.' };
const IdParam = z.object({ id: z.string().max(64) });

const accountsOf = (c: Context<AppEnv>) => c.get('services').customers.accounts;

/** What a refused change is answered with. */
function changeRefused(c: Context<AppEnv>, { reason }: Extract<ChangeAnswer, { ok: false }>) {
  switch (reason) {
    case 'too_many_addresses':
      return problem(c, 409, 'too_many_addresses', 'The address book is full.');
    case 'unknown_address':
      return problem(c, 404, 'unknown_address', 'There is no such address in your book.');
    case 'unknown_account':
      return signInFirst(c);
  }
}

meRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/me',
    summary: 'The account',
    responses: { 200: jsonResponse(AccountSchema, 'The account.'), 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    return signed === null ? signInFirst(c) : c.json(accountView(signed.facts), 200);
  },
);

meRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/me',
    summary: 'Change the profile',
    request: { body: body(ProfileRequest) },
    responses: {
      200: jsonResponse(AccountSchema, 'The account.'),
      400: bad,
      401: unauthorized,
      404: unknown,
      409: full,
      429: problemResponse('Too many mails asked for from here.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const wanted = c.req.valid('json');
    // Only this one mails somebody, and the address need not be proved.
    const asks = wanted.marketing === true && signed.facts.marketing.state === 'none';
    if (asks && !(await mayAskForMail(c))) return tooManyMails(c);
    const change = { kind: 'profile', ...wanted } as const;
    const changed = await accountsOf(c).change(signed.customer.account, change);
    return changed.ok ? c.json(accountView(changed.value), 200) : changeRefused(c, changed);
  },
);

meRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/me/password',
    summary: 'Change the password; every other device is signed out',
    request: { body: body(ChangePasswordRequest) },
    responses: {
      204: done,
      400: bad,
      401: unauthorized,
      403: problemResponse('The current password is wrong.'),
      429: problemResponse('Too many tries.'),
      503: problemResponse('Too many passwords are being checked.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { current_password: current, password: next } = c.req.valid('json');
    const { session } = signed.customer;
    try {
      const { customers } = c.get('services');
      const changed = await changePassword(customers, signed.facts, { current, next, session });
      if (changed.ok) return c.body(null, 204);
      if (changed.reason === 'weak_password') return weakPassword(c, changed.fault);
      return changed.reason === 'throttled' ? tooManyTries(c, changed.waitMs) : wrongPassword(c);
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);

const wrongPassword = (c: Context<AppEnv>) =>
  problem(c, 403, 'wrong_password', 'That is not your password.');

meRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/me',
    summary: 'Delete the account; orders are kept as the law asks',
    request: { body: body(DeleteRequest) },
    responses: {
      204: done,
      400: bad,
      401: unauthorized,
      403: problemResponse('The password is wrong, or `not_fresh`: prove yourself anew first.'),
      429: problemResponse('Too many tries.'),
      503: problemResponse('Too many passwords are being checked.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    try {
      const { customers } = c.get('services');
      const closed = await closeAccount(customers, signed, c.req.valid('json').password);
      if (!closed.ok) {
        if (closed.reason === 'throttled') return tooManyTries(c, closed.waitMs);
        if (closed.reason === 'wrong_password') return wrongPassword(c);
        return problem(c, 403, closed.reason, 'Prove your second factor anew first.');
      }
    } catch (error) {
      return tooBusy(c, error);
    }
    forgetSession(c);
    return c.body(null, 204);
  },
);

meRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/me/sessions',
    summary: 'Where the account is signed in',
    responses: { 200: jsonResponse(listOf(DeviceSchema), 'The devices.'), 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { account, session } = signed.customer;
    const sessions = await accountsOf(c).sessions(account);
    const items = sessions.map((one) => sessionView(one, session)).toReversed();
    return c.json({ items, next_cursor: null }, 200);
  },
);

meRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/me/sessions/{id}',
    summary: 'Sign a device out',
    request: { params: IdParam },
    responses: { 204: done, 401: unauthorized, 404: unknown },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const one = asSessionId(c.req.valid('param').id);
    const sessions = await accountsOf(c).sessions(signed.customer.account);
    if (one === null || !sessions.some(({ id }) => id === one)) {
      return problem(c, 404, 'unknown_session', 'No such device is signed in.');
    }
    await accountsOf(c).close(signed.customer.account, { one });
    return c.body(null, 204);
  },
);

meRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/me/addresses',
    summary: 'The address book',
    responses: { 200: jsonResponse(listOf(AddressSchema), 'The addresses.'), 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    return c.json({ items: bookView(signed.facts.book), next_cursor: null }, 200);
  },
);

type AddressInput = z.output<typeof AddressRequest>;

async function saveAddress(
  c: Context<AppEnv>,
  { customer }: Signed,
  id: string,
  input: AddressInput,
) {
  const { postal_code: postalCode, is_default_shipping, is_default_billing, ...rest } = input;
  const address: SavedAddress = { ...rest, id, postalCode };
  const faults = addressFaults(address);
  if (faults.length > 0) {
    const errors = faults.map(({ field, detail }) => ({ pointer: `/${field}`, detail }));
    return { ok: false, answer: invalidFields(c, errors) } as const;
  }
  const defaultFor: AddressUse[] = [
    ...(is_default_shipping ? (['shipping'] as const) : []),
    ...(is_default_billing ? (['billing'] as const) : []),
  ];
  const change = { kind: 'save_address', address, defaultFor } as const;
  const saved = await accountsOf(c).change(customer.account, change);
  if (!saved.ok) return { ok: false, answer: changeRefused(c, saved) } as const;
  return { ok: true, value: addressView(address, saved.value.book) } as const;
}

const saving = { 400: bad, 401: unauthorized, 404: unknown, 409: full };
const ADDRESS_ID_BYTES = 9;

meRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/me/addresses',
    summary: 'Add an address; the first is the default for parcels and for invoices',
    request: { body: body(AddressRequest) },
    responses: { 201: jsonResponse(AddressSchema, 'The address.'), ...saving },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const saved = await saveAddress(c, signed, randomId(ADDRESS_ID_BYTES), c.req.valid('json'));
    return saved.ok ? c.json(saved.value, 201) : saved.answer;
  },
);

meRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/api/me/addresses/{id}',
    summary: 'Replace an address',
    request: { params: IdParam, body: body(AddressRequest) },
    responses: { 200: jsonResponse(AddressSchema, 'The address.'), ...saving },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { id } = c.req.valid('param');
    if (!signed.facts.book.addresses.some((one) => one.id === id)) {
      return changeRefused(c, { ok: false, reason: 'unknown_address' });
    }
    const saved = await saveAddress(c, signed, id, c.req.valid('json'));
    return saved.ok ? c.json(saved.value, 200) : saved.answer;
  },
);

meRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/me/addresses/{id}',
    summary: 'Take an address out',
    request: { params: IdParam },
    responses: { 204: done, 401: unauthorized, 404: unknown, 409: full },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const change = { kind: 'remove_address', id: c.req.valid('param').id } as const;
    const removed = await accountsOf(c).change(signed.customer.account, change);
    return removed.ok ? c.body(null, 204) : changeRefused(c, removed);
  },
);
