/**
 * Branded identifiers. A value of these types was parsed or made by the shop; text from outside
 * becomes one only through the `as…` functions, which check its form.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type Sku = Branded<'Sku'>;
export type OrderId = Branded<'OrderId'>;
export type CartId = Branded<'CartId'>;
export type CouponCode = Branded<'CouponCode'>;
export type AccountId = Branded<'AccountId'>;
export type SessionId = Branded<'SessionId'>;
export type SaleId = Branded<'SaleId'>;

const SKU = /^[A-Za-z0-9._-]{1,64}$/;
const OPAQUE_ID = /^[A-Za-z0-9_-]{8,64}$/;
const COUPON_CODE = /^[A-Z0-9_-]{1,32}$/;

const isSku = (text: string): text is Sku => SKU.test(text);
const isOrderId = (text: string): text is OrderId => OPAQUE_ID.test(text);
const isCartId = (text: string): text is CartId => OPAQUE_ID.test(text);
const isAccountId = (text: string): text is AccountId => OPAQUE_ID.test(text);
const isSessionId = (text: string): text is SessionId => OPAQUE_ID.test(text);
const isSaleId = (text: string): text is SaleId => OPAQUE_ID.test(text);
const isCouponCode = (text: string): text is CouponCode => COUPON_CODE.test(text);

/** A SKU, or null where the text cannot be one. */
export const asSku = (text: string): Sku | null => (isSku(text) ? text : null);

/** An order's id by form; whether the shop issued it is the MAC's business (`platform/crypto`). */
export const asOrderId = (text: string): OrderId | null => (isOrderId(text) ? text : null);

/** A cart's id by form. */
export const asCartId = (text: string): CartId | null => (isCartId(text) ? text : null);

/** A coupon code as typed: upper-cased and trimmed, or null. */
export function asCouponCode(text: string): CouponCode | null {
  const code = text.trim().toUpperCase();
  return isCouponCode(code) ? code : null;
}

/** An account's id by form. */
export const asAccountId = (text: string): AccountId | null => (isAccountId(text) ? text : null);

/** A session's id by form. */
export const asSessionId = (text: string): SessionId | null => (isSessionId(text) ? text : null);

/** A sale's id by form. */
export const asSaleId = (text: string): SaleId | null => (isSaleId(text) ? text : null);
