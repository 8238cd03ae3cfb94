/**
 * Whether a visit is a person's, by Cloudflare Turnstile:
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/. A token counts
 * once; asked about again under the same attempt it gets the same answer, so that a request whose
 * answer was lost may be sent again.
 */
import { z } from 'zod';
import { sha256 } from './crypto.ts';
import { log } from './log.ts';
import type { Fetch } from './outbound.ts';

export type CaptchaAnswer = 'ok' | 'refused' | 'unavailable';

export type CaptchaQuestion = {
  readonly token: string;
  /** What the visitor was about to do when the token was made. */
  readonly action: string;
  /** The visitor's network address, where it is known. */
  readonly address: string | null;
  /** Names this attempt, where it may be sent twice; null where each try needs its own token. */
  readonly attempt: string | null;
};

export type Captcha = {
  verify(question: CaptchaQuestion): Promise<CaptchaAnswer>;
};

const VERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';
/** Turnstile's own limit. */
const MAX_TOKEN_LENGTH = 2048;
/** What is wrong with us, not with the visitor: nobody is refused for it. */
const OUR_FAULTS = ['missing-input-secret', 'invalid-input-secret', 'bad-request'];

const ANSWER = z.object({
  success: z.boolean(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
});

/** A UUID of version 8 (RFC 9562) made of a digest, since Turnstile takes UUIDs only. */
function uuidOf(text: string): string {
  const hex = sha256(text);
  const marked = [`8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [hex.slice(0, 8), hex.slice(8, 12), ...marked, hex.slice(20, 32)].join('-');
}

/** Asks Turnstile, through the shop's way out to it. */
export function turnstile(fetcher: Fetch, secretKey: string): Captcha {
  return {
    async verify({ token, action, address, attempt }) {
      if (token.length > MAX_TOKEN_LENGTH) return 'refused';
      const body = JSON.stringify({
        secret: secretKey,
        response: token,
        ...(address === null ? {} : { remoteip: address }),
        ...(attempt === null ? {} : { idempotency_key: uuidOf(`${action}\n${attempt}`) }),
      });
      const headers = { 'content-type': 'application/json' };
      try {
        const response = await fetcher(VERIFY, { method: 'POST', headers, body });
        if (!response.ok) {
          log('error', 'captcha_unavailable', { status: response.status });
          return 'unavailable';
        }
        const answer = ANSWER.parse(await response.json());
        if (answer.success) return isFor(answer.action, action) ? 'ok' : 'refused';
        const codes = answer['error-codes'];
        if (codes.includes('internal-error')) return 'unavailable';
        const ours = codes.find((code) => OUR_FAULTS.includes(code));
        if (ours === undefined) return 'refused';
        log('error', 'captcha_misconfigured', { code: ours });
        return 'unavailable';
      } catch (error) {
        log('warn', 'captcha_unavailable', { message: String(error) });
        return 'unavailable';
      }
    },
  };
}

/** A token made for one thing serves no other. Test keys name no action. */
const isFor = (made: string | undefined, action: string): boolean =>
  made === undefined || made === '' || made === action;
