/** Stripe as its account's owner sees it: read from the sandbox, past the shop's own adapter. */
import { env } from 'cloudflare:workers';
import { required } from '../../../src/kernel/assert.ts';

export type Intent = {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly amount_capturable: number;
  readonly currency: string;
};

export type Refund = { readonly id: string; readonly status: string; readonly amount: number };

async function read<T>(path: string, query: Record<string, string>): Promise<T[]> {
  const url = `https://api.stripe.com/v1/${path}?${new URLSearchParams(query).toString()}`;
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(url, { headers });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json<{ data: T[] }>()).data;
}

/** Every payment that was ever made for an order, newest first. */
export const paymentsOf = (orderId: string): Promise<Intent[]> =>
  read<Intent>('payment_intents/search', { query: `metadata['order']:'${orderId}'` });

/** Refunds of one payment, newest first. */
export const refundsOf = (payment: string): Promise<Refund[]> =>
  read<Refund>('refunds', { payment_intent: payment, limit: '100' });

/** How long the provider keeps an answer back: long enough to be killed while waiting for it. */
export const HANG_MS = 1_500;

/** Does at Stripe what the shop's own adapter would not: behind the orders' backs. */
export async function stripePost<T>(path: string, form: Record<string, string>): Promise<T> {
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(
    `https://api.stripe.com/v1/${path}`,
    {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_sandbox',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    },
  );
  if (!response.ok) throw new Error(await response.text());
  return response.json<T>();
}

/** Asks the sandbox for what no caller of Stripe could do. */
export async function stripeControl(path: string, body: unknown = {}): Promise<void> {
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(
    `http://localhost/sandbox/control/stripe/${path}`,
    { method: 'POST', body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(await response.text());
}
