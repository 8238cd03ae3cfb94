/**
 * From a notice to the letters it asks for, by what the order is by now: what is out of date is not
 * told. A letter's key is what it is about, so the same thing is never told twice.
 */
import { addressAt } from '../customers/email-moves.ts';
import type { AccountFacts } from '../customers/port.ts';
import type { AccountId, SaleId } from '../kernel/ids.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderView } from '../orders/view.ts';
import { NEWS_KINDS } from './notice.ts';
import type { AccountNotice, OrderNotice, SaleNotice, StockNotice } from './notice.ts';

export type OrderLetter = {
  readonly key: string;
  readonly channel: 'mail';
  readonly to: string;
  readonly kind: OrderNotice['kind'];
  readonly order: OrderView;
  /** The shipment that a letter of kind order_shipped is about. */
  readonly shipment: OrderView['shipments'][number] | null;
  /** What a letter of kind refund_issued or return_refunded tells was paid back. */
  readonly refund: OrderView['refunds'][number] | null;
  /** The return that a letter of a kind return_… is about. */
  readonly returned: OrderView['returns'][number] | null;
};

export type StockLetter = {
  readonly key: string;
  readonly channel: 'mail' | 'sms';
  readonly to: string;
  readonly kind: 'low_stock';
  readonly sku: string;
  readonly available: number;
};

export type AccountLetter = {
  readonly key: string;
  readonly channel: 'mail';
  readonly to: string;
  readonly kind: AccountNotice['kind'];
  readonly name: string;
  /** Opens what the letter asks for; null where there is nothing to open. */
  readonly link: string | null;
  /** Ends what it is a part of, whoever opens it; null for letters that nobody can do without. */
  readonly unsubscribe: string | null;
};

/** What an invitation to a sale says, while there is something to be invited to. */
export type SaleInvitation = {
  readonly sale: string;
  readonly opensAt: Milliseconds;
  readonly startsAt: Milliseconds;
  /** Opens the sale's page with the words of the invitation. */
  readonly link: string;
};

export type SaleLetter = {
  readonly key: string;
  readonly channel: 'mail';
  readonly to: string;
  readonly kind: SaleNotice['kind'];
  readonly name: string;
  readonly invitation: SaleInvitation;
};

export type Letter = OrderLetter | StockLetter | AccountLetter | SaleLetter;

/** Where a letter finds a sale; null once it is over. */
export type SaleReader = {
  invitation(sale: SaleId, tier: string, email: string): Promise<SaleInvitation | null>;
};

/** Where a letter finds the person behind an account. */
export type AccountReader = {
  facts(id: AccountId): Promise<AccountFacts | null>;
  /** True where the address belongs to another account, which then is whom the letter reaches. */
  isTaken(facts: AccountFacts): Promise<boolean>;
  /** A link into the shop, sealed for what is told and for what the account is now. */
  link(notice: AccountNotice, facts: AccountFacts): string | null;
  /** A link that ends all news to the account. */
  unsubscribe(facts: AccountFacts): string;
};

/** The letter to an account, or none where it is gone by now. */
export async function accountLetters(
  notice: AccountNotice,
  accounts: AccountReader,
): Promise<AccountLetter[]> {
  const { kind, account, version } = notice;
  const facts = await accounts.facts(account);
  if (facts === null || isOver(kind, facts)) return [];
  const known = kind === 'verify_email' && (await accounts.isTaken(facts));
  const link = known ? null : accounts.link(notice, facts);
  const key = `${account}:${kind}:${version}`;
  const to = addressOf(notice, facts);
  if (to === null) return [];
  const unsubscribe = NEWS_KINDS.has(kind) ? accounts.unsubscribe(facts) : null;
  return [{ key, channel: 'mail', to, kind, name: nameIn(facts), link, unsubscribe }];
}

/** True where what a letter would say does not hold any more. */
function isOver(kind: AccountNotice['kind'], { verifiedAt, marketing }: AccountFacts): boolean {
  if (kind === 'verify_email') return verifiedAt !== null;
  if (kind === 'confirm_marketing') return marketing.state !== 'asked';
  return kind === 'news_welcome' && marketing.state !== 'given';
}

/** The letter that invites an account; one for each tier of a sale, however often it was asked. */
export async function saleLetters(
  { kind, account, sale, tier }: SaleNotice,
  accounts: Pick<AccountReader, 'facts'>,
  sales: SaleReader,
): Promise<SaleLetter[]> {
  const facts = await accounts.facts(account);
  const invitation = facts && (await sales.invitation(sale, tier, facts.email));
  if (facts === null || invitation === null) return [];
  const name = nameIn(facts);
  const key = `${account}:${kind}:${sale}:${tier}`;
  return [{ key, channel: 'mail', to: facts.email, kind, name, invitation }];
}

/** Until the address is proved, its reader is not sent words that a stranger may have chosen. */
const nameIn = ({ verifiedAt, name }: AccountFacts): string => (verifiedAt === null ? '' : name);

/**
 * Whom a letter reaches: who read the account's mail when it happened, so that whoever takes an
 * account over does not get what is told of it. Null where what it is about is over.
 */
function addressOf({ kind, version }: AccountNotice, facts: AccountFacts): string | null {
  const { emailChange, formerEmails, email } = facts;
  const then = addressAt(facts, version);
  switch (kind) {
    case 'email_change':
      return emailChange?.version === version ? emailChange.email : null;
    case 'email_changed':
      return formerEmails.some((former) => former.version === version) ? then : null;
    case 'password_changed':
    case 'second_factor_changed':
    case 'identity_changed':
      return then;
    case 'verify_email':
    case 'reset_password':
    case 'staff_invitation':
    case 'confirm_marketing':
    case 'news_welcome':
      // Their links act on the account as it is now.
      return then === email ? email : null;
  }
}

/** Whom the shop's own notices go to; an empty one is not told. */
export type Merchant = { readonly email: string; readonly phone: string };

/** Letters to an order's buyer. */
export function orderLetters({ kind }: OrderNotice, order: OrderView): OrderLetter[] {
  const letter = (about: Partial<Pick<OrderLetter, 'shipment' | 'refund' | 'returned'>> = {}) => {
    const { shipment = null, refund = null, returned = null } = about;
    const part = shipment ?? returned ?? refund;
    const key = [order.id, kind, ...(part === null ? [] : [part.id])].join(':');
    return {
      key,
      channel: 'mail' as const,
      to: order.email,
      kind,
      order,
      shipment,
      refund,
      returned,
    };
  };
  const returns = (status: string): OrderView['returns'] =>
    order.returns.filter((returned) => returned.status === status);
  switch (kind) {
    case 'order_confirmed':
      return [letter()];
    case 'order_shipped':
      return order.shipments
        .filter(({ status }) => LEFT.has(status))
        .map((shipment) => letter({ shipment }));
    case 'order_cancelled':
      // An order that was never paid was never told of, be it given up or overtaken by another.
      return order.status === 'cancelled' && wasPaid(order) ? [letter()] : [];
    case 'payment_failed':
      return order.status === 'awaiting_payment' ? [letter()] : [];
    case 'refund_issued':
      return order.refunds.filter(isNews).map((refund) => letter({ refund }));
    case 'return_approved':
      return returns('approved').map((returned) => letter({ returned }));
    case 'return_refused':
      return returns('refused').map((returned) => letter({ returned }));
    case 'return_refunded':
      return returns('refunded').map((returned) => {
        const refund = order.refunds.find(({ id }) => id === returned.refund_id) ?? null;
        return letter({ returned, refund });
      });
  }
}

/** Refunds that no other letter tells of, as that of a return or of a cancellation does. */
const isNews = ({ status, origin }: OrderView['refunds'][number]): boolean =>
  status === 'succeeded' && (origin === 'staff' || origin === 'external');

/** Statuses of a shipment that has left the house. */
const LEFT: ReadonlySet<string> = new Set(['shipped', 'delivered', 'lost']);

const wasPaid = (order: OrderView): boolean =>
  order.history.some(({ status }) => status === 'authorized');

/** Letters to the merchant: once a day for each SKU. */
export function stockLetters(notice: StockNotice, merchant: Merchant): StockLetter[] {
  const { kind, sku, available } = notice;
  const day = new Date(notice.at).toISOString().slice(0, 10);
  const key = `low:${sku}:${day}`;
  const mail: StockLetter = { key, channel: 'mail', to: merchant.email, kind, sku, available };
  const sms: StockLetter = { ...mail, key: `${key}:sms`, channel: 'sms', to: merchant.phone };
  return [mail, sms].filter(({ to }) => to !== '');
}
