/**
 * What browsers are told to refuse on our pages. Policies are constant text: pages carry no inline
 * script or style, so that a cached page needs neither nonce nor hash.
 */
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';

type Sources = { readonly script: string; readonly connect: string; readonly frame: string };

const policyOf = ({ script, connect, frame }: Sources): string =>
  [
    `default-src 'self'`,
    `script-src ${script}`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `connect-src ${connect}`,
    `frame-src ${frame}`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
  ].join('; ');

const PAGE_POLICY = policyOf({ script: `'self'`, connect: `'self'`, frame: `'none'` });

const STRIPE_API = 'https://api.stripe.com';
/** Where the card form and a bank's challenge come from. */
const STRIPE_FRAMES = 'https://js.stripe.com https://hooks.stripe.com';

/** The policy of the page with the card form, whose script comes from `scriptUrl`. */
export function paymentPolicy(scriptUrl: string): string {
  if (scriptUrl.startsWith('/')) return PAGE_POLICY;
  return policyOf({
    script: `'self' ${new URL(scriptUrl).origin}`,
    connect: `'self' ${STRIPE_API}`,
    frame: STRIPE_FRAMES,
  });
}

/** The policy of a page with a captcha, whose script and frame come from `scriptUrl`. */
export function captchaPolicy(scriptUrl: string): string {
  if (scriptUrl.startsWith('/')) return PAGE_POLICY;
  const { origin } = new URL(scriptUrl);
  return policyOf({ script: `'self' ${origin}`, connect: `'self'`, frame: origin });
}

/** Of hidden features a shop needs none but the wallet, which the card form may offer. */
const PERMISSIONS =
  'camera=(), geolocation=(), microphone=(), usb=(), payment=(self "https://js.stripe.com")';
const HSTS = 'max-age=31536000; includeSubDomains';

/** Sets the headers of a page; a stricter or wider policy that a route has set stays. */
export const securePages: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  if (c.req.url.startsWith('https:')) headers.set('strict-transport-security', HSTS);
  if (headers.get('content-type')?.startsWith('text/html') !== true) return;
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', PAGE_POLICY);
  headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  headers.set('permissions-policy', PERMISSIONS);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('x-frame-options', 'DENY');
};
