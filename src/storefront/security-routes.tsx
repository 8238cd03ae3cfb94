/** The pages by which people add to and take from what they sign in with. */
import type { Context } from 'hono';
import type { FactorCommand, FactorRefusal } from '../customers/factor-changes.ts';
import { isOwnPassword } from '../customers/registration.ts';
import { isFresh } from '../customers/sessions.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { signedIn } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { fieldsOf } from './cart-routes.tsx';
import { withQuery } from './addresses.ts';
import { privatePage, shopOf } from './render.ts';
import { AppPage, CodesPage, ProvePage, SECURITY_PATH, SecurityPage } from './security.tsx';
import type { Shop } from './shop.ts';
import { nextOf, providersOf, toSignIn, unlessBusy } from './sign-in-routes.tsx';

export const securityPageRoutes = newRouter();

const PROVE_PATH = `${SECURITY_PATH}/prove`;

const commanded = (c: Context<AppEnv>, { facts, session }: Signed, command: FactorCommand) =>
  c.get('services').customers.accounts.factor(facts.id, session.id, command);

function wordsOf({ locale }: Shop, { reason }: FactorRefusal): string {
  const { problems } = locale.t.security;
  switch (reason) {
    case 'throttled':
      return problems.throttled;
    case 'not_on':
      return problems.notOn;
    case 'unknown_passkey':
      return problems.unknown;
    case 'too_many_passkeys':
      return problems.full;
    case 'code_wrong':
    case 'challenge_void':
    case 'signed_out':
    case 'not_fresh':
      return problems.wrong;
  }
}

async function show(c: Context<AppEnv>, signed: Signed, refusal: FactorRefusal | null = null) {
  const { accounts } = c.get('services').customers;
  const [shop, facts] = await Promise.all([shopOf(c), accounts.facts(signed.facts.id)]);
  const { secondFactor: factor, identities } = facts ?? signed.facts;
  const { problems } = shop.locale.t.security;
  const told = c.req.query('problem');
  const asked = told === 'last_way_in' || told === 'identity_taken' ? problems[told] : null;
  const problem = refusal === null ? asked : wordsOf(shop, refusal);
  const page = (
    <SecurityPage {...{ shop, factor, problem, identities }} providers={providersOf(c)} />
  );
  return privatePage(c, page, refusal === null ? 200 : 400);
}

/** True while who sits there has proved just now all that the account asks for. */
const isProved = ({ facts, session }: Signed): boolean =>
  isFresh(session, facts.secondFactor.on, Date.now());

/** Sends who has not proved it just now to do so, and back to `next`. */
export const toProof = (c: Context<AppEnv>, next: string): Response =>
  c.redirect(withQuery(PROVE_PATH, { next }), 303);

/** Makes a change; who has to prove themselves first is sent to do so. */
async function changed(c: Context<AppEnv>, signed: Signed, command: FactorCommand) {
  const answer = await commanded(c, signed, command);
  if (answer.ok) return c.redirect(SECURITY_PATH, 303);
  return answer.reason === 'not_fresh' ? toProof(c, SECURITY_PATH) : show(c, signed, answer);
}

securityPageRoutes.get(SECURITY_PATH, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  // Asked first, since the browser makes a passkey before the shop can refuse it.
  return isProved(signed) ? show(c, signed) : toProof(c, SECURITY_PATH);
});

securityPageRoutes.get(PROVE_PATH, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const next = nextOf(c.req.query('next'));
  const factor = signed.facts.secondFactor;
  return privatePage(c, <ProvePage {...{ shop: await shopOf(c), factor, next }} />);
});

/** What was typed as a proof; null for a password that is wrong or cannot be looked at now. */
async function proofIn(c: Context<AppEnv>, { facts }: Signed, fields: ReadonlyMap<string, string>) {
  if (facts.secondFactor.on) return { kind: 'code', code: fields.get('code') ?? '' } as const;
  const { customers } = c.get('services');
  const own = await unlessBusy(isOwnPassword(customers, facts, fields.get('password') ?? ''));
  return own?.ok === true && own.value ? ({ kind: 'password' } as const) : null;
}

securityPageRoutes.post(PROVE_PATH, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const fields = await fieldsOf(c);
  const next = nextOf(fields.get('next'));
  const proof = await proofIn(c, signed, fields);
  const proved =
    proof === null
      ? ({ ok: false, reason: 'code_wrong' } as const)
      : await commanded(c, signed, { kind: 'prove', proof });
  if (proved.ok) return c.redirect(next, 303);
  const shop = await shopOf(c);
  const problem = wordsOf(shop, proved);
  const factor = signed.facts.secondFactor;
  return privatePage(c, <ProvePage {...{ shop, factor, next, problem }} />, 403);
});

securityPageRoutes.post(`${SECURITY_PATH}/app`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const { newTotpSecret, totpSetup } = c.get('services').customers;
  const secret = newTotpSecret();
  const begun = await commanded(c, signed, { kind: 'begin_app', secret });
  if (!begun.ok) {
    return begun.reason === 'not_fresh' ? toProof(c, SECURITY_PATH) : show(c, signed, begun);
  }
  const { qr } = totpSetup(secret, signed.facts.email);
  return privatePage(c, <AppPage {...{ shop: await shopOf(c), secret, qr }} />);
});

/** Runs a command that comes with new recovery codes, and shows them this once. */
async function withCodes(
  c: Context<AppEnv>,
  signed: Signed,
  command: (recovery: readonly string[]) => FactorCommand,
) {
  const { newRecoveryCodes, recoveryDigest } = c.get('services').customers;
  const codes = newRecoveryCodes();
  const done = await commanded(c, signed, command(codes.map(recoveryDigest)));
  if (done.ok) return privatePage(c, <CodesPage {...{ shop: await shopOf(c), codes }} />);
  return done.reason === 'not_fresh' ? toProof(c, SECURITY_PATH) : show(c, signed, done);
}

securityPageRoutes.post(`${SECURITY_PATH}/app/confirm`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const code = (await fieldsOf(c)).get('code') ?? '';
  return withCodes(c, signed, (recovery) => ({ kind: 'confirm_app', code, recovery }));
});

securityPageRoutes.post(`${SECURITY_PATH}/app/remove`, async (c) => {
  const signed = await signedIn(c);
  return signed === null ? toSignIn(c) : changed(c, signed, { kind: 'remove_app' });
});

securityPageRoutes.post(`${SECURITY_PATH}/recovery-codes`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  return withCodes(c, signed, (recovery) => ({ kind: 'renew_recovery', recovery }));
});

securityPageRoutes.post(`${SECURITY_PATH}/passkeys/remove`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const id = (await fieldsOf(c)).get('id') ?? '';
  return changed(c, signed, { kind: 'remove_passkey', id });
});
