/** Which documents an order is owed, and what each says: an invoice, and a credit note a refund. */
import { proportion, split, sum } from '../kernel/money.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderDocument, Refund, TaxLine } from '../orders/order.ts';
import { assertSums } from './invoice.ts';
import type { InvoiceDraft, InvoiceTax, Seller } from './invoice.ts';

export const invoiceKey = (orderId: string): string => `order:${orderId}`;
export const creditNoteKey = (orderId: string, refundId: string): string =>
  `refund:${orderId}:${refundId}`;

/**
 * The net amount of each rate. An order keeps one tax amount a rate; the net is split over them as
 * those amounts and rates say, so that it adds up.
 */
function withNet(taxes: readonly TaxLine[], total: number): InvoiceTax[] {
  const net = total - sum(taxes.map(({ amount }) => amount));
  const weights = taxes.map(({ amount, rate }) => (rate > 0 ? Math.round(amount / rate) : 0));
  const nets = split(net, weights);
  return taxes.map((tax, index) => ({ ...tax, net: nets[index] ?? 0 }));
}

const common = (document: OrderDocument, seller: Seller) => ({
  orderId: document.id,
  orderNumber: document.number,
  orderedAt: document.placedAt,
  seller,
  buyer: { email: document.email, address: document.shippingAddress },
  currency: document.currency,
  coupons: document.coupons.map(({ code }) => code),
  shippingLabel: document.shippingMethod.label,
  pricesIncludeTax: document.pricesIncludeTax,
});

/** The invoice of an order that was sold; null for one that never was. */
export function invoiceDraft(order: BilledOrder, seller: Seller): InvoiceDraft | null {
  const { document, confirmedAt } = order;
  if (confirmedAt === null) return null;
  const draft: InvoiceDraft = {
    ...common(document, seller),
    key: invoiceKey(document.id),
    kind: 'invoice',
    refundId: null,
    corrects: null,
    reason: null,
    suppliedAt: confirmedAt,
    lines: document.lines.map(({ title, sku, options, quantity, unitPrice, lineTotal }) => {
      return { title, sku, options, quantity, unitPrice, total: lineTotal };
    }),
    subtotal: document.subtotal,
    discount: document.discount,
    shipping: document.shipping,
    taxes: withNet(document.taxLines, document.total),
    total: document.total,
  };
  assertSums(draft);
  return draft;
}

/** The part of each tax that lies in the first `amount` of an order's total. */
const taxUpTo = ({ taxLines, total }: OrderDocument, amount: number): number[] =>
  taxLines.map((tax) => proportion(tax.amount, amount, total));

/**
 * Credit notes of what went back, gross. Each takes its part of the tax from where the refunds
 * before it end, so that notes which together give everything back give back all the tax.
 */
export function creditNoteDrafts(
  order: BilledOrder,
  seller: Seller,
  corrects: string,
): InvoiceDraft[] {
  const { document, refunds } = order;
  let before = 0;
  return refunds.flatMap((refund) => {
    const from = taxUpTo(document, before);
    before += refund.amount;
    if (refund.status !== 'succeeded') return [];
    const upTo = taxUpTo(document, before);
    const taxes = document.taxLines.map((tax, index) => {
      return { ...tax, amount: (upTo[index] ?? 0) - (from[index] ?? 0) };
    });
    return [creditNote(document, refund, { seller, corrects, taxes })];
  });
}

function creditNote(
  document: OrderDocument,
  refund: Refund,
  { seller, corrects, taxes }: { seller: Seller; corrects: string; taxes: readonly TaxLine[] },
): InvoiceDraft {
  const { amount } = refund;
  const title = `Refund to order ${document.number}`;
  const draft: InvoiceDraft = {
    ...common(document, seller),
    key: creditNoteKey(document.id, refund.id),
    kind: 'credit_note',
    refundId: refund.id,
    corrects,
    reason: refund.reason,
    suppliedAt: refund.at,
    lines: [{ title, sku: null, options: {}, quantity: 1, unitPrice: amount, total: amount }],
    coupons: [],
    shippingLabel: '',
    subtotal: amount,
    discount: 0,
    shipping: 0,
    pricesIncludeTax: true,
    taxes: withNet(taxes, amount),
    total: amount,
  };
  assertSums(draft);
  return draft;
}
