/** Shoppers of a sale, by the shop's own routes; the coordinator's seconds pass when told. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { Sku } from '../../../src/kernel/ids.ts';
import { ADMIN, Buyer, call, stockProduct, unique, until } from './shop.ts';
import type { Refusal, Reply } from './shop.ts';

export type SaleBody = {
  id: string;
  status: string;
  now: { arrived: number; admitted: number; bought: number; inside: number; available: number };
};
export type StandingBody = {
  ticket: string;
  state: 'drawing' | 'waiting' | 'your_turn';
  tier: string;
  chance: string | null;
  ahead: { from: number; to: number } | null;
};
export type PassBody = { pass: string; expires_at: string };

const START = Date.parse('2027-01-01T12:00:00Z');
export const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** Sets the clock to `seconds` after the sale's start. */
export const clockAt = (seconds: number): void => {
  vi.setSystemTime(START + seconds * 1_000);
};

/** A drop of these SKUs, a minute ahead of now. */
export async function schedule(
  skus: readonly Sku[],
  changes: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) {
  vi.useFakeTimers({ toFake: ['Date'] });
  clockAt(-60);
  const body = {
    ...{ name: 'A drop', skus, mode: 'first_come', max_per_buyer: 1 },
    ...{ starts_at: at(0), ends_at: at(3_600), require: { velocity: false } },
    ...changes,
  };
  return call<SaleBody & Refusal>('POST', '/api/admin/sales', {
    headers: { ...ADMIN, ...headers },
    body,
  });
}

/** The coordinator's next tick; reached so that a test which counts `getByName` can run it. */
export async function tick(sale: string): Promise<void> {
  const stub = env.WAITING_ROOM.get(env.WAITING_ROOM.idFromName(sale));
  await runDurableObjectAlarm(stub);
}

/** Waits until the edge has told the coordinator of so many arrivals: two seconds at most. */
export async function toldOf(sale: string, people: number): Promise<void> {
  const stub = env.WAITING_ROOM.getByName(sale);
  await until(
    () => stub.report(),
    (report) => (report?.now.arrived ?? 0) >= people,
  );
}

/** Lets `seconds` pass from `from`, a tick each. */
export async function pass(sale: string, from: number, seconds: number): Promise<void> {
  for (let second = from + 1; second <= from + seconds; second++) {
    clockAt(second);
    await tick(sale);
  }
}

/** One shopper with a browser of their own. */
export class Shopper extends Buyer {
  readonly #sale: string;
  readonly account: Record<string, string>;
  visitor = '';
  ticket = '';
  salePass = '';

  constructor(sale: string, account: Record<string, string> = {}) {
    super();
    this.#sale = sale;
    this.account = account;
  }

  override headers(): Record<string, string> {
    return {
      ...super.headers(),
      ...this.account,
      ...(this.visitor === '' ? {} : { 'visitor-token': this.visitor }),
      ...(this.ticket === '' ? {} : { 'sale-ticket': this.ticket }),
      ...(this.salePass === '' ? {} : { 'sale-pass': this.salePass }),
    };
  }

  async take(body: Record<string, unknown> = {}): Promise<Reply<StandingBody & Refusal>> {
    const path = `/api/sales/${this.#sale}/ticket`;
    const reply = await call<StandingBody & Refusal>('POST', path, {
      body,
      headers: this.headers(),
    });
    this.visitor = reply.headers.get('visitor-token') ?? this.visitor;
    if (reply.status === 200) this.ticket = reply.body.ticket;
    return reply;
  }

  place(): Promise<Reply<StandingBody & Refusal>> {
    return call('GET', `/api/sales/${this.#sale}/place`, { headers: this.headers() });
  }

  async claim(): Promise<Reply<PassBody & Refusal>> {
    const path = `/api/sales/${this.#sale}/claim`;
    const reply = await call<PassBody & Refusal>('POST', path, { headers: this.headers() });
    if (reply.status === 200) this.salePass = reply.body.pass;
    return reply;
  }
}

/** A drop of `stock` that has begun, with everybody of `people` called. */
export async function begun(
  stock: number,
  people: number,
  changes: Record<string, unknown> = {},
): Promise<{ id: string; item: Sku; shoppers: Shopper[] }> {
  const item = await stockProduct(unique('drop'), { stock });
  const { id } = (await schedule([item], changes)).body;
  const shoppers = Array.from({ length: people }, () => new Shopper(id));
  for (const shopper of shoppers) await shopper.take();
  // As another edge would tell it, without the two seconds that this one takes.
  await env.WAITING_ROOM.getByName(id).arrived({ open: { 0: people } });
  await pass(id, 10, 3);
  return { id, item, shoppers };
}
