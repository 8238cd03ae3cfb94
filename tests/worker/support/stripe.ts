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
  readonly client_secret: string;
};

export type Refund = { readonly id: string; readonly status: string; readonly amount: number };

const SECRET_KEY = { authorization: 'Bearer sk_test_sandbox' };

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const outside = required(env.OUTSIDE, 'the sandbox is bound');
  const response = await outside.fetch(url, { ...init, headers: SECRET_KEY });
  if (!response.ok) throw new Error(await response.text());
  return response.json<T>();
}

/** A call of Stripe's API, as the account's owner might make it by hand. */
export const stripe = <T>(path: string, form: Record<string, string>): Promise<T> =>
  ask<T>(`https://api.stripe.com/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });

async function read<T>(path: string, query: Record<string, string>): Promise<T[]> {
  const search = new URLSearchParams(query).toString();
  return (await ask<{ data: T[] }>(`https://api.stripe.com/v1/${path}?${search}`)).data;
}

/** Every payment that was ever made for an order, newest first. */
export const paymentsOf = (orderId: string): Promise<Intent[]> =>
  read<Intent>('payment_intents/search', { query: `metadata['order']:'${orderId}'` });

/** Refunds of one payment, newest first. */
export const refundsOf = (payment: string): Promise<Refund[]> =>
  read<Refund>('refunds', { payment_intent: payment, limit: '100' });

/** How long the provider keeps an answer back from who is to be killed while waiting for it. */
export const HANG_MS = 6_000;
/** How long it keeps what a test waits for until it comes. */
export const SLOW_MS = 1_500;

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
  const url = `http://localhost/sandbox/control/stripe/${path}`;
  await ask(url, { method: 'POST', body: JSON.stringify(body) });
}
