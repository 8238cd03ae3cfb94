/** What an order is: a document frozen when it was placed, and a state that moves. */
import type { PostalAddress } from '../customers/addresses.ts';
import type { CartId, CouponCode, OrderId, Sku } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { DisputeStatus, PaymentStatus } from '../payments/gateway.ts';
import type { OrderStatus, ReturnStatus, ShipmentStatus } from './machine.ts';
import type { EntryRefusal, SaleEntry } from './sale-entry.ts';

export type OrderLine = {
  readonly lineId: string;
  readonly sku: Sku;
  readonly title: string;
  readonly slug: string;
  readonly image: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly sellerId: string;
  readonly quantity: number;
  /** Minor units, as the market shows prices (tax included or not). */
  readonly unitPrice: number;
  readonly lineTotal: number;
  /** This line's part of the order's discount. */
  readonly discount: number;
  /** Tax on what is paid for the line: contained in it or on top, as `pricesIncludeTax` says. */
  readonly tax: number;
};

export type Address = PostalAddress;

export type TaxLine = { readonly name: string; readonly rate: number; readonly amount: number };

/** Frozen at placement; every later step reads amounts from here and from nowhere else. */
export type OrderDocument = {
  readonly id: OrderId;
  /** What people say on the phone, such as `EW-7KQ2-M4XD`. */
  readonly number: string;
  readonly cartId: CartId;
  readonly market: string;
  readonly currency: Currency;
  readonly email: string;
  /** Digest of the e-mail address: names the buyer where the address must not appear. */
  readonly buyer: string;
  readonly lines: readonly OrderLine[];
  readonly coupons: readonly { readonly code: CouponCode; readonly limited: boolean }[];
  /** How it was let into a sale; without one, or from before there were sales, there is none. */
  readonly entry?: SaleEntry | null;
  readonly shippingAddress: Address;
  /** Whom the invoice is made out to; null where that is who gets the goods. */
  readonly billingAddress: Address | null;
  readonly shippingMethod: { readonly id: string; readonly label: string };
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly tax: number;
  readonly taxLines: readonly TaxLine[];
  readonly pricesIncludeTax: boolean;
  readonly total: number;
  readonly placedAt: Milliseconds;
  /** When an unpaid order gives its stock back, jittered. */
  readonly deadline: Milliseconds;
  /** How long after its delivery a shipment can be sent back, as promised; null for ever. */
  readonly returnWindowMs: Milliseconds | null;
};

/** Why an order ends without being fulfilled. */
export type EndingCause =
  | 'out_of_stock'
  | 'coupon_refused'
  | 'not_admitted'
  | 'payment_refused'
  | 'overloaded'
  | 'superseded'
  | 'expired'
  | 'cancelled_by_buyer'
  | 'cancelled_by_staff'
  | 'payment_cancelled'
  | 'capture_refused'
  | 'stock_lost';

export type Shortfall = {
  readonly sku: Sku;
  readonly requested: number;
  readonly available: number;
};

export type EffectStep =
  | 'reserve'
  | 'create_payment'
  | 'resolve'
  | 'commit'
  | 'capture'
  | 'cancel_payment'
  | 'release'
  | 'refund'
  | 'settle_cart'
  | 'restock'
  | 'check_money';

/** The one thing an order is doing outside of itself; written before it starts. */
export type Effect = {
  readonly step: EffectStep;
  /** The state's version when it was written: an outcome must carry it. */
  readonly version: number;
  readonly tries: number;
  /** Not before then, after an outcome that nobody knows. */
  readonly notBefore: Milliseconds;
};

export type Intent = {
  readonly id: string;
  readonly clientSecret: string;
  readonly status: PaymentStatus;
  readonly failure: { readonly code: string; readonly message: string } | null;
};

/** What a means of payment has given; a second one (a gift card) is a second tender. */
export type Tender = {
  readonly kind: 'card';
  readonly reference: string;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
};

export const REFUND_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Who gave the money back: an `external` refund was made at the provider, behind the shop. */
export const REFUND_ORIGINS = ['staff', 'return', 'cancellation', 'external'] as const;
export type RefundOrigin = (typeof REFUND_ORIGINS)[number];

/** Units of a line that a refund pays back, what they come to, and the tax in that. */
export type RefundLine = {
  readonly lineId: string;
  readonly quantity: number;
  readonly amount: number;
  readonly tax: number;
};

export type Refund = {
  readonly id: string;
  readonly amount: number;
  /** The part of the amount that is tax: all refunds together give back the order's tax exactly. */
  readonly tax: number;
  /** What it is for; empty for a mere amount. */
  readonly lines: readonly RefundLine[];
  readonly reason: string;
  readonly origin: RefundOrigin;
  readonly status: RefundStatus;
  /** The provider's id; null until it is known to have been made. */
  readonly reference: string | null;
  readonly at: Milliseconds;
  readonly history: readonly { readonly status: RefundStatus; readonly at: Milliseconds }[];
};

export type Shipment = {
  readonly id: string;
  readonly status: ShipmentStatus;
  readonly warehouse: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly history: readonly { readonly status: ShipmentStatus; readonly at: Milliseconds }[];
};

export type ReturnLine = {
  readonly lineId: string;
  readonly quantity: number;
  /** Why it comes back, in the buyer's words. */
  readonly reason: string;
  /** Units that arrived and are sold again; 0 until they are received. */
  readonly restocked: number;
  /** Units that arrived and are not sold again. */
  readonly scrapped: number;
};

export type Return = {
  readonly id: string;
  readonly status: ReturnStatus;
  readonly lines: readonly ReturnLine[];
  /** Where it arrived. */
  readonly warehouse: string | null;
  /** True once the stock knows of what has arrived. */
  readonly stocked: boolean;
  /** The last refund asked for it; null for none yet, or where nothing is owed for it. */
  readonly refundId: string | null;
  /** What staff says of it, such as why it was refused. */
  readonly note: string | null;
  readonly history: readonly { readonly status: ReturnStatus; readonly at: Milliseconds }[];
};

/** A payment that its cardholder's bank takes back, or asks about. */
export type Dispute = {
  readonly id: string;
  readonly amount: number;
  readonly reason: string;
  readonly status: DisputeStatus;
  readonly at: Milliseconds;
  /** Until when it can be answered. */
  readonly dueBy: Milliseconds | null;
  readonly history: readonly { readonly status: DisputeStatus; readonly at: Milliseconds }[];
};

export type OrderState = {
  /** Grows by one with every accepted step. */
  readonly version: number;
  readonly status: OrderStatus;
  /** The stock's round; grows when the order reserves again. */
  readonly round: number;
  /** Lanes of hot SKUs that hold for it in this round, by SKU. */
  readonly lanes?: Readonly<Record<string, number>>;
  readonly attempt: number;
  readonly intent: Intent | null;
  readonly effect: Effect | null;
  readonly ending: { readonly cause: EndingCause } | null;
  /** The round lost stock before anything was captured: after its release a new one is tried. */
  readonly reserveAgain: boolean;
  readonly shortfalls: readonly Shortfall[];
  readonly refusedCoupon: { readonly code: CouponCode; readonly why: string } | null;
  /** Why a sale did not let it in. */
  readonly notAdmitted: EntryRefusal | null;
  /** SKUs whose owner was asked too much to reserve for it; none where that was not so. */
  readonly overloaded?: readonly Sku[];
  readonly tender: Tender | null;
  readonly refunds: readonly Refund[];
  readonly shipments: readonly Shipment[];
  readonly returns: readonly Return[];
  readonly disputes: readonly Dispute[];
  /** When the order next asks what became of its money, and how long it waited before. */
  readonly moneyCheck: { readonly at: Milliseconds; readonly afterMs: number } | null;
  readonly cartSettled: boolean;
  /** When the order next asks the provider by itself, and how long it waited before. */
  readonly poll: { readonly at: Milliseconds; readonly afterMs: number } | null;
  readonly attention: string | null;
  readonly history: readonly { readonly status: OrderStatus; readonly at: Milliseconds }[];
};
