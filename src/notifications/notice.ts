/**
 * Which events people are told of, and how. A notice carries ids only: what a mail says is read
 * from the order when it is written, so no address ever waits in a queue.
 */
import type { AccountEvent } from '../customers/events.ts';
import type { AccountId, SaleId } from '../kernel/ids.ts';
import type { InventoryEvent } from '../inventory/events.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderEvent } from '../orders/events.ts';

export const ORDER_NOTICE_KINDS = [
  'order_confirmed',
  'order_shipped',
  'order_cancelled',
  'payment_failed',
  'refund_issued',
  'return_approved',
  'return_refunded',
  'return_refused',
] as const;
export type OrderNoticeKind = (typeof ORDER_NOTICE_KINDS)[number];
/** What accounts are told; `verify_email` also tells who owns an address that it was tried. */
export const ACCOUNT_NOTICE_KINDS = [
  'verify_email',
  'reset_password',
  'password_changed',
  'second_factor_changed',
  'identity_changed',
  'email_change',
  'email_changed',
  'staff_invitation',
  'confirm_marketing',
  'news_welcome',
] as const;
export type AccountNoticeKind = (typeof ACCOUNT_NOTICE_KINDS)[number];
/** What is mailed for who wants news, and stops with one click (RFC 8058). */
export const NEWS_KINDS: ReadonlySet<AccountNoticeKind> = new Set([
  'confirm_marketing',
  'news_welcome',
]);
export type NoticeKind = OrderNoticeKind | AccountNoticeKind | 'low_stock' | 'sale_invitation';

export type OrderNotice = { readonly kind: OrderNoticeKind; readonly order: string };
export type StockNotice = {
  readonly kind: 'low_stock';
  readonly sku: string;
  readonly available: number;
  readonly at: Milliseconds;
};
export type AccountNotice = {
  readonly kind: AccountNoticeKind;
  readonly account: AccountId;
  /** Of the event: asking twice is telling twice. */
  readonly version: number;
};
export type SaleNotice = {
  readonly kind: 'sale_invitation';
  readonly account: AccountId;
  readonly sale: SaleId;
  readonly tier: string;
};
export type Notice = OrderNotice | StockNotice | AccountNotice | SaleNotice;

/** One message of the NOTIFICATIONS queue: the acknowledgement of its events travels with it. */
export type NotificationMessage = {
  readonly owner: { readonly kind: 'order' | 'stock' | 'account'; readonly name: string };
  readonly receipts: readonly string[];
  readonly notices: readonly Notice[];
  /** True where staff asks that what was given up be tried again. */
  readonly again?: boolean;
};

/** What an event means to people, or null where nobody is to be told. */
export function noticeOf(
  event: (OrderEvent | InventoryEvent | AccountEvent) & {
    readonly at: Milliseconds;
    readonly version: number;
  },
): Notice | null {
  switch (event.type) {
    case 'order.confirmed':
      return { kind: 'order_confirmed', order: event.data.id };
    case 'order.shipped':
      return { kind: 'order_shipped', order: event.data.id };
    case 'order.cancelled':
      return { kind: 'order_cancelled', order: event.data.id };
    case 'payment.failed':
      return { kind: 'payment_failed', order: event.data.id };
    case 'payment.refunded':
      return { kind: 'refund_issued', order: event.data.id };
    case 'return.approved':
      return { kind: 'return_approved', order: event.data.id };
    case 'return.refunded':
      return { kind: 'return_refunded', order: event.data.id };
    case 'return.refused':
      return { kind: 'return_refused', order: event.data.id };
    case 'account.registered':
      return accountNotice('verify_email', event);
    case 'account.reset_requested':
      return accountNotice('reset_password', event);
    case 'account.password_changed':
      return accountNotice('password_changed', event);
    case 'account.second_factor_changed':
      return accountNotice('second_factor_changed', event);
    case 'account.identity_changed':
      return accountNotice('identity_changed', event);
    case 'account.email_change_asked':
      return accountNotice('email_change', event);
    case 'account.email_changed':
      return accountNotice('email_changed', event);
    case 'account.invited':
      return accountNotice('staff_invitation', event);
    case 'account.marketing_asked':
      return accountNotice('confirm_marketing', event);
    case 'account.marketing_given':
      return accountNotice('news_welcome', event);
    case 'account.sale_invited': {
      const { id: account, sale, tier } = event.data;
      return { kind: 'sale_invitation', account, sale, tier };
    }
    case 'stock.low':
      return { kind: 'low_stock', ...event.data, at: event.at };
    case 'order.created':
    case 'stock.reserved':
    case 'payment.authorized':
    case 'payment.captured':
    case 'payment.refund_failed':
    case 'payment.disputed':
    case 'return.requested':
    case 'return.received':
    case 'order.delivered':
    case 'order.expired':
    case 'order.updated':
    case 'order.needs_attention':
    case 'account.kept':
    case 'account.verified':
    case 'stock.changed':
    case 'stock.shortage':
      return null;
  }
}

const accountNotice = (
  kind: AccountNoticeKind,
  { data, version }: AccountEvent & { readonly version: number },
): AccountNotice => ({ kind, account: data.id, version });
