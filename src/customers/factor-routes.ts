/** The signed-in customer's second factor: an app, passkeys, recovery codes, proof anew. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { signedIn, signInFirst } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import type { Failure } from '../kernel/result.ts';
import { tooBusy, tooManyTries } from './auth-routes.ts';
import type { FactorCommand, FactorProof, FactorRefusal } from './factor-changes.ts';
import { factorView } from './factor-view.ts';
import {
  AddPasskeyRequest,
  AppSetupSchema,
  BrowserOptionsSchema,
  CodeRequest,
  FactorSchema,
  ProofRequest,
  RecoverySchema,
} from './factor-wire.ts';
import { addPasskey, askForPasskey, beginPasskey, passkeyUse } from './passkey-use.ts';
import { isOwnPassword } from './registration.ts';

export const factorRoutes = newRouter();

const ROOT = '/api/me/second-factor';
const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const shown = jsonResponse(FactorSchema, 'The second factor.');
const codes = jsonResponse(RecoverySchema, 'Recovery codes, shown this once; empty if kept.');
const options = jsonResponse(BrowserOptionsSchema, 'For `navigator.credentials`.');
const bad = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not signed in.');
const refusedProof = problemResponse('Wrong, or `not_fresh`: prove yourself anew first.');
const missing = problemResponse('There is no such thing in this account.');
const conflict = problemResponse('Not on, or too many keys.');
const throttled = problemResponse('Too many tries; `Retry-After` says when to try again.');
const changing = { 401: unauthorized, 403: refusedProof, 404: missing, 409: conflict };
const trying = { ...changing, 400: bad, 429: throttled };

const customersOf = (c: Context<AppEnv>) => c.get('services').customers;

/** What a refusal is answered with. */
function refused(c: Context<AppEnv>, refusal: Failure<FactorRefusal>) {
  switch (refusal.reason) {
    case 'signed_out':
      return signInFirst(c);
    case 'throttled':
      return tooManyTries(c, refusal.waitMs);
    case 'not_fresh':
      return problem(c, 403, 'not_fresh', `Prove who you are first, by POST ${ROOT}/proof.`);
    case 'code_wrong':
      return problem(c, 403, 'code_wrong', 'That proves nothing, or was used before.');
    case 'challenge_void':
      return problem(c, 403, 'passkey_refused', 'The passkey could not be checked. Try again.');
    case 'not_on':
      return problem(c, 409, 'no_second_factor', 'This account has no second factor.');
    case 'unknown_passkey':
      return problem(c, 404, 'unknown_passkey', 'There is no such passkey in this account.');
    case 'too_many_passkeys':
      return problem(c, 409, 'too_many_passkeys', 'Remove a passkey before you add another.');
  }
}

const command = (c: Context<AppEnv>, { facts, session }: Signed, wanted: FactorCommand) =>
  customersOf(c).accounts.factor(facts.id, session.id, wanted);

factorRoutes.openapi(
  createRoute({
    method: 'get',
    path: ROOT,
    summary: 'The second factor',
    responses: { 200: shown, 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    return c.json(factorView(signed.facts.secondFactor), 200);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/app`,
    summary: 'A secret for an authenticator app; it counts once a code of it was typed',
    responses: { 200: jsonResponse(AppSetupSchema, 'The secret.'), ...changing, 429: throttled },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { newTotpSecret, totpSetup } = customersOf(c);
    const secret = newTotpSecret();
    const begun = await command(c, signed, { kind: 'begin_app', secret });
    if (!begun.ok) return refused(c, begun);
    const { uri, qr } = totpSetup(secret, signed.facts.email);
    return c.json({ secret, uri, qr_svg: qr }, 200);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/app/confirm`,
    summary: 'Take the app into use by a code of it',
    request: { body: body(CodeRequest) },
    responses: { 200: codes, ...trying },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { newRecoveryCodes, recoveryDigest } = customersOf(c);
    const fresh = newRecoveryCodes();
    const recovery = fresh.map(recoveryDigest);
    const { code } = c.req.valid('json');
    const confirmed = await command(c, signed, { kind: 'confirm_app', code, recovery });
    return confirmed.ok ? c.json({ recovery_codes: fresh }, 200) : refused(c, confirmed);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'delete',
    path: `${ROOT}/app`,
    summary: 'Take the app out of use',
    responses: { 200: shown, ...changing, 429: throttled },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const removed = await command(c, signed, { kind: 'remove_app' });
    return removed.ok ? c.json(factorView(removed.value.secondFactor), 200) : refused(c, removed);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/recovery-codes`,
    summary: 'New recovery codes; those before are void',
    responses: { 200: codes, ...changing, 429: throttled },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { newRecoveryCodes, recoveryDigest } = customersOf(c);
    const fresh = newRecoveryCodes();
    const recovery = fresh.map(recoveryDigest);
    const renewed = await command(c, signed, { kind: 'renew_recovery', recovery });
    return renewed.ok ? c.json({ recovery_codes: fresh }, 200) : refused(c, renewed);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/passkeys/options`,
    summary: 'What a browser needs to make a passkey',
    responses: { 200: options, 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const asked = await beginPasskey(customersOf(c), signed.facts);
    return c.json({ challenge: '', ...asked }, 200);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/passkeys`,
    summary: 'Add the passkey that a browser has made',
    request: { body: body(AddPasskeyRequest) },
    responses: { 201: codes, ...trying },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const added = await addPasskey(customersOf(c), signed, c.req.valid('json'));
    return added.ok ? c.json({ recovery_codes: [...added.value] }, 201) : refused(c, added);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'delete',
    path: `${ROOT}/passkeys/{id}`,
    summary: 'Remove a passkey',
    request: { params: z.object({ id: z.string().max(1_400) }) },
    responses: { 200: shown, ...changing, 429: throttled },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const wanted = { kind: 'remove_passkey', id: c.req.valid('param').id } as const;
    const removed = await command(c, signed, wanted);
    return removed.ok ? c.json(factorView(removed.value.secondFactor), 200) : refused(c, removed);
  },
);

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/proof/options`,
    summary: 'What a browser needs to prove it by a passkey',
    responses: { 200: options, 401: unauthorized },
  }),
  async (c) => {
    if ((await signedIn(c)) === null) return signInFirst(c);
    return c.json({ challenge: '', ...(await askForPasskey(customersOf(c))) }, 200);
  },
);

type Proof = z.output<typeof ProofRequest>;

const proof = (value: FactorProof) => ({ ok: true, value }) as const;
const refusal = (answer: ReturnType<typeof refused>) => ({ ok: false, answer }) as const;

/** What was sent, as the account takes it; an answer where it cannot count at all. */
async function proofOf(c: Context<AppEnv>, { facts }: Signed, { code, password, passkey }: Proof) {
  if (code !== undefined) return proof({ kind: 'code', code });
  if (passkey !== undefined) {
    const use = await passkeyUse(customersOf(c), facts.id, passkey);
    if (use !== null) return proof({ kind: 'passkey', use });
    return refusal(refused(c, { ok: false, reason: 'challenge_void' }));
  }
  const own = await isOwnPassword(customersOf(c), facts, password ?? '');
  if (!own.ok) return refusal(refused(c, own));
  return own.value
    ? proof({ kind: 'password' })
    : refusal(refused(c, { ok: false, reason: 'code_wrong' }));
}

factorRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/proof`,
    summary: 'Prove who sits there: by a code, a passkey, or, with neither set up, the password',
    request: { body: body(ProofRequest) },
    responses: { 204: { description: 'Proved, for 15 minutes.' }, ...trying, 503: throttled },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    try {
      const given = await proofOf(c, signed, c.req.valid('json'));
      if (!given.ok) return given.answer;
      const proved = await command(c, signed, { kind: 'prove', proof: given.value });
      return proved.ok ? c.body(null, 204) : refused(c, proved);
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);
