/** An invoice or credit note as clients see it. */
import { money } from '../kernel/money.ts';
import type { Money } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import { addressView } from '../orders/view.ts';
import type { AddressView } from '../orders/view.ts';
import type { Invoice, InvoiceKind } from './invoice.ts';

export type InvoiceView = {
  number: string;
  kind: InvoiceKind;
  order_id: string;
  order_number: string;
  refund_id: string | null;
  /** The invoice that a credit note corrects. */
  corrects: string | null;
  reason: string | null;
  issued_at: string;
  supplied_at: string;
  seller: { name: string; address: string[]; tax_id: string };
  buyer: { email: string; address: AddressView };
  lines: {
    title: string;
    sku: string | null;
    options: Record<string, string>;
    quantity: number;
    unit_price: Money | null;
    line_total: Money;
  }[];
  coupons: string[];
  subtotal: Money;
  discount: Money;
  shipping: Money;
  tax_lines: { name: string; rate: number; net: Money; amount: Money }[];
  prices_include_tax: boolean;
  total: Money;
};

/** The document in the API's shape. */
export function invoiceView(invoice: Invoice): InvoiceView {
  const priced = (amount: number): Money => money(amount, invoice.currency);
  return {
    number: invoice.number,
    kind: invoice.kind,
    order_id: invoice.orderId,
    order_number: invoice.orderNumber,
    refund_id: invoice.refundId,
    corrects: invoice.corrects,
    reason: invoice.reason,
    issued_at: rfc3339(invoice.issuedAt),
    supplied_at: rfc3339(invoice.suppliedAt),
    seller: {
      name: invoice.seller.name,
      address: [...invoice.seller.address],
      tax_id: invoice.seller.taxId,
    },
    buyer: { email: invoice.buyer.email, address: addressView(invoice.buyer.address) },
    lines: invoice.lines.map(({ title, sku, options, quantity, unitPrice, total }) => ({
      title,
      sku,
      options: { ...options },
      quantity,
      unit_price: unitPrice === null ? null : priced(unitPrice),
      line_total: priced(total),
    })),
    coupons: [...invoice.coupons],
    subtotal: priced(invoice.subtotal),
    discount: priced(invoice.discount),
    shipping: priced(invoice.shipping),
    tax_lines: invoice.taxes.map(({ name, rate, net, amount }) => {
      return { name, rate, net: priced(net), amount: priced(amount) };
    }),
    prices_include_tax: invoice.pricesIncludeTax,
    total: priced(invoice.total),
  };
}
