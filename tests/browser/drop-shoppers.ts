/** People of a drop: their accounts, their way through its pages, their orders; and a program. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { mailsTo, origin } from './shop.ts';

const PASSWORD = 'a lamp and a chair';
const PATIENCE_MS = 90_000;
const LOOK_MS = 500;

export type Person = { readonly email: string; readonly bearer: Record<string, string> };

type Reply<T> = { status: number; headers: Headers; body: T };

async function send<T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Reply<T>> {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const answer: T = JSON.parse(text === '' ? 'null' : text);
  return { status: response.status, headers: response.headers, body: answer };
}

/** What staff do by the API. */
export async function asStaff<T>(path: string, body: unknown): Promise<T> {
  const reply = await send<T>(path, body, { authorization: 'Bearer dev-admin-key' });
  if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** Somebody whose e-mail address is proved. */
export async function person(name: string): Promise<Person> {
  const email = `${name}@drop.example`;
  const account = { email, name, password: PASSWORD };
  const { body } = await send<{ access_token: string }>('/api/auth/register', account);
  const bearer = { authorization: `Bearer ${body.access_token}` };
  const found = async () =>
    (await mailsTo(email)).flatMap(({ text }) => /verify\?token=(\S+)/.exec(text)?.[1] ?? [])[0];
  await expect.poll(found, { timeout: PATIENCE_MS, interval: LOOK_MS }).toBeDefined();
  await send(
    '/api/auth/verify-email',
    { token: decodeURIComponent((await found()) ?? '') },
    bearer,
  );
  return { email, bearer };
}

/** Signs in by the link that the drop's page offers, which leads back to it. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.locator('.room a[href^="/account/sign-in"]').first().click();
  await page.locator('#main [name=email]').fill(email);
  await page.locator('#main [name=password]').fill(PASSWORD);
  const button = page.locator('#main').getByRole('button', { name: 'Sign in', exact: true });
  await button.click({ timeout: PATIENCE_MS });
  await page.waitForURL('**/sales/*');
}

/** Gives a browser the cookie of somebody who has signed in before. */
export const rememberIn = (page: Page, { bearer }: Person): Promise<void> =>
  page
    .context()
    .addCookies([
      { name: 'session', value: (bearer['authorization'] ?? '').split(' ')[1] ?? '', url: origin },
    ]);

export async function takeTicket(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take a ticket' }).click();
  await page.locator('.room.drawing').waitFor();
}

/** The stage that a drop's page shows; empty while it is on its way to another page. */
export async function stageOn(page: Page): Promise<string> {
  const room = page.locator('[data-room]');
  const shown = await room.getAttribute('data-room', { timeout: 5_000 }).catch(() => null);
  return shown?.split(' ')[0] ?? '';
}

const ENDS = ['inside', 'sold_out', 'over', 'bought'];

/** Waits, and goes in when it is their turn; answers with the stage it came to. */
export async function waitInLine(page: Page, meanwhile?: () => Promise<unknown>): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const stage = await stageOn(page);
    if (ENDS.includes(stage)) return stage;
    const door = page.getByRole('button', { name: 'Go in' });
    if (stage === 'turn') await door.click({ timeout: 2_000 }).catch(() => null);
    await meanwhile?.();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`still waiting on ${page.url()}`);
}

/** Pays as the card form does; the bank says yes. */
async function pay(key: string, secret: string): Promise<void> {
  const payment = secret.split('_secret_')[0] ?? '';
  const paid = await fetch(
    `${origin}/sandbox/api.stripe.com/v1/payment_intents/${payment}/confirm`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: new URLSearchParams({ client_secret: secret, payment_method: 'pm_card_visa' }),
    },
  );
  expect(paid.status).toBe(200);
}

/** Orders the one thing in the cart and pays; false where the shop refused. */
export async function orderFrom(page: Page, { email }: Person, street: string): Promise<boolean> {
  await page.goto(`${origin}/checkout`);
  const fields = { email, name: 'Ada Buyer', line1: street, postal_code: '10969', city: 'Berlin' };
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${name}`).fill(value);
  await page.locator('button[name="intent"][value="place"]').click();
  const form = page.locator('[data-secret]');
  // Without scripts the card's form stays hidden.
  await form.or(page.locator('.notice.bad')).first().waitFor({ state: 'attached' });
  if ((await form.count()) === 0) return false;
  await pay(
    (await form.getAttribute('data-key')) ?? '',
    (await form.getAttribute('data-secret')) ?? '',
  );
  return true;
}

type Ticket = { readonly headers: Record<string, string>; readonly text: string };
type Placed = {
  readonly order: { readonly id: string };
  readonly payment: {
    readonly next: { readonly client_secret: string; readonly publishable_key: string };
  };
};

/** A program with one account: many tickets, each claimed without end, one of them hammered. */
export class Bot {
  readonly #sale: string;
  readonly #person: Person;
  readonly passes = new Map<string, Record<string, string>>();
  readonly tickets: Ticket[] = [];

  constructor(sale: string, owner: Person) {
    this.#sale = sale;
    this.#person = owner;
  }

  async #take(headers: Record<string, string>): Promise<Ticket> {
    const path = `/api/sales/${this.#sale}/ticket`;
    const reply = await send<{ ticket: string }>(path, {}, { ...this.#person.bearer, ...headers });
    const visitor = reply.headers.get('visitor-token') ?? headers['visitor-token'] ?? '';
    const { ticket } = reply.body;
    return { headers: { 'visitor-token': visitor, 'sale-ticket': ticket }, text: ticket };
  }

  /** Takes `count` tickets more, as so many browsers. */
  async takeMany(count: number): Promise<void> {
    const taken = await Promise.all(Array.from({ length: count }, () => this.#take({})));
    this.tickets.push(...taken);
  }

  /** Asks for the first ticket again and again; answers with what it was given. */
  async hammer(times: number): Promise<string[]> {
    const [first] = this.tickets;
    const again = Array.from({ length: times }, () => this.#take(first?.headers ?? {}));
    return (await Promise.all(again)).map(({ text }) => text);
  }

  /** Claims with every ticket at once until one is let in, or nothing is left. */
  async claimAll(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const claims = await Promise.all(this.tickets.map((ticket) => this.#claim(ticket)));
      if (this.passes.size > 0 || claims.every((status) => status === 410)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('the bot waits for ever');
  }

  async #claim({ headers }: Ticket): Promise<number> {
    const path = `/api/sales/${this.#sale}/claim`;
    const own = { ...this.#person.bearer, ...headers };
    const reply = await send<{ pass: string }>(path, {}, own);
    if (reply.status === 200)
      this.passes.set(reply.body.pass, { ...own, 'sale-pass': reply.body.pass });
    return reply.status;
  }

  /** Orders with every pass at once, each from a cart of its own; answers how many were placed. */
  async orderAll(sku: string): Promise<number> {
    const placed = await Promise.all(
      [...this.passes.values()].map((headers, index) => this.#order(sku, headers, index)),
    );
    return placed.filter(Boolean).length;
  }

  async #order(sku: string, headers: Record<string, string>, index: number): Promise<boolean> {
    const cart = await send<{ token: string }>('/api/cart', {});
    const own = { ...headers, 'cart-token': cart.body.token, 'idempotency-key': `bot-${index}` };
    await send('/api/cart/items', { sku, quantity: 1 }, own);
    const address = { name: 'B', line1: `Robotweg ${index}`, city: 'Berlin', postal_code: '10115' };
    const body = { email: this.#person.email, shipping_address: { ...address, country: 'DE' } };
    const reply = await send<Placed>('/api/checkout', body, own);
    if (reply.status !== 201) return false;
    const { next } = reply.body.payment;
    await pay(next.publishable_key, next.client_secret);
    return true;
  }
}
