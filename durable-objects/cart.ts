/** The one owner of a cart and of which order it has open. Its state is one row. */
import { DurableObject } from 'cloudflare:workers';
import {
  addToLine,
  applyCoupon,
  beginOrder,
  emptyCart,
  mergeLines,
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
import type { SalePrice } from '../src/pricing/sale-price.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import type { Config } from '../src/platform/config.ts';

/**
 * Key-value rows instead of tables: most carts get one line and are never seen again, so making one
 * is what they cost, and each table of a new object is dearer than the row in it.
 */
const STATE = 'cart';
const ANSWER = 'answer:';

type Answered = { readonly fingerprint: string; readonly view: CartView; readonly at: number };

/** Answers a cart keeps for replays; the oldest go first. */
const MAX_ANSWERS = 20;

export class Cart extends DurableObject<Env> {
  readonly #id: string;
  readonly #config: Config;
  readonly #alarm: Alarm;
  #state: CartState | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#id = required(ctx.id.name, 'a Cart is named by its id');
    this.#config = configOf(env);
    this.#alarm = new Alarm(ctx.storage);
    this.#state = ctx.storage.kv.get<CartState>(STATE) ?? null;
  }

  read(): CartState | null {
    return this.#state;
  }

  change(
    market: { id: string; currency: Currency },
    change: CartChange,
    key: CartKey | null,
    prices: readonly SalePrice[] = [],
  ): CartAnswer {
    const given = key === null ? null : this.#given(key);
    if (given !== null) return given;
    const now = Date.now();
    const context = { now, priceLockMs: this.#config.priceLockTtlMs };
    const state = this.#state ?? emptyCart(market, now);
    const changed = applied(state, change, context);
    if (!changed.ok) return changed;
    if (changed.value !== this.#state) this.#save(changed.value);
    const view = cartView(this.#id, changed.value, now, prices);
    if (key !== null) this.#keep(key, view, now);
    return { ok: true, view, replayed: false };
  }

  begin(orderId: OrderId, replacing: OrderId | null): Result<CartState, BeginRefusal> {
    if (this.#state === null) return fail({ reason: 'cart_empty' });
    const begun = beginOrder(this.#state, orderId, replacing, Date.now());
    if (begun.ok) this.#save(begun.value);
    return begun;
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
    // Nobody tells a cart that its order came to nothing: by twice its hold it is over.
    const { cartTtlMs, holdTtlMs } = this.#config;
    const endsAt = this.#state.updatedAt + Math.max(cartTtlMs, 2 * holdTtlMs);
    if (endsAt > Date.now()) {
      this.#alarm.arm(endsAt);
      return;
    }
    this.#state = null;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  #save(state: CartState): void {
    const fresh = this.#state === null;
    this.ctx.storage.kv.put(STATE, state);
    this.#state = state;
    // Armed once: when it fires it looks at the last change and arms itself again.
    if (fresh) this.#alarm.arm(state.updatedAt + this.#config.cartTtlMs);
  }

  #given(key: CartKey): CartAnswer | null {
    const given = this.ctx.storage.kv.get<Answered>(ANSWER + key.key);
    if (given === undefined) return null;
    if (given.fingerprint !== key.fingerprint) return fail({ reason: 'key_reused' });
    return { ok: true, view: given.view, replayed: true };
  }

  #keep(key: CartKey, view: CartView, now: number): void {
    const { kv } = this.ctx.storage;
    kv.put<Answered>(ANSWER + key.key, { fingerprint: key.fingerprint, view, at: now });
    const kept = [...kv.list<Answered>({ prefix: ANSWER })].toSorted(([, a], [, b]) => b.at - a.at);
    for (const [name] of kept.slice(MAX_ANSWERS)) kv.delete(name);
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
    case 'empty':
      return ok({ ...state, lines: [], coupons: [], updatedAt: context.now });
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
