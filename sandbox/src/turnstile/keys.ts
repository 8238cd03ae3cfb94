/**
 * Turnstile's keys for tests, as Cloudflare documents them:
 * https://developers.cloudflare.com/turnstile/troubleshooting/testing/.
 */

/** What the widget of a site key makes; `real` tokens count once, for their own action. */
export type Outcome = 'pass' | 'block' | 'ask' | 'real';

const SITE_KEYS: Readonly<Record<string, Outcome>> = {
  '1x00000000000000000000AA': 'pass',
  '1x00000000000000000000BB': 'pass',
  '2x00000000000000000000AB': 'block',
  '2x00000000000000000000BB': 'block',
  '3x00000000000000000000FF': 'ask',
};

/** The token that every test site key makes; real secrets refuse it. */
export const DUMMY_TOKEN = 'XXXX.DUMMY.TOKEN.XXXX';

/** What a site key's widget does; null for a key that is none. */
export const outcomeOf = (siteKey: string): Outcome | null =>
  SITE_KEYS[siteKey] ?? (siteKey.startsWith('0x') ? 'real' : null);

const SECRETS: Readonly<Record<string, readonly string[]>> = {
  '1x0000000000000000000000000000000AA': [],
  '2x0000000000000000000000000000000AA': ['invalid-input-response'],
  '3x0000000000000000000000000000000AA': ['timeout-or-duplicate'],
};

/** The errors that a test secret answers to any token; null for a secret that is real. */
export const errorsOfTestSecret = (secret: string): readonly string[] | null =>
  SECRETS[secret] ?? null;

/** An account's own secrets begin so; this account knows any of them. */
export const isRealSecret = (secret: string): boolean => secret.startsWith('0x');
