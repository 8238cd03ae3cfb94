/** How the rest of the shop reaches the object that owns a cart. */
import type { Offer } from '../catalog/offer.ts';
import type { CartId, CouponCode, OrderId, Sku } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { Coupon, CouponRefusal } from '../pricing/coupons.ts';
import type { Market } from '../pricing/markets.ts';
import type { SalePrice } from '../pricing/sale-price.ts';
import type { BeginRefusal, CartState, LineRefusal, MergedLine } from './cart.ts';
import type { CartView } from './view.ts';

/** One change of a cart; `available` is what the stock said, null when only a copy was read. */
export type CartChange =
  | {
      readonly kind: 'add';
      readonly offer: Offer;
      readonly quantity: number;
      readonly available: number | null;
    }
  | {
      readonly kind: 'set';
      readonly offer: Offer;
      readonly quantity: number;
      readonly available: number | null;
    }
  | { readonly kind: 'remove'; readonly sku: Sku }
  | { readonly kind: 'empty' }
  | { readonly kind: 'apply_coupon'; readonly coupon: Coupon | null }
  | { readonly kind: 'remove_coupon'; readonly code: CouponCode }
  | { readonly kind: 'merge'; readonly lines: readonly MergedLine[] }
  | { readonly kind: 'reprice'; readonly offers: ReadonlyMap<Sku, Offer> };

export type CartRefusal = LineRefusal | CouponRefusal;

/** A key of one POST and the digest of its body. */
export type CartKey = { readonly key: string; readonly fingerprint: string };

export type CartAnswer =
  | { readonly ok: true; readonly view: CartView; readonly replayed: boolean }
  | Failure<CartRefusal | { reason: 'key_reused' }>;

/** What a cart is priced by: where it trades, and what its holder's passes give. */
export type CartTerms = { readonly market: Market; readonly prices: readonly SalePrice[] };

export type CartPort = {
  read(id: CartId): Promise<CartState | null>;
  change(
    id: CartId,
    terms: CartTerms,
    change: CartChange,
    key: CartKey | null,
  ): Promise<CartAnswer>;
  /** Opens an order; the state it returns is what the order is made of. */
  begin(
    id: CartId,
    orderId: OrderId,
    replacing: OrderId | null,
  ): Promise<Result<CartState, BeginRefusal>>;
  settle(
    id: CartId,
    orderId: OrderId,
    bought: readonly { readonly sku: Sku; readonly quantity: number }[],
  ): Promise<void>;
};
