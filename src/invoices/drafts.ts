/** Which documents an order is owed, and what each says: an invoice, and a credit note a refund. */
import { required } from '../kernel/assert.ts';
import { split, sum } from '../kernel/money.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderDocument, Refund, TaxLine } from '../orders/order.ts';
import { assertSums } from './invoice.ts';
import type { InvoiceDraft, InvoiceLine, InvoiceTax, Seller } from './invoice.ts';

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
  buyer: {
    email: document.email,
    address: document.billingAddress ?? document.shippingAddress,
  },
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

/** The credit notes of an order's refunds that succeeded, in the order they were asked for. */
export const creditNoteDrafts = (
  { document, refunds }: BilledOrder,
  seller: Seller,
  corrects: string,
): InvoiceDraft[] =>
  refunds
    .filter(({ status }) => status === 'succeeded')
    .map((refund) => creditNote(document, refund, { seller, corrects }));

/** What a refund was for; what it gave beyond its lines, or less, is a line of its own. */
function creditedLines(document: OrderDocument, refund: Refund): InvoiceLine[] {
  const lines = refund.lines.map(({ lineId, quantity, amount }): InvoiceLine => {
    const line = required(
      document.lines.find((candidate) => candidate.lineId === lineId),
      'a refund is for lines of its order',
    );
    const { title, sku, options } = line;
    return { title, sku, options, quantity, unitPrice: null, total: amount };
  });
  const rest = refund.amount - sum(lines.map(({ total }) => total));
  if (rest === 0) return lines;
  const title = lines.length === 0 ? `Refund to order ${document.number}` : 'Adjustment';
  return [...lines, { title, sku: null, options: {}, quantity: 1, unitPrice: null, total: rest }];
}

function creditNote(
  document: OrderDocument,
  refund: Refund,
  { seller, corrects }: { readonly seller: Seller; readonly corrects: string },
): InvoiceDraft {
  const parts = split(
    refund.tax,
    document.taxLines.map(({ amount }) => amount),
  );
  const taxes = document.taxLines.map((tax, index) => ({ ...tax, amount: parts[index] ?? 0 }));
  const draft: InvoiceDraft = {
    ...common(document, seller),
    key: creditNoteKey(document.id, refund.id),
    kind: 'credit_note',
    refundId: refund.id,
    corrects,
    reason: refund.reason,
    suppliedAt: refund.history.find(({ status }) => status === 'succeeded')?.at ?? refund.at,
    lines: creditedLines(document, refund),
    coupons: [],
    shippingLabel: '',
    subtotal: refund.amount,
    discount: 0,
    shipping: 0,
    pricesIncludeTax: true,
    taxes: withNet(taxes, refund.amount),
    total: refund.amount,
  };
  assertSums(draft);
  return draft;
}
