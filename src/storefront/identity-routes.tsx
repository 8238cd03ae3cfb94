/** Going to a provider to sign in or to tie its account to one's own, and coming back from it. */
import type { Context } from 'hono';
import {
  linkIdentity,
  signInWith,
  signInWithCode,
  unlinkIdentity,
} from '../customers/identities.ts';
import type { IdentityFailure } from '../customers/identities.ts';
import type { Begun, IdentityPort } from '../customers/identity.ts';
import { isFresh } from '../customers/sessions.ts';
import type { SignedIn } from '../customers/sign-in.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { signedIn, visitorOf } from '../http/session.ts';
import { readCookie, writeCookie } from '../http/tokens.ts';
import type { Result } from '../kernel/result.ts';
import { readSealedUntil, writeSealedUntil } from '../kernel/seal.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { randomId } from '../platform/crypto.ts';
import { CodePage, RegisterPage, SignInPage } from './account-forms.tsx';
import { widgetFor } from './captcha.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { privatePage, shopOf } from './render.ts';
import { toProof } from './security-routes.tsx';
import { SECURITY_PATH } from './security.tsx';
import { nextOf, providersOf, toSignIn, welcome } from './sign-in-routes.tsx';

export const identityPageRoutes = newRouter();

export const WITH_PATH = '/account/with';
const COOKIE = 'identity';
const PURPOSE = 'identity_begun';
/** Longer than anybody takes to choose an account at a provider. */
const BEGUN_TTL_MS = 10 * MINUTE_MS;

/** What a browser keeps while it is away. `account` is whose, where an identity is to be tied. */
type Away = Begun & {
  readonly provider: string;
  readonly next: string;
  readonly account: string | null;
};

const providerOf = (c: Context<AppEnv>): IdentityPort | null =>
  c.get('services').identities.get(c.req.param('provider') ?? '') ?? null;

const redirectUriOf = (c: Context<AppEnv>, { id }: IdentityPort): string =>
  `${c.get('services').config.publicUrl}${WITH_PATH}/${id}/callback`;

/** Sealed, and only this browser's: an answer to another's question is refused by it. */
function remember(c: Context<AppEnv>, away: Away): void {
  const { seal } = c.get('services').customers;
  const { state, nonce, verifier, provider, next, account } = away;
  const values = [state, nonce, verifier, provider, next, account];
  const sealed = writeSealedUntil(seal, PURPOSE, values, Date.now() + BEGUN_TTL_MS);
  writeCookie(c, COOKIE, sealed, BEGUN_TTL_MS);
}

/** What the browser remembers, once. */
function remembered(c: Context<AppEnv>): Away | null {
  const { seal } = c.get('services').customers;
  const read = readSealedUntil(seal, PURPOSE, readCookie(c, COOKIE) ?? '', Date.now());
  writeCookie(c, COOKIE, '', 0);
  if (read === null) return null;
  const [state, nonce, verifier, provider, next, account] = read.map((value) =>
    typeof value === 'string' ? value : null,
  );
  const begun = { state: state ?? '', nonce: nonce ?? '', verifier: verifier ?? '' };
  return { ...begun, provider: provider ?? '', next: next ?? '', account: account ?? null };
}

type Trouble = { readonly problem: string; readonly link?: string; readonly email?: string };

async function signInAgain(
  c: Context<AppEnv>,
  next: string,
  { problem, link = '', email = '' }: Trouble,
  status: 400 | 401 | 409 | 503,
) {
  const shop = await shopOf(c);
  const providers = providersOf(c);
  const props = { shop, email, next, problem, link, providers, code: false, captcha: null };
  return privatePage(c, <SignInPage {...props} />, status);
}

identityPageRoutes.get(`${WITH_PATH}/:provider`, async (c) => {
  const provider = providerOf(c);
  if (provider === null) return c.notFound();
  const next = nextOf(c.req.query('next'));
  const signed = c.req.query('link') === undefined ? null : await signedIn(c);
  if (c.req.query('link') !== undefined) {
    if (signed === null) return toSignIn(c);
    const fresh = isFresh(signed.session, signed.facts.secondFactor.on, Date.now());
    if (!fresh) return toProof(c, SECURITY_PATH);
  }
  const begun = { state: randomId(24), nonce: randomId(24), verifier: randomId(48) };
  const url = await provider.begin(begun, redirectUriOf(c, provider));
  const { problems } = (await shopOf(c)).locale.t.account;
  if (!url.ok) return signInAgain(c, next, { problem: problems.providerAway }, 503);
  remember(c, { ...begun, provider: provider.id, next, account: signed?.facts.id ?? null });
  return c.redirect(url.value, 303);
});

/**
 * Apple posts its answer from its own site, so no cookie of ours comes along. Sent on as a GET, the
 * answer is held against the cookie like every other.
 */
identityPageRoutes.post(`${WITH_PATH}/:provider/callback`, async (c) => {
  const provider = providerOf(c);
  if (provider === null) return c.notFound();
  const fields = await fieldsOf(c);
  const known = ['code', 'state', 'error'].flatMap((name) => {
    const value = fields.get(name);
    return value === null || value === undefined ? [] : [[name, value]];
  });
  const query = new URLSearchParams(known).toString();
  return c.redirect(`${WITH_PATH}/${provider.id}/callback?${query}`, 303);
});

identityPageRoutes.get(`${WITH_PATH}/:provider/callback`, async (c) => {
  const provider = providerOf(c);
  if (provider === null) return c.notFound();
  const away = remembered(c);
  const { problems } = (await shopOf(c)).locale.t.account;
  const next = away?.next ?? '/account';
  if (away === null || away.provider !== provider.id) {
    return signInAgain(c, next, { problem: problems.provider }, 400);
  }
  const answer = new URL(c.req.url).search.slice(1);
  const told = await provider.finish(answer, away, redirectUriOf(c, provider));
  if (!told.ok) {
    const isAway = told.reason === 'provider_away';
    const problem = isAway ? problems.providerAway : problems.provider;
    return signInAgain(c, next, { problem }, isAway ? 503 : 400);
  }
  const { customers } = c.get('services');
  if (away.account === null) {
    return answered(c, next, await signInWith(customers, told.value, visitorOf(c)));
  }
  const signed = await signedIn(c);
  if (signed === null || signed.facts.id !== away.account) return toSignIn(c);
  const linked = await linkIdentity(customers, signed.facts.id, told.value);
  return c.redirect(linked.ok ? SECURITY_PATH : `${SECURITY_PATH}?problem=${linked.reason}`, 303);
});

async function answered(
  c: Context<AppEnv>,
  next: string,
  answer: Result<SignedIn, never> | IdentityFailure,
) {
  if (answer.ok) return welcome(c, answer.value, next);
  const shop = await shopOf(c);
  const { problems } = shop.locale.t.account;
  switch (answer.reason) {
    case 'code_needed':
      return privatePage(c, <CodePage {...{ shop, next, token: answer.token, problem: null }} />);
    case 'account_exists': {
      const { token: link, email } = answer;
      return signInAgain(c, next, { problem: problems.accountExists, link, email }, 409);
    }
    case 'unvouched': {
      const { token: link, email, name } = answer;
      const asked = { captcha: widgetFor(c, 'register'), providers: providersOf(c) };
      const form = { shop, email, name, next, link, ...asked };
      return privatePage(c, <RegisterPage {...form} problem={problems.unvouched} />);
    }
    case 'no_email':
      return signInAgain(c, next, { problem: problems.noEmail }, 400);
    case 'throttled':
    case 'captcha_required':
    case 'code_required':
    case 'invalid_credentials':
      return signInAgain(c, next, { problem: problems.provider }, 401);
  }
}

identityPageRoutes.post(`${WITH_PATH}-code`, async (c) => {
  const fields = await fieldsOf(c);
  const [token = '', code = ''] = [fields.get('token'), fields.get('code')];
  const next = nextOf(fields.get('next'));
  const answer = await signInWithCode(c.get('services').customers, token, code, visitorOf(c));
  return answered(c, next, answer);
});

identityPageRoutes.post(`${SECURITY_PATH}/identities/remove`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  if (!isFresh(signed.session, signed.facts.secondFactor.on, Date.now())) {
    return toProof(c, SECURITY_PATH);
  }
  const provider = (await fieldsOf(c)).get('provider') ?? '';
  const gone = await unlinkIdentity(c.get('services').customers, signed.facts, provider);
  return c.redirect(gone.ok ? SECURITY_PATH : `${SECURITY_PATH}?problem=${gone.reason}`, 303);
});
