/**
 * A shop for storms: through the miniflare API, spoken to over plain sockets. `wrangler dev` has a
 * proxy in front that drops requests at such load. Keeps what it sold, for the audit.
 */
import { performance } from 'node:perf_hooks';
import { Connection } from '../../bench/connections.ts';
import type { Call } from '../../bench/connections.ts';
import { ADMIN_KEY, startShop } from '../../bench/platform.ts';
import type { Platform, Vars } from '../../bench/platform.ts';
import type { CouponView } from '../../src/pricing/view.ts';
import type { OrderView, PaymentView } from '../../src/orders/view.ts';

/** Status 0 stands for a connection that broke off before the answer. */
export type Answer<T> = { readonly status: number; readonly body: T; readonly ms: number };

export type Checkout = { order: OrderView & { token: string }; payment: PaymentView | null };
export type Refusal = { type: string };

export type Order = { readonly id: string; readonly token: string };

export type Stock = { on_hand: number; reserved: number; available: number; sold: number };

const STAFF = { authorization: `Bearer ${ADMIN_KEY}` };
const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * First wait before an unpaid order asks about its payment: short, since some storms let the alarm
 * alone find out that it was paid.
 */
export const POLL_MS = 3_000;

/** The server closes what was idle for 5 s; one near that is not written to any more. */
const IDLE_MS = 3_000;

type Idle = { readonly connection: Connection; readonly since: number };

export class StormShop {
  readonly #platform: Platform;
  readonly origin: URL;
  readonly orders: Order[] = [];
  /** The stock that each SKU began with. */
  readonly stocked = new Map<string, number>();
  #idle: Idle[] = [];

  private constructor(platform: Platform) {
    this.#platform = platform;
    this.origin = platform.target.origin;
  }

  /**
   * A new and empty shop; `vars` set variables of wrangler.toml otherwise, `entry` re-exports the
   * shop's Worker.
   */
  static async open(vars: Vars = {}, entry = 'src/index.ts'): Promise<StormShop> {
    const all = { PAYMENT_POLL_MS: String(POLL_MS), ...vars };
    return new StormShop(await startShop(entry, 'memory', all));
  }

  /** Of the platform's process; null where there is no /proc. */
  get pid(): number | null {
    return this.#platform.target.pid;
  }

  async close(): Promise<void> {
    for (const { connection } of this.#idle) connection.close();
    await this.#platform.stop();
  }

  /** What the Workers logged as errors. */
  get errors(): readonly string[] {
    return this.#platform.errors;
  }

  #connection(): Connection {
    const last = this.#idle.pop();
    if (last === undefined) return new Connection(this.origin);
    if (performance.now() - last.since < IDLE_MS) return last.connection;
    for (const { connection } of [last, ...this.#idle]) connection.close();
    this.#idle = [];
    return new Connection(this.origin);
  }

  /** One request on a connection of its own; calls at once are as many sockets. */
  async send<T>(call: Call): Promise<Answer<T> & { headers: ReadonlyMap<string, string> }> {
    const connection = this.#connection();
    const startedAt = performance.now();
    try {
      const { status, headers, text } = await connection.call(call);
      const ms = performance.now() - startedAt;
      this.#idle.push({ connection, since: performance.now() });
      const json = (headers.get('content-type') ?? '').includes('json');
      return { status, headers, body: json ? JSON.parse(text) : text, ms };
    } catch (error) {
      connection.close();
      // Whoever looks at the body of a broken answer sees why it broke.
      const body: T = JSON.parse(JSON.stringify({ type: String(error) }));
      return { status: 0, headers: new Map(), body, ms: performance.now() - startedAt };
    }
  }

  post<T>(path: string, body: unknown, headers: Call['headers'] = {}) {
    const all = { ...JSON_TYPE, ...headers };
    return this.send<T>({ method: 'POST', path, headers: all, body: JSON.stringify(body) });
  }

  get<T>(path: string, headers: Call['headers'] = {}) {
    return this.send<T>({ method: 'GET', path, headers });
  }

  /** A request of staff. */
  staff<T>(method: 'GET' | 'POST', path: string, body: unknown = {}, key?: string) {
    const headers = { ...STAFF, ...(key === undefined ? {} : { 'idempotency-key': key }) };
    const to = `/api/admin${path}`;
    return method === 'GET' ? this.get<T>(to, headers) : this.post<T>(to, body, headers);
  }

  /** Puts products of one SKU each on sale, with as many units. */
  async stock(skus: readonly string[], units: number, price = 1_000): Promise<void> {
    const rows = skus.map((sku) => ({
      ...{ id: sku, title: `Thing ${sku}`, category: 'Storms', currency: 'EUR' },
      ...{ price_minor: price, variants: [{ sku, options: {}, stock: units }] },
    }));
    const { status, body } = await this.send({
      method: 'POST',
      path: '/api/admin/import',
      headers: { ...STAFF, 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    if (status !== 200) throw new Error(`stocking: ${status} ${JSON.stringify(body)}`);
    for (const sku of skus) {
      this.stocked.set(sku, units);
      const { available } = await this.stockOf(sku);
      if (available !== units) throw new Error(`${sku} has ${available} of ${units} units`);
    }
  }

  async stockOf(sku: string): Promise<Stock> {
    return (await this.staff<Stock>('GET', `/stock/${sku}`)).body;
  }

  async usesOf(code: string): Promise<number | null> {
    return (await this.staff<CouponView>('GET', `/coupons/${code}`)).body.uses;
  }

  orderOf({ id, token }: Order): Promise<Answer<OrderView>> {
    return this.get<OrderView>(`/api/orders/${id}`, { 'order-token': token });
  }
}
