/** Turnstile's widget in a form, and the one page policy that lets its script and frame in. */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import type { CaptchaAction } from '../http/captcha.ts';
import { captchaPolicy } from '../http/security-headers.ts';
import { useShop } from './shop.ts';

export type Widget = {
  readonly siteKey: string;
  readonly scriptUrl: string;
  readonly action: CaptchaAction;
};

/** What the page needs to ask for a captcha; null in a shop without. Widens the page's policy. */
export function widgetFor(c: Context<AppEnv>, action: CaptchaAction): Widget | null {
  const { captcha } = c.get('services').config;
  if (captcha === null) return null;
  c.header('Content-Security-Policy', captchaPolicy(captcha.scriptUrl));
  return { siteKey: captcha.siteKey, scriptUrl: captcha.scriptUrl, action };
}

/** The widget: its script puts the token into the form around it. */
export function Captcha({ widget }: { readonly widget: Widget | null }) {
  const { t } = useShop().locale;
  if (widget === null) return null;
  return (
    <>
      <div
        class="cf-turnstile"
        data-sitekey={widget.siteKey}
        data-action={widget.action}
        data-size="flexible"
      />
      <noscript>
        <p class="notice">{t.account.captchaScript}</p>
      </noscript>
      <script async defer src={widget.scriptUrl} />
    </>
  );
}
