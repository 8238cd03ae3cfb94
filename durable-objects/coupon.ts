/** The one owner of the uses of a limited coupon: counted where they cannot be counted twice. */
import { DurableObject } from 'cloudflare:workers';
import { decideUse } from '../src/pricing/coupon-uses.ts';
import type { CouponLimits, UseResult } from '../src/pricing/coupon-uses.ts';
import type { OrderId } from '../src/kernel/ids.ts';
import { ok } from '../src/kernel/result.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';

const SCHEMA = [
  `CREATE TABLE used (
     order_id TEXT PRIMARY KEY, buyer TEXT NOT NULL, given_back INTEGER NOT NULL
   ) WITHOUT ROWID`,
];

export class Coupon extends DurableObject<Env> {
  readonly #schema: ObjectSchema;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, SCHEMA);
  }

  /** Counts one use for an order; asked twice it counts once, given back it never counts again. */
  use(limits: CouponLimits, orderId: OrderId, buyer: string): UseResult {
    this.#schema.prepare();
    const { sql } = this.ctx.storage;
    const [own] = sql
      .exec<{ given_back: number }>('SELECT given_back FROM used WHERE order_id = ?', orderId)
      .toArray();
    const counts = sql
      .exec<{ total: number; buyers: number }>(
        `SELECT count(*) AS total, coalesce(sum(buyer = ?), 0) AS buyers
         FROM used WHERE given_back = 0`,
        buyer,
      )
      .one();
    const mine = own === undefined ? 'none' : own.given_back === 1 ? 'given_back' : 'used';
    const decision = decideUse(limits, { total: counts.total, byBuyer: counts.buyers, mine });
    if (decision.ok && mine === 'none')
      sql.exec('INSERT INTO used VALUES (?, ?, 0)', orderId, buyer);
    return decision.ok ? ok(null) : decision;
  }

  /** Gives a use back, once and for ever: a use that comes after its giving back is refused. */
  giveBack(orderId: OrderId): void {
    this.#schema.prepare();
    this.ctx.storage.sql.exec(
      `INSERT INTO used VALUES (?, '', 1) ON CONFLICT (order_id) DO UPDATE SET given_back = 1`,
      orderId,
    );
  }

  /** Uses that count now. */
  uses(): number {
    if (this.#schema.empty) return 0;
    return this.ctx.storage.sql
      .exec<{ n: number }>('SELECT count(*) AS n FROM used WHERE given_back = 0')
      .one().n;
  }
}
