/**
 * The shop's settings: vars and secrets of `wrangler.toml`, parsed once per isolate. What is
 * missing is named, with the feature it turns off; what would be dangerous in production is
 * refused.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.ts';

export type Config = {
  environment: 'development' | 'production';
  shopId: string;
  shopName: string;
  region: string;
  holdTtlMs: number;
  priceLockTtlMs: number;
  cartTtlMs: number;
  returnWindowMs: number;
  paymentPollMs: number;
  outboxRetryMs: number;
  /** How long a SKU may keep to itself what shoppers are not shown. */
  stockTellMs: number;
  logSampleRate: number;
  badges: ReturnType<typeof badgeRules>;
  /** Requests an isolate works on at once before it refuses some (`http/shedding.ts`). */
  shedAt: { browsing: number; ordering: number };
  stripe: {
    secretKey: string;
    publishableKey: string;
    webhookSecrets: string[];
    scriptUrl: string;
    /** Calls that change something at Stripe, which one isolate sends in a second. */
    writesPerSecond: number;
  };
  /** Where people reach the shop, without a slash at its end: links in mails begin with it. */
  publicUrl: string;
  sendgrid: { apiKey: string };
  twilio: { accountSid: string; authToken: string; from: string };
  /** Cloudflare Turnstile; null where nobody is asked for a captcha. */
  captcha: { siteKey: string; secretKey: string; scriptUrl: string } | null;
  /** Whose cache is purged by its API; null for none. */
  zone: { zoneId: string; token: string } | null;
  /** Providers that people may sign in with; null for one that is not set up. */
  identity: {
    google: IdentityClient | null;
    apple: (IdentityClient & { teamId: string; keyId: string }) | null;
    github: IdentityClient | null;
    oidc: (IdentityClient & { issuer: string; label: string }) | null;
  };
  mailFrom: string;
  merchantEmail: string;
  merchantPhone: string;
  /** Who sells, as invoices say; the address by lines. */
  seller: { id: string; name: string; address: string[]; taxId: string; timeZone: string };
};

export type IdentityClient = { clientId: string; secret: string };

/** A configuration that must not serve: the message names each fault. */
export class ConfigurationError extends Error {}

const DEVELOPMENT_ADMIN_KEY = 'dev-admin-key';

function whole(name: string, text: string, least: number, most: number, unit = 'numbers'): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new ConfigurationError(`${name} must be whole ${unit} from ${least} to ${most}`);
  }
  return value;
}

const milliseconds = (name: string, text: string, least: number, most: number): number =>
  whole(name, text, least, most, 'milliseconds');

/** From when on a product earns a badge. */
export type BadgeVars = Pick<
  Env,
  'BADGE_NEW_DAYS' | 'BADGE_BESTSELLER_SALES' | 'BADGE_TOP_RATED_STARS' | 'BADGE_TOP_RATED_RATINGS'
>;

/** Stars have one digit behind the point, as averages are shown. */
function stars(name: string, text: string): number {
  if (!/^(?:[0-4](?:\.\d)?|5)$/.test(text)) {
    throw new ConfigurationError(`${name} must be stars from 0 to 5, such as 4.5`);
  }
  return Number(text);
}

/** The badges that products earn; 0 is never. */
export const badgeRules = (env: BadgeVars) => ({
  newForMs: DAY_MS * whole('BADGE_NEW_DAYS', env.BADGE_NEW_DAYS, 0, 3_650, 'days'),
  bestsellerSales: whole('BADGE_BESTSELLER_SALES', env.BADGE_BESTSELLER_SALES, 0, 1e9),
  topRated: {
    stars: stars('BADGE_TOP_RATED_STARS', env.BADGE_TOP_RATED_STARS),
    ratings: whole('BADGE_TOP_RATED_RATINGS', env.BADGE_TOP_RATED_RATINGS, 0, 1e9),
  },
});

/** What production must not run with; empty when all is well. */
export function dangers(env: Env): string[] {
  const found: string[] = [];
  if (env.ENVIRONMENT !== 'production') {
    if (env.OUTSIDE === undefined) found.push('OUTSIDE (the sandbox Worker) is not bound');
    return found;
  }
  if (env.OUTSIDE !== undefined) found.push('OUTSIDE must not be bound in production');
  if (env.ADMIN_API_KEY === DEVELOPMENT_ADMIN_KEY)
    found.push('ADMIN_API_KEY is the development key');
  if (env.TURNSTILE_SITE_KEY && !env.TURNSTILE_SECRET_KEY?.startsWith('0x'))
    found.push('TURNSTILE_SECRET_KEY is missing or a test key, though there is a site key');
  const needed = { STRIPE_SECRET_KEY: env.STRIPE_SECRET_KEY, TOKEN_KEYS: env.TOKEN_KEYS };
  const keys = {
    NAME_KEY: env.NAME_KEY,
    PASSWORD_KEYS: env.PASSWORD_KEYS,
    SESSION_KEYS: env.SESSION_KEYS,
    DATA_KEYS: env.DATA_KEYS,
  };
  for (const [name, value] of Object.entries({
    ...needed,
    ...keys,
    ADMIN_API_KEY: env.ADMIN_API_KEY,
  })) {
    if (!value) found.push(`${name} is not set`);
  }
  return found;
}

function captchaOf(env: Env): Config['captcha'] {
  if (!env.TURNSTILE_SITE_KEY) return null;
  return {
    siteKey: env.TURNSTILE_SITE_KEY,
    secretKey: env.TURNSTILE_SECRET_KEY,
    scriptUrl: env.TURNSTILE_JS_URL,
  };
}

/** Client id and secret turn a provider on; `IDENTITY_SECRETS` is a list of `provider:secret`. */
function identityOf(env: Env): Config['identity'] {
  const secrets = new Map(
    (env.IDENTITY_SECRETS ?? '').split(',').map((pair) => {
      const colon = pair.indexOf(':');
      return [pair.slice(0, colon), pair.slice(colon + 1)] as const;
    }),
  );
  const client = (provider: string, clientId: string): IdentityClient | null => {
    const secret = secrets.get(provider);
    return clientId && secret ? { clientId, secret } : null;
  };
  const apple = client('apple', env.APPLE_CLIENT_ID);
  const oidc = client('oidc', env.OIDC_CLIENT_ID);
  return {
    google: client('google', env.GOOGLE_CLIENT_ID),
    github: client('github', env.GITHUB_CLIENT_ID),
    apple: apple && { ...apple, teamId: env.APPLE_TEAM_ID, keyId: env.APPLE_KEY_ID },
    oidc: oidc && { ...oidc, issuer: env.OIDC_ISSUER, label: env.OIDC_LABEL },
  };
}

/** Parses the settings or throws a ConfigurationError. */
export function parseConfig(env: Env): Config {
  const faults = dangers(env);
  if (faults.length > 0) throw new ConfigurationError(faults.join('; '));
  return {
    environment: env.ENVIRONMENT === 'production' ? 'production' : 'development',
    shopId: env.SHOP_ID,
    shopName: env.SHOP_NAME,
    region: env.REGION,
    holdTtlMs: milliseconds('HOLD_TTL_MS', env.HOLD_TTL_MS, SECOND_MS, DAY_MS),
    priceLockTtlMs: milliseconds('PRICE_LOCK_TTL_MS', env.PRICE_LOCK_TTL_MS, 1, 30 * DAY_MS),
    cartTtlMs: milliseconds('CART_TTL_MS', env.CART_TTL_MS, SECOND_MS, 400 * DAY_MS),
    returnWindowMs: DAY_MS * whole('RETURN_WINDOW_DAYS', env.RETURN_WINDOW_DAYS, 1, 3_650, 'days'),
    paymentPollMs: milliseconds('PAYMENT_POLL_MS', env.PAYMENT_POLL_MS, 100, 60 * MINUTE_MS),
    outboxRetryMs: milliseconds('OUTBOX_RETRY_MS', env.OUTBOX_RETRY_MS, 100, 60 * MINUTE_MS),
    stockTellMs: milliseconds('STOCK_TELL_MS', env.STOCK_TELL_MS, 100, MINUTE_MS),
    badges: badgeRules(env),
    shedAt: {
      browsing: whole('SHED_BROWSING_AT', env.SHED_BROWSING_AT, 1, 100_000),
      ordering: whole('SHED_ORDERING_AT', env.SHED_ORDERING_AT, 1, 100_000),
    },
    logSampleRate: Math.min(1, Math.max(0, Number(env.LOG_SAMPLE_RATE) || 0)),
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      publishableKey: env.STRIPE_PUBLISHABLE_KEY,
      webhookSecrets: (env.STRIPE_WEBHOOK_SECRET ?? '').split(',').filter((text) => text !== ''),
      scriptUrl: env.STRIPE_JS_URL,
      writesPerSecond: whole('STRIPE_WRITES_PER_S', env.STRIPE_WRITES_PER_S, 1, 10_000),
    },
    publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
    sendgrid: { apiKey: env.SENDGRID_API_KEY ?? '' },
    twilio: {
      accountSid: env.TWILIO_ACCOUNT_SID ?? '',
      authToken: env.TWILIO_AUTH_TOKEN ?? '',
      from: env.TWILIO_FROM,
    },
    captcha: captchaOf(env),
    zone: env.PURGE_ZONE_ID ? { zoneId: env.PURGE_ZONE_ID, token: env.PURGE_TOKEN } : null,
    identity: identityOf(env),
    mailFrom: env.MAIL_FROM,
    merchantEmail: env.MERCHANT_EMAIL,
    merchantPhone: env.MERCHANT_PHONE,
    seller: {
      id: 'house',
      name: env.SELLER_NAME,
      address: env.SELLER_ADDRESS.split('|').map((line) => line.trim()),
      taxId: env.SELLER_TAX_ID,
      timeZone: env.SELLER_TIME_ZONE,
    },
  };
}

const parsed = new WeakMap<Env, Config>();

/** The settings of this isolate, parsed at first use. */
export function configOf(env: Env): Config {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const config = parseConfig(env);
  parsed.set(env, config);
  return config;
}
