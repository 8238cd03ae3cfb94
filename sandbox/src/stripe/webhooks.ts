/** Signs an event as Stripe does and hands it to the shop. */
import type { Stripe } from 'stripe';
import type { Attempt } from './ledger.ts';

/** The shop's endpoint; the host only names the Worker behind the service binding. */
const ENDPOINT = 'http://edgewise/api/webhooks/stripe';

/** Stripe waits about this long for an endpoint's answer. */
const ANSWER_WITHIN_MS = 20_000;

/** Sends events to one endpoint with one secret. */
export class Messenger {
  readonly #shop: Fetcher;
  readonly #secret: string;
  #key: Promise<CryptoKey> | null = null;

  constructor(shop: Fetcher, secret: string) {
    this.#shop = shop;
    this.#secret = secret;
  }

  /** One attempt, signed anew; an endpoint that does not answer is recorded as status 0. */
  async send(event: Stripe.Event): Promise<Attempt> {
    const atMs = Date.now();
    const payload = JSON.stringify(event);
    const signature = await this.#sign(payload, Math.floor(atMs / 1000));
    const status = await this.#post(payload, signature);
    return { atMs, status, tookMs: Date.now() - atMs };
  }

  async #post(payload: string, signature: string): Promise<number> {
    try {
      const response = await this.#shop.fetch(ENDPOINT, {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature,
        },
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }

  /** `t={seconds},v1={HMAC-SHA256 of "{t}.{payload}" in hex}`. */
  async #sign(payload: string, seconds: number): Promise<string> {
    const encoder = new TextEncoder();
    this.#key ??= crypto.subtle.importKey(
      'raw',
      encoder.encode(this.#secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const data = encoder.encode(`${seconds}.${payload}`);
    const digest = await crypto.subtle.sign('HMAC', await this.#key, data);
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
    return `t=${seconds},v1=${hex.join('')}`;
  }
}

/** Whether an endpoint took an event: Stripe counts every 2xx and nothing else. */
export function taken(attempt: Attempt): boolean {
  return attempt.status >= 200 && attempt.status < 300;
}
