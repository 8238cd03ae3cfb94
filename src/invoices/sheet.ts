/**
 * What a document says, in words and amounts, before it has a form: the page and the file are both
 * made from this, so they never tell different things.
 */
import type { Currency } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Address } from '../orders/order.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

export type SheetLine = {
  readonly title: string;
  readonly detail: string;
  readonly quantity: string;
  readonly unit: string;
  readonly amount: string;
};

export type SheetTotal = {
  readonly label: string;
  readonly amount: string;
  /** The one to find at a glance. */
  readonly grand: boolean;
};

export type Sheet = {
  readonly title: string;
  readonly number: string;
  readonly seller: readonly string[];
  readonly buyer: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly lines: readonly SheetLine[];
  readonly totals: readonly SheetTotal[];
  readonly taxes: readonly {
    readonly name: string;
    readonly net: string;
    readonly amount: string;
    readonly gross: string;
  }[];
  readonly notes: readonly string[];
};

/** The documents' language; a market's own comes with a second market. */
const LOCALE = 'en-IE';

export const TITLES = { invoice: 'Invoice', credit_note: 'Credit note' } as const;

/** How a document writes its amounts and days. */
function formatsOf(currency: Currency, timeZone: string) {
  const amounts = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  const digits = amounts.resolvedOptions().maximumFractionDigits ?? 0;
  const days = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeZone });
  return {
    price: (amount: number): string => amounts.format(amount / 10 ** digits),
    day: (at: Milliseconds): string => days.format(at),
  };
}

type Formats = ReturnType<typeof formatsOf>;

const countries = new Intl.DisplayNames([LOCALE], { type: 'region' });

function addressLines(address: Address): string[] {
  const { name, line1, line2, postalCode, city, region, country } = address;
  const lines = [name, line1, line2, `${postalCode} ${city}`, region, countries.of(country)];
  return lines.flatMap((line) => line ?? []).filter((line) => line !== '');
}

function lineOf(line: InvoiceLine, { price }: Formats): SheetLine {
  const options = Object.entries(line.options).map(([name, value]) => `${name}: ${value}`);
  const sku = line.sku === null ? [] : [line.sku];
  return {
    title: line.title,
    detail: [...options, ...sku].join(' · '),
    quantity: String(line.quantity),
    unit: line.unitPrice === null ? '' : price(line.unitPrice),
    amount: price(line.total),
  };
}

const row = (label: string, amount: string, grand = false): SheetTotal => ({
  label,
  amount,
  grand,
});

function totalsOf(invoice: Invoice, { price }: Formats): SheetTotal[] {
  const { discount, shipping, shippingLabel, taxes, pricesIncludeTax } = invoice;
  const coupons = invoice.coupons.join(', ');
  const isInvoice = invoice.kind === 'invoice';
  return [
    ...(isInvoice ? [row('Subtotal', price(invoice.subtotal))] : []),
    ...(discount === 0 ? [] : [row(`Discount (${coupons})`, `−${price(discount)}`)]),
    ...(isInvoice ? [row(`Delivery: ${shippingLabel}`, price(shipping))] : []),
    ...(pricesIncludeTax ? [] : taxes.map((tax) => row(tax.name, price(tax.amount)))),
    row(isInvoice ? 'Total' : 'Total credited', price(invoice.total), true),
  ];
}

function factsOf(invoice: Invoice, { day }: Formats): { label: string; value: string }[] {
  const isInvoice = invoice.kind === 'invoice';
  return [
    { label: 'Number', value: invoice.number },
    { label: 'Issued on', value: day(invoice.issuedAt) },
    { label: isInvoice ? 'Sold on' : 'Refunded on', value: day(invoice.suppliedAt) },
    { label: 'Order', value: invoice.orderNumber },
    { label: 'Ordered on', value: day(invoice.orderedAt) },
    ...(invoice.corrects === null ? [] : [{ label: 'To invoice', value: invoice.corrects }]),
    ...(invoice.reason === null ? [] : [{ label: 'Reason', value: wordsOf(invoice.reason) }]),
  ];
}

/** `cancelled_by_buyer` → `Cancelled by buyer`; what staff typed stays as it is. */
function wordsOf(reason: string): string {
  const text = /^[a-z_]+$/.test(reason) ? reason.replaceAll('_', ' ') : reason;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function notesOf({ kind, total, pricesIncludeTax }: Invoice): string[] {
  if (kind === 'credit_note') return ['This amount went back the way it was paid.'];
  return [
    pricesIncludeTax
      ? 'All prices include value added tax.'
      : 'Prices are without value added tax.',
    total === 0 ? 'There was nothing to pay.' : 'Paid by card. Nothing is left to pay.',
  ];
}

/** The document in words. */
export function sheetOf(invoice: Invoice): Sheet {
  const { seller, buyer, taxes } = invoice;
  const formats = formatsOf(invoice.currency, seller.timeZone);
  const { price } = formats;
  const taxId = seller.taxId === '' ? [] : [`VAT ID ${seller.taxId}`];
  return {
    title: TITLES[invoice.kind],
    number: invoice.number,
    seller: [seller.name, ...seller.address, ...taxId],
    buyer: [...addressLines(buyer.address), buyer.email],
    facts: factsOf(invoice, formats),
    lines: invoice.lines.map((line) => lineOf(line, formats)),
    totals: totalsOf(invoice, formats),
    taxes: taxes.map(({ name, net, amount }) => ({
      name,
      net: price(net),
      amount: price(amount),
      gross: price(net + amount),
    })),
    notes: notesOf(invoice),
  };
}
