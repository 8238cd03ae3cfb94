/**
 * Invoices and credit notes: what stands in one, and how it is numbered. A document is written once
 * from what its order froze, and never changes: a mistake is corrected by another document.
 */
import { assert } from '../kernel/assert.ts';
import type { Currency } from '../kernel/money.ts';
import { sum } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Address, TaxLine } from '../orders/order.ts';

export const INVOICE_KINDS = ['invoice', 'credit_note'] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** Who sells, as the law wants it on an invoice. */
export type Seller = {
  /** Names its books. */
  readonly id: string;
  readonly name: string;
  /** Lines of its address. */
  readonly address: readonly string[];
  /** Its number for value added tax; empty where it has none. */
  readonly taxId: string;
  /** IANA name of the time zone its years begin in. */
  readonly timeZone: string;
};

/** Whom a document is made out to: sealed where it is kept. */
export type Billed = { readonly email: string; readonly address: Address };

/** One line; amounts in minor units, as the market shows prices (tax included or not). */
export type InvoiceLine = {
  readonly title: string;
  readonly sku: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly quantity: number;
  /** Null where units were not worth the same to the cent, in a credit note. */
  readonly unitPrice: number | null;
  readonly total: number;
};

/** Tax of one rate, and the net amount it is on. */
export type InvoiceTax = TaxLine & { readonly net: number };

/**
 * What a document says before it has a number. `total = subtotal − discount + shipping + (prices
 * include tax ? 0 : tax)`, and `net + tax = total`.
 */
export type InvoiceDraft = {
  /** The same for the same cause: a book writes one document for one key. */
  readonly key: string;
  readonly kind: InvoiceKind;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly orderedAt: Milliseconds;
  /** The refund a credit note is about. */
  readonly refundId: string | null;
  /** Number of the invoice that a credit note corrects. */
  readonly corrects: string | null;
  /** Why, for a credit note. */
  readonly reason: string | null;
  /** When the order was confirmed or the refund asked for: it decides the year of the book. */
  readonly suppliedAt: Milliseconds;
  readonly seller: Seller;
  readonly buyer: Billed;
  readonly currency: Currency;
  readonly lines: readonly InvoiceLine[];
  readonly coupons: readonly string[];
  readonly shippingLabel: string;
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly pricesIncludeTax: boolean;
  readonly taxes: readonly InvoiceTax[];
  readonly total: number;
};

/** A draft that a book gave its number. */
export type Invoice = InvoiceDraft & {
  /** Counts from 1 in its book, without a gap. */
  readonly sequence: number;
  /** Such as `2026-000001`. */
  readonly number: string;
  readonly issuedAt: Milliseconds;
};

/** Throws unless the parts of a document add up to its total. */
export function assertSums(draft: InvoiceDraft): void {
  const { subtotal, discount, shipping, total, taxes } = draft;
  const tax = sum(taxes.map(({ amount }) => amount));
  const onTop = draft.pricesIncludeTax ? 0 : tax;
  assert(sum(draft.lines.map((line) => line.total)) === subtotal, 'lines add up to the subtotal');
  assert(subtotal - discount + shipping + onTop === total, 'parts add up to the total');
  assert(sum(taxes.map(({ net }) => net)) + tax === total, 'net and tax add up to the total');
}

/** Years the shop may have books of. */
const YEAR = /^20\d\d$/;

/** By time zone: dear to make, and asked for each document. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The year of an instant where the seller is. */
export function yearOf(at: Milliseconds, timeZone: string): number {
  const calendar =
    calendars.get(timeZone) ?? new Intl.DateTimeFormat('en', { year: 'numeric', timeZone });
  calendars.set(timeZone, calendar);
  return Number(calendar.format(at));
}

/** A seller's books are named by the year. */
export const bookName = (seller: string, year: number): string => `${seller}-${year}`;

/** The year in a book's name. */
export const yearOfBook = (name: string): number => {
  const year = name.slice(name.lastIndexOf('-') + 1);
  assert(YEAR.test(year), 'an InvoiceBook is named by its seller and year');
  return Number(year);
};

/** `2026-000001`; longer from the millionth on. */
export const invoiceNumber = (year: number, sequence: number): string =>
  `${year}-${String(sequence).padStart(6, '0')}`;

/** The year and place of a number, or null where it is none. */
export function parseInvoiceNumber(text: string): { year: number; sequence: number } | null {
  const [, year = '', sequence = ''] = /^(\d{4})-(\d{6,12})$/.exec(text) ?? [];
  if (!YEAR.test(year)) return null;
  const parsed = { year: Number(year), sequence: Number(sequence) };
  return invoiceNumber(parsed.year, parsed.sequence) === text ? parsed : null;
}

/** Where a document's page is: its order's invoice, or the credit note of a refund. */
export const invoicePath = ({ orderId, refundId }: Pick<Invoice, 'orderId' | 'refundId'>): string =>
  refundId === null ? `/orders/${orderId}/invoice` : `/orders/${orderId}/credit-notes/${refundId}`;
