/** The one owner of a cart and of which order it has open. Its state is one row. */
import { DurableObject } from 'cloudflare:workers';
import {
  abandonOrder,
  addToLine,
  applyCoupon,
  beginOrder,
  emptyCart,
  mergeLines,
  openOrder,
  removeCoupon,
  removeLine,
  reprice,
  setLine,
  settleOrder,
} from '../src/cart/cart.ts';
import type { BeginRefusal, CartContext, CartState } from '../src/cart/cart.ts';
import type { CartAnswer, CartChange, CartKey, CartRefusal } from '../src/cart/port.ts';
import { cartView } from '../src/cart/view.ts';
import type { CartView } from '../src/cart/view.ts';
import { required, unreachable } from '../src/kernel/assert.ts';
import type { OrderId, Sku } from '../src/kernel/ids.ts';
import type { Currency } from '../src/kernel/money.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import type { Config } from '../src/platform/config.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';

const SCHEMA = [
  `CREATE TABLE cart (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
   CREATE TABLE answer (
     key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
   ) WITHOUT ROWID`,
];

/** Answers a cart keeps for replays; the oldest go first. */
const MAX_ANSWERS = 20;

export class Cart extends DurableObject<Env> {
  readonly #id: string;
  readonly #config: Config;
  readonly #schema: ObjectSchema;
  readonly #alarm: Alarm;
  #state: CartState | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#id = required(ctx.id.name, 'a Cart is named by its id');
    this.#config = configOf(env);
    this.#schema = new ObjectSchema(ctx.storage, SCHEMA);
    this.#alarm = new Alarm(ctx.storage);
    this.#state = this.#schema.empty ? null : this.#load();
  }

  #load(): CartState | null {
    const [row] = this.ctx.storage.sql
      .exec<{ body: string }>('SELECT body FROM cart WHERE id = 1')
      .toArray();
    return row === undefined ? null : JSON.parse(row.body);
  }

  read(): CartState | null {
    return this.#state;
  }

  change(
    market: { id: string; currency: Currency },
    change: CartChange,
    key: CartKey | null,
  ): CartAnswer {
    const given = key === null ? null : this.#given(key);
    if (given !== null) return given;
    const now = Date.now();
    const context = { now, priceLockMs: this.#config.priceLockTtlMs };
    const state = this.#state ?? emptyCart(market, now);
    const changed = applied(state, change, context);
    if (!changed.ok) return changed;
    if (changed.value !== this.#state) this.#save(changed.value);
    const view = cartView(this.#id, changed.value, now);
    if (key !== null) this.#keep(key, view, now);
    return { ok: true, view, replayed: false };
  }

  begin(orderId: OrderId, replacing: OrderId | null): Result<CartState, BeginRefusal> {
    if (this.#state === null) return fail({ reason: 'cart_empty' });
    const begun = beginOrder(this.#state, orderId, replacing);
    if (begun.ok) this.#save(begun.value);
    return begun;
  }

  abandon(orderId: OrderId): void {
    if (this.#state !== null) this.#save(abandonOrder(this.#state, orderId));
  }

  settle(orderId: OrderId, bought: readonly { sku: Sku; quantity: number }[]): void {
    if (this.#state === null) return;
    const settled = settleOrder(this.#state, orderId, bought, Date.now());
    if (settled !== this.#state) this.#save(settled);
  }

  /** Forgets a cart nobody touched for its time to live. */
  override async alarm(): Promise<void> {
    this.#alarm.fired();
    if (this.#state === null) return;
    const endsAt = this.#state.updatedAt + this.#config.cartTtlMs;
    if (endsAt > Date.now() || openOrder(this.#state) !== null) {
      this.#alarm.arm(Math.max(endsAt, Date.now() + this.#config.holdTtlMs));
      return;
    }
    this.#state = null;
    await this.#schema.erase();
  }

  #save(state: CartState): void {
    const fresh = this.#schema.empty;
    this.#schema.prepare();
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO cart VALUES (1, ?)', JSON.stringify(state));
    this.#state = state;
    // Armed once: when it fires it looks at the last change and arms itself again.
    if (fresh) this.#alarm.arm(state.updatedAt + this.#config.cartTtlMs);
  }

  #given(key: CartKey): CartAnswer | null {
    if (this.#schema.empty) return null;
    const [row] = this.ctx.storage.sql
      .exec<{ fingerprint: string; body: string }>('SELECT * FROM answer WHERE key = ?', key.key)
      .toArray();
    if (row === undefined) return null;
    if (row.fingerprint !== key.fingerprint) return fail({ reason: 'key_reused' });
    const view: CartView = JSON.parse(row.body);
    return { ok: true, view, replayed: true };
  }

  #keep(key: CartKey, view: CartView, now: number): void {
    this.#schema.prepare();
    const { sql } = this.ctx.storage;
    const body = JSON.stringify(view);
    sql.exec('INSERT INTO answer VALUES (?, ?, ?, ?)', key.key, key.fingerprint, body, now);
    sql.exec(
      `DELETE FROM answer WHERE key IN
       (SELECT key FROM answer ORDER BY at DESC LIMIT -1 OFFSET ?)`,
      MAX_ANSWERS,
    );
  }
}

function applied(
  state: CartState,
  change: CartChange,
  context: CartContext,
): Result<CartState, CartRefusal> {
  switch (change.kind) {
    case 'add':
      return addToLine(state, change.offer, change.quantity, change.available, context);
    case 'set':
      return state.lines.some((line) => line.sku === change.offer.sku)
        ? setLine(state, change.offer, change.quantity, change.available, context)
        : fail({ reason: 'unknown_line' });
    case 'remove':
      return state.lines.some((line) => line.sku === change.sku)
        ? ok(removeLine(state, change.sku, context))
        : fail({ reason: 'unknown_line' });
    case 'apply_coupon':
      return applyCoupon(state, change.coupon, context);
    case 'remove_coupon':
      return ok(removeCoupon(state, change.code, context));
    case 'merge':
      return ok(mergeLines(state, change.lines, context));
    case 'reprice':
      return ok(reprice(state, change.offers, context));
    default:
      return unreachable(change);
  }
}
