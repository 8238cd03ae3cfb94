/**
 * Asks for a captcha where programs do harm by numbers: accounts, guessed passwords, orders of
 * guests, places in a line. Off unless the shop has a site key. When Turnstile is away the limits
 * and throttles still hold, so each place says whether it then lets people in.
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';
import { problem, tryAgain } from './problem.ts';
import { signedIn } from './session.ts';

/** What the visitor is about to do, as the widget is told. */
export type CaptchaAction = 'register' | 'login' | 'checkout' | 'ticket';

/** The header in which clients send the token; a form's field has Turnstile's own name. */
export const CAPTCHA_HEADER = 'Captcha-Token';
export const CAPTCHA_FIELD = 'cf-turnstile-response';

export type CaptchaVerdict = 'off' | 'ok' | 'missing' | 'refused' | 'unavailable';

/** What comes of a token for an action; `attempt` names what may be sent again as it was. */
export async function judgeCaptcha(
  c: Context<AppEnv>,
  action: CaptchaAction,
  token: string | undefined,
  attempt: string | null = null,
): Promise<CaptchaVerdict> {
  const { captcha } = c.get('services');
  if (captcha === null) return 'off';
  if (token === undefined || token === '') return 'missing';
  const address = c.req.header('cf-connecting-ip') ?? null;
  return captcha.verify({ token, action, address, attempt });
}

/** What comes of a token for an order; who is signed in is asked for none. */
export async function judgeGuest(
  c: Context<AppEnv>,
  token: string | undefined,
  attempt: string,
): Promise<CaptchaVerdict> {
  if (c.get('services').captcha === null || (await signedIn(c)) !== null) return 'off';
  return judgeCaptcha(c, 'checkout', token, attempt);
}

/** True for a verdict by which a shop that would rather sell than be safe lets people on. */
export const letsOn = (verdict: CaptchaVerdict): boolean =>
  verdict === 'off' || verdict === 'ok' || verdict === 'unavailable';

/** 403 `captcha_required`, with what a client needs to draw the widget. */
export const captchaRequired = (c: Context<AppEnv>, action: CaptchaAction) =>
  problem(
    c,
    403,
    'captcha_required',
    `Solve a captcha and send its token in ${CAPTCHA_HEADER}; a token counts once.`,
    {
      captcha: {
        provider: 'turnstile',
        action,
        site_key: c.get('services').config.captcha?.siteKey,
      },
    },
  );

/** 503 where nothing may happen without a captcha and Turnstile does not answer. */
export const captchaAway = (c: Context<AppEnv>) =>
  tryAgain(c, 'Captchas cannot be checked right now; nothing was done.', 'captcha_unavailable');

/** Asks each request of a route for a captcha, and lets none pass that could not be checked. */
export const requireCaptcha =
  (action: CaptchaAction): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const verdict = await judgeCaptcha(c, action, c.req.header(CAPTCHA_HEADER));
    if (verdict === 'unavailable') return captchaAway(c);
    if (!letsOn(verdict)) return captchaRequired(c, action);
    return next();
  };
