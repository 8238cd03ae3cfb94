/** The shop's secrets in tests; wrangler.toml holds its variables. */

import { generateKeyPairSync } from 'node:crypto';

/** A key of the kind that Apple gives, which signs nothing but tests. */
const APPLE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'der' })
  .toString('base64');

/** An Ed25519 key that signs nothing but tests. */
const SESSION_KEY =
  's1:3P1s7LCe6KB0Dwx_MvA_wnCIlxsnsItkyA_A-sTSb9g:Bxhk8UYfrM4TyT4jIFN7tHR1mhtzrLrg2AHOWr0b27w';

export const TEST_SECRETS = {
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_test',
  ADMIN_API_KEY: 'test-admin-key',
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
  NAME_KEY: Buffer.alloc(32, 8).toString('base64url'),
  PASSWORD_KEYS: `p1:${Buffer.alloc(32, 9).toString('base64url')}`,
  SESSION_KEYS: SESSION_KEY,
  DATA_KEYS: `d1:${Buffer.alloc(32, 10).toString('base64url')}`,
  SENDGRID_API_KEY: 'SG.test',
  TWILIO_ACCOUNT_SID: 'ACtest',
  TWILIO_AUTH_TOKEN: 'test',
  IDENTITY_SECRETS: `google:g,github:h,oidc:o,apple:${APPLE_KEY}`,
  TURNSTILE_SECRET_KEY: '0xTEST',
  METRICS_TOKEN: 'test-metrics',
  PURGE_TOKEN: 'test-purge',
};
