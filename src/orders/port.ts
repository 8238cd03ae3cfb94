/** How the rest of the shop reaches the object that owns an order; every call is idempotent. */
import type { OrderId, Sku } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { HoldQuestion, Verdict } from '../inventory/stock.ts';
import type { BilledOrder } from './billing.ts';
import type { EndingCause, OrderDocument, Shortfall } from './order.ts';
import type { RefundRefusal, RefundRequest } from './refunds.ts';
import type { ReturnChange, ReturnRefusal, ReturnRequest } from './returns.ts';
import type { CancelRefusal, ClearRefusal, Clearance } from './saga-commands.ts';
import type { EntryRefusal } from './sale-entry.ts';
import type { NewShipment, ShipmentChange, ShipmentRefusal } from './shipments.ts';
import type { StaffView } from './staff-view.ts';
import type { OrderView, PaymentView } from './view.ts';

export type PlaceOrder = {
  readonly document: OrderDocument;
  /** Digest of the request: the same key with another one is refused. */
  readonly fingerprint: string;
};

export type Placed = { readonly order: OrderView; readonly payment: PaymentView | null };

export type PlaceRefusal =
  | { reason: 'key_reused' }
  | { reason: 'superseded' }
  | { reason: 'out_of_stock'; lines: readonly Shortfall[] }
  | { reason: 'coupon_refused'; code: string; why: string }
  | { reason: 'not_admitted'; why: EntryRefusal }
  | { reason: 'payment_refused' }
  /** An owner of its stock is asked too much: nothing was bought, nobody asks again for it. */
  | { reason: 'overloaded'; skus: readonly Sku[] }
  | { reason: 'still_running' };

export type PlaceAnswer = Result<Placed, PlaceRefusal> & { readonly replayed: boolean };

/** A key of one POST and the digest of its body. */
export type OnceKey = { readonly key: string; readonly fingerprint: string };

export type Once<F extends { reason: string }> =
  | { readonly ok: true; readonly value: OrderView; readonly replayed: boolean }
  | Failure<F | { reason: 'unknown_order' } | { reason: 'key_reused' }>;

/** What mails say of an order, and to whom. */
export type OrderMail = { readonly order: OrderView; readonly email: string };

export type OrderPort = {
  place(id: OrderId, request: PlaceOrder): Promise<PlaceAnswer>;
  /** The answer given before to the same request, or null where the order was never placed. */
  replay(id: OrderId, fingerprint: string): Promise<PlaceAnswer | null>;
  view(id: OrderId): Promise<Placed | null>;
  /** True when the order was placed by this buyer (`buyer.ts`). */
  isOf(id: OrderId, buyer: string): Promise<boolean>;
  /** What its invoice and credit notes are written from; null for an order never placed. */
  billed(id: OrderId): Promise<BilledOrder | null>;
  /** The order with its books and troubles. */
  forStaff(id: OrderId): Promise<StaffView | null>;
  resolvePayment(id: OrderId): Promise<Placed | null>;
  /** Asks what became of refunds and disputes. */
  checkMoney(id: OrderId): Promise<void>;
  /** Makes way for another order of the same cart. */
  supersede(id: OrderId): Promise<'ended' | 'in_payment'>;
  cancel(id: OrderId, cause: EndingCause, once: OnceKey | null): Promise<Once<CancelRefusal>>;
  refund(id: OrderId, request: RefundRequest, once: OnceKey): Promise<Once<RefundRefusal>>;
  ship(id: OrderId, request: NewShipment, once: OnceKey | null): Promise<Once<ShipmentRefusal>>;
  changeShipment(
    id: OrderId,
    shipment: string,
    change: ShipmentChange,
  ): Promise<Once<ShipmentRefusal>>;
  askReturn(
    id: OrderId,
    request: ReturnRequest,
    once: OnceKey | null,
  ): Promise<Once<ReturnRefusal>>;
  changeReturn(id: OrderId, returned: string, change: ReturnChange): Promise<Once<ReturnRefusal>>;
  /** Shows the order to people for a reason; an unknown or ended one is left alone. */
  flag(id: OrderId, attention: string): Promise<void>;
  /** Takes down what staff has dealt with. */
  clearAttention(id: OrderId, clearance: Clearance): Promise<Once<ClearRefusal>>;
  verdict(question: HoldQuestion): Promise<Verdict>;
};
