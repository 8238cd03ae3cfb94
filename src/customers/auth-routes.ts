/** Registering, signing in and out, and what the links in mails do (api.md). */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { joinCarts } from '../http/cart-session.ts';
import { newRouter } from '../http/app-env.ts';
import {
  CAPTCHA_HEADER,
  captchaRequired,
  judgeCaptcha,
  letsOn,
  requireCaptcha,
} from '../http/captcha.ts';
import { limitMails } from '../http/guards.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import {
  customerOf,
  forgetSession,
  refreshCookie,
  signedIn,
  signInFirst,
  visitorOf,
  writeSession,
} from '../http/session.ts';
import { SECOND_MS } from '../kernel/time.ts';
import { ACCESS_TTL_S } from '../platform/access-tokens.ts';
import { TooBusy } from '../platform/passwords.ts';
import { BrowserOptionsSchema, PasskeyRequest } from './factor-wire.ts';
import { askForPasskey, signInWithPasskey } from './passkey-use.ts';
import { passwordText } from './password.ts';
import type { PasswordFault } from './password.ts';
import { confirmNews, stopNews } from './news.ts';
import { register, requestReset, resetPassword, verifyEmail } from './registration.ts';
import { refreshSession, signIn } from './sign-in.ts';
import type { SignedIn } from './sign-in.ts';
import {
  EmailRequest,
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  ResetRequest,
  SessionSchema,
  TokenRequest,
} from './wire.ts';

export const authRoutes = newRouter();

const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const session = jsonResponse(SessionSchema, 'The session; also set as cookies.');
const bad = problemResponse('Bad input, naming the field.');
const throttled = problemResponse('Too many tries; `Retry-After` says when to try again.');
const busy = problemResponse('Too many sign in at once; `Retry-After` says when to try again.');
const invalid = problemResponse('Not signed in, whatever was wrong.');
const captcha = problemResponse('A captcha is asked for, and none was solved.');
const link = problemResponse('The link is over, was used, or is not ours.');
const done = { description: 'Done.' };

/** Seconds after which those who waited for a password check have been served. */
const BUSY_RETRY_S = 3;

/** 503 for who comes while too many wait for their password to be checked. */
export function tooBusy(c: Context<AppEnv>, error: unknown) {
  if (!(error instanceof TooBusy)) throw error;
  c.header('Retry-After', String(BUSY_RETRY_S));
  return problem(c, 503, 'busy', 'Too many people sign in at once. Try again in a moment.');
}

/** 429 for who has failed too often just now. */
export function tooManyTries(c: Context<AppEnv>, waitMs: number) {
  c.header('Retry-After', String(Math.ceil(waitMs / SECOND_MS)));
  return problem(c, 429, 'too_many_attempts', 'Too many failed tries. Wait before the next one.');
}

export const weakPassword = (c: Context<AppEnv>, fault: PasswordFault) =>
  invalidFields(c, [{ pointer: '/password', detail: passwordText(fault) }]);

export const linkVoid = (c: Context<AppEnv>) =>
  problem(c, 400, 'link_void', 'This link is over, was used already, or is not ours.');

/** Sets the cookies, joins the carts, and answers what a client without cookies needs. */
async function signedInBody(c: Context<AppEnv>, opened: SignedIn) {
  writeSession(c, opened);
  await joinCarts(c, opened.facts);
  const { id, email, name } = opened.facts;
  return {
    access_token: opened.accessToken,
    token_type: 'Bearer' as const,
    expires_in: ACCESS_TTL_S,
    refresh_token: opened.refreshToken,
    account: { id, email, name },
  };
}

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/register',
    summary: 'Make an account',
    middleware: [limitMails, requireCaptcha('register')] as const,
    request: { body: body(RegisterRequest) },
    responses: { 201: session, 400: bad, 403: captcha, 429: throttled, 503: busy },
  }),
  async (c) => {
    const { customers } = c.get('services');
    try {
      const made = await register(customers, c.req.valid('json'), visitorOf(c));
      return made.ok ? c.json(await signedInBody(c, made.value), 201) : weakPassword(c, made.fault);
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/login',
    summary: 'Sign in',
    request: { body: body(LoginRequest) },
    responses: { 200: session, 400: bad, 401: invalid, 403: captcha, 429: throttled, 503: busy },
  }),
  async (c) => {
    const { customers } = c.get('services');
    try {
      const trusted = letsOn(await judgeCaptcha(c, 'login', c.req.header(CAPTCHA_HEADER)));
      const person = { ...c.req.valid('json'), trusted };
      const answer = await signIn(customers, person, visitorOf(c));
      if (answer.ok) return c.json(await signedInBody(c, answer.value), 200);
      if (answer.reason === 'throttled') return tooManyTries(c, answer.waitMs);
      if (answer.reason === 'code_required') return codeRequired(c);
      if (answer.reason === 'captcha_required') return captchaRequired(c, 'login');
      return problem(c, 401, 'invalid_credentials', 'The e-mail address or the password is wrong.');
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);

const codeRequired = (c: Context<AppEnv>) =>
  problem(c, 401, 'code_required', 'Send a code of your app, or a recovery code, along with it.');

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/passkey/options',
    summary: 'What a browser needs to sign in by a passkey',
    responses: { 200: jsonResponse(BrowserOptionsSchema, 'For `navigator.credentials`.') },
  }),
  async (c) =>
    c.json({ challenge: '', ...(await askForPasskey(c.get('services').customers)) }, 200),
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/passkey',
    summary: 'Sign in by a passkey, which is password and second factor in one',
    request: { body: body(PasskeyRequest) },
    responses: { 200: session, 400: bad, 401: invalid, 429: throttled },
  }),
  async (c) => {
    const { customers } = c.get('services');
    const { response } = c.req.valid('json');
    const answer = await signInWithPasskey(customers, response, visitorOf(c));
    if (answer.ok) return c.json(await signedInBody(c, answer.value), 200);
    if (answer.reason === 'throttled') return tooManyTries(c, answer.waitMs);
    return problem(c, 401, 'invalid_credentials', 'This passkey does not open an account here.');
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/refresh',
    summary: 'Replace the refresh token, for another ten minutes of access',
    request: {
      body: { required: false, content: { 'application/json': { schema: RefreshRequest } } },
    },
    responses: { 200: session, 400: bad, 401: invalid },
  }),
  async (c) => {
    const token = c.req.valid('json').refresh_token ?? refreshCookie(c) ?? '';
    const refreshed = await refreshSession(c.get('services').customers, token);
    if (refreshed.ok) return c.json(await signedInBody(c, refreshed.value), 200);
    forgetSession(c);
    return problem(c, 401, refreshed.reason, 'This session is over; sign in again.');
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/logout',
    summary: 'Sign this device out',
    responses: { 204: done },
  }),
  async (c) => {
    const customer = await customerOf(c);
    const { accounts } = c.get('services').customers;
    if (customer !== null) await accounts.close(customer.account, { one: customer.session });
    forgetSession(c);
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/logout-everywhere',
    summary: 'Sign every device out',
    responses: { 204: done, 401: invalid },
  }),
  async (c) => {
    const customer = await customerOf(c);
    if (customer === null) return signInFirst(c);
    await c.get('services').customers.accounts.close(customer.account, { allBut: null });
    forgetSession(c);
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/verify-email',
    summary: 'Prove an e-mail address by the link that was mailed to it',
    request: { body: body(TokenRequest) },
    responses: { 204: done, 400: link, 401: invalid },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { customers } = c.get('services');
    const { token } = c.req.valid('json');
    const verified = await verifyEmail(customers, token, signed.customer.account);
    return verified.ok ? c.body(null, 204) : linkVoid(c);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/forgot-password',
    summary: 'Mail a link to choose a new password, if the address has an account',
    middleware: [limitMails] as const,
    request: { body: body(EmailRequest) },
    responses: {
      202: { description: 'The same for every address.' },
      400: bad,
      429: throttled,
    },
  }),
  async (c) => {
    await requestReset(c.get('services').customers, c.req.valid('json').email);
    return c.body(null, 202);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/reset-password',
    summary: 'Choose a new password; every device is signed out',
    request: { body: body(ResetRequest) },
    responses: { 204: done, 400: link, 503: busy },
  }),
  async (c) => {
    const { token, password } = c.req.valid('json');
    try {
      const reset = await resetPassword(c.get('services').customers, token, password);
      if (reset.ok) return c.body(null, 204);
      return reset.reason === 'link_void' ? linkVoid(c) : weakPassword(c, reset.fault);
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);

for (const [path, settle, summary] of [
  ['/api/auth/confirm-news', confirmNews, 'Confirm that news may be mailed'],
  ['/api/auth/unsubscribe', stopNews, 'Stop news by the link of a letter, signed in or not'],
] as const) {
  authRoutes.openapi(
    createRoute({
      method: 'post',
      path,
      summary,
      request: { body: body(TokenRequest) },
      responses: { 204: done, 400: link },
    }),
    async (c) => {
      const { token } = c.req.valid('json');
      const settled = await settle(c.get('services').customers, token);
      return settled.ok ? c.body(null, 204) : linkVoid(c);
    },
  );
}

authRoutes.get('/.well-known/jwks.json', (c) =>
  c.json(c.get('services').accessTokens.keySet, 200, { 'cache-control': 'public, max-age=300' }),
);
