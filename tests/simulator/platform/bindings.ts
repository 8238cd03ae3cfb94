/** The Env of a world: what wrangler.toml binds, with the limits of a run that lasts an hour. */
import type { World } from '../world.ts';
import { partly } from './partly.ts';
import { namespaceOf } from './stores.ts';

const VARS = {
  ENVIRONMENT: 'development',
  SHOP_ID: 'edgewise',
  SHOP_NAME: 'Edgewise',
  REGION: 'weur',
  HOLD_TTL_MS: '900000',
  PRICE_LOCK_TTL_MS: '1800000',
  CART_TTL_MS: '2592000000',
  PAYMENT_POLL_MS: '15000',
  OUTBOX_RETRY_MS: '30000',
  LOG_SAMPLE_RATE: '0',
  STRIPE_PUBLISHABLE_KEY: 'pk_test',
  STRIPE_SECRET_KEY: 'sk_test',
  STRIPE_WEBHOOK_SECRET: 'whsec_test',
  STRIPE_JS_URL: '/stripe.js',
  PUBLIC_URL: 'http://localhost:8787',
  MAIL_FROM: 'shop@example.com',
  MERCHANT_EMAIL: 'merchant@example.com',
  MERCHANT_PHONE: '',
  TWILIO_FROM: '+15005550006',
  SENDGRID_API_KEY: 'SG.test',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
};

/** The bindings and variables of a world's Worker. */
export const bindingsOf = (world: World): Env =>
  partly<Env>({
    ...VARS,
    DOCUMENTS: namespaceOf(world),
    JOURNAL: world.journal.binding(),
    CATALOG_DB: world.catalogue.binding(),
    BACKOFFICE_DB: world.backoffice.binding(),
    EVENTS: world.queue('edgewise-events').binding(),
    NOTIFICATIONS: world.queue('edgewise-notifications').binding(),
    PAYMENT_WEBHOOKS: world.queue('edgewise-payment-webhooks').binding(),
    CATALOG_CHANGES: world.queue('edgewise-catalog-changes').binding(),
    SKU_STOCK: world.spaces.SkuStock.namespace(),
    ORDER: world.spaces.Order.namespace(),
    CART: world.spaces.Cart.namespace(),
    COUPON: world.spaces.Coupon.namespace(),
    OUTSIDE: world.mails.binding(),
  });
