/** The pages by which people sign in and out, register, and use the links of their mails. */
import type { Context } from 'hono';
import { register, requestReset, resetPassword, verifyEmail } from '../customers/registration.ts';
import { passwordText } from '../customers/password.ts';
import { confirmEmail, undoEmail } from '../customers/email-change.ts';
import { linkPending } from '../customers/identities.ts';
import { signIn } from '../customers/sign-in.ts';
import type { SignedIn } from '../customers/sign-in.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { CAPTCHA_FIELD, judgeCaptcha, letsOn } from '../http/captcha.ts';
import { joinCarts } from '../http/cart-session.ts';
import { mayAskForMail } from '../http/guards.ts';
import { customerOf, forgetSession, signedIn, visitorOf, writeSession } from '../http/session.ts';
import { SECOND_MS } from '../kernel/time.ts';
import { TooBusy } from '../platform/passwords.ts';
import { withQuery } from './addresses.ts';
import {
  ConfirmPage,
  FORGOT_PATH,
  ForgotPage,
  REGISTER_PATH,
  RegisterPage,
  ResetPage,
  SIGN_IN_PATH,
  SignInPage,
} from './account-forms.tsx';
import { widgetFor } from './captcha.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { isEmail } from './checkout-form.ts';
import { privatePage, shopOf } from './render.ts';

export const signInPageRoutes = newRouter();

/** Where to go after signing in: a path of this shop, whatever the address says. */
export const nextOf = (text: string | undefined): string =>
  text !== undefined && /^\/(?![/\\])[\w/?=&%.~-]*$/.test(text) ? text : '/account';

/** The providers that people may sign in with. */
export const providersOf = (c: Context<AppEnv>) => [...c.get('services').identities.values()];

/** Sends who is not signed in to the form, and back here afterwards. */
export function toSignIn(c: Context<AppEnv>): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(withQuery(SIGN_IN_PATH, { next: nextOf(pathname + search) }), 303);
}

/** Gives the browser its session, joins the carts, and goes on. */
export async function welcome(
  c: Context<AppEnv>,
  opened: SignedIn,
  next: string,
): Promise<Response> {
  writeSession(c, opened);
  await joinCarts(c, opened.facts);
  return c.redirect(next, 303);
}

/** The answer, or null where too many wait for their passwords to be checked. */
export async function unlessBusy<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TooBusy) return null;
    throw error;
  }
}

signInPageRoutes.get(SIGN_IN_PATH, async (c) => {
  const next = nextOf(c.req.query('next'));
  if ((await signedIn(c)) !== null) return c.redirect(next, 303);
  const shop = await shopOf(c);
  return privatePage(
    c,
    <SignInPage
      {...{ shop, next, providers: providersOf(c) }}
      {...{ email: '', problem: null, code: false, captcha: null }}
    />,
  );
});

signInPageRoutes.post(SIGN_IN_PATH, async (c) => {
  const fields = await fieldsOf(c);
  const [email = '', password = ''] = [fields.get('email'), fields.get('password')];
  const code = fields.get('code');
  const next = nextOf(fields.get('next'));
  const { customers } = c.get('services');
  const verdict = await judgeCaptcha(c, 'login', fields.get(CAPTCHA_FIELD));
  const person = { email, password, code, trusted: letsOn(verdict) };
  const answer = await unlessBusy(signIn(customers, person, visitorOf(c)));
  const link = fields.get('link') ?? '';
  if (answer?.ok) {
    // Who signs in to the account has proved both: the provider's word is sealed in the token.
    if (link !== '') await linkPending(customers, answer.value.facts, link);
    return welcome(c, answer.value, next);
  }
  const shop = await shopOf(c);
  const { problems } = shop.locale.t.account;
  const asked = answer?.reason === 'code_required';
  // Once it was asked for it is asked for again, since its token counts once.
  const again = answer?.reason === 'captcha_required' || fields.has(CAPTCHA_FIELD);
  const captcha = again ? widgetFor(c, 'login') : null;
  const form = {
    ...{ shop, email, next, link, captcha },
    ...{ code: asked || code !== undefined, providers: providersOf(c) },
  };
  const refused = (problem: string, status: 401 | 403 | 429 | 503) =>
    privatePage(c, <SignInPage {...form} problem={problem} />, status);
  if (answer === null) return refused(problems.busy, 503);
  if (answer.reason === 'throttled') {
    return refused(problems.throttled(Math.ceil(answer.waitMs / SECOND_MS)), 429);
  }
  if (answer.reason === 'captcha_required') return refused(problems.captcha, 403);
  return refused(asked ? problems.codeRequired : problems.invalid, 401);
});

signInPageRoutes.get(REGISTER_PATH, async (c) => {
  const form = { email: '', name: '', next: nextOf(c.req.query('next')), problem: null };
  const asked = { captcha: widgetFor(c, 'register'), providers: providersOf(c) };
  return privatePage(c, <RegisterPage shop={await shopOf(c)} {...form} {...asked} />);
});

signInPageRoutes.post(REGISTER_PATH, async (c) => {
  const fields = await fieldsOf(c);
  const email = (fields.get('email') ?? '').trim();
  const name = (fields.get('name') ?? '').trim().slice(0, 100);
  const next = nextOf(fields.get('next'));
  const shop = await shopOf(c);
  const { problems } = shop.locale.t.account;
  const link = fields.get('link') ?? '';
  const form = {
    ...{ shop, email, name, next, link },
    ...{ captcha: widgetFor(c, 'register'), providers: providersOf(c) },
  };
  const refuse = (problem: string, status: 400 | 403 | 429 | 503) =>
    privatePage(c, <RegisterPage {...form} problem={problem} />, status);
  if (!(await mayAskForMail(c))) return refuse(problems.tooMany, 429);
  if (name === '') return refuse(problems.name, 400);
  if (!isEmail(email)) return refuse(problems.email, 400);
  const verdict = await judgeCaptcha(c, 'register', fields.get(CAPTCHA_FIELD));
  if (verdict === 'unavailable') return refuse(problems.captchaAway, 503);
  if (!letsOn(verdict)) return refuse(problems.captcha, 403);
  const person = { email, name, password: fields.get('password') ?? '' };
  const { customers } = c.get('services');
  const made = await unlessBusy(register(customers, person, visitorOf(c)));
  if (made === null) return refuse(problems.busy, 503);
  if (!made.ok) {
    return refuse(`${shop.locale.t.account.fields.password}: ${passwordText(made.fault)}`, 400);
  }
  if (link !== '') await linkPending(customers, made.value.facts, link);
  return welcome(c, made.value, next);
});

signInPageRoutes.post('/account/sign-out', async (c) => {
  const customer = await customerOf(c);
  const { accounts } = c.get('services').customers;
  if (customer !== null) await accounts.close(customer.account, { one: customer.session });
  forgetSession(c);
  return c.redirect('/', 303);
});

signInPageRoutes.get(FORGOT_PATH, async (c) =>
  privatePage(c, <ForgotPage shop={await shopOf(c)} sent={false} />),
);

signInPageRoutes.post(FORGOT_PATH, async (c) => {
  const email = (await fieldsOf(c)).get('email') ?? '';
  // Who asks too often is told the same and mailed nothing.
  const asked = isEmail(email.trim()) && (await mayAskForMail(c));
  if (asked) await requestReset(c.get('services').customers, email);
  return privatePage(c, <ForgotPage shop={await shopOf(c)} sent />);
});

signInPageRoutes.get('/account/reset', async (c) => {
  const token = c.req.query('token') ?? '';
  return privatePage(c, <ResetPage shop={await shopOf(c)} token={token} problem={null} />);
});

signInPageRoutes.post('/account/reset', async (c) => {
  const fields = await fieldsOf(c);
  const [token = '', password = ''] = [fields.get('token'), fields.get('password')];
  const { customers } = c.get('services');
  const reset = await unlessBusy(resetPassword(customers, token, password));
  if (reset?.ok) return c.redirect(SIGN_IN_PATH, 303);
  const shop = await shopOf(c);
  const { problems } = shop.locale.t.account;
  const problem =
    reset === null
      ? problems.busy
      : reset.reason === 'link_void'
        ? problems.link
        : passwordText(reset.fault);
  return privatePage(c, <ResetPage {...{ shop, token, problem }} />, reset === null ? 503 : 400);
});

signInPageRoutes.get('/account/verify', async (c) => {
  if ((await signedIn(c)) === null) return toSignIn(c);
  const token = c.req.query('token') ?? '';
  const shop = await shopOf(c);
  return privatePage(
    c,
    <ConfirmPage {...{ shop, token, problem: null, done: false }} kind="verify" />,
  );
});

signInPageRoutes.post('/account/verify', async (c) => {
  const signed = await signedIn(c);
  const token = (await fieldsOf(c)).get('token') ?? '';
  if (signed === null) return c.redirect(SIGN_IN_PATH, 303);
  const { customers } = c.get('services');
  const { ok: done } = await verifyEmail(customers, token, signed.customer.account);
  const shop = await shopOf(c);
  const problem = done ? null : shop.locale.t.account.problems.link;
  const page = <ConfirmPage {...{ shop, token, problem, done }} kind="verify" />;
  return privatePage(c, page, done ? 200 : 400);
});

/** The page of a link that changes an address. */
async function emailPage(
  c: Context<AppEnv>,
  kind: 'new-email' | 'old-email',
  token: string,
  done: boolean | null = null,
) {
  const shop = await shopOf(c);
  const problem = done === false ? shop.locale.t.account.problems.link : null;
  const page = <ConfirmPage {...{ shop, token, problem, kind }} done={done === true} />;
  return privatePage(c, page, done === false ? 400 : 200);
}

signInPageRoutes.get('/account/new-email', async (c) =>
  (await signedIn(c)) === null
    ? toSignIn(c)
    : emailPage(c, 'new-email', c.req.query('token') ?? ''),
);

signInPageRoutes.post('/account/new-email', async (c) => {
  const signed = await signedIn(c);
  const token = (await fieldsOf(c)).get('token') ?? '';
  if (signed === null) return c.redirect(SIGN_IN_PATH, 303);
  const { ok: done } = await confirmEmail(c.get('services').customers, token, signed.customer);
  return emailPage(c, 'new-email', token, done);
});

signInPageRoutes.get('/account/old-email', (c) =>
  emailPage(c, 'old-email', c.req.query('token') ?? ''),
);

signInPageRoutes.post('/account/old-email', async (c) => {
  const token = (await fieldsOf(c)).get('token') ?? '';
  const { ok: done } = await undoEmail(c.get('services').customers, token);
  return emailPage(c, 'old-email', token, done);
});
