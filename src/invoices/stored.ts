/** A document as its book keeps it: whom it is made out to is sealed. */
import { addressForgotten } from '../orders/care.ts';
import type { Billed, Invoice } from './invoice.ts';

/** Older releases kept whole documents in the clear. */
export type StoredInvoice = Invoice | (Omit<Invoice, 'buyer'> & { readonly buyer: string });

/** The document as it is kept. */
export const storedInvoice = (invoice: Invoice, seal: (text: string) => string): StoredInvoice => ({
  ...invoice,
  buyer: seal(JSON.stringify(invoice.buyer)),
});

/** The document that was kept. */
export function invoiceOf(
  { buyer, ...stored }: StoredInvoice,
  open: (text: string) => string,
): Invoice {
  if (typeof buyer !== 'string') return { ...stored, buyer };
  const opened: Billed = JSON.parse(open(buyer));
  return { ...stored, buyer: opened };
}

/** The document without whom it was made out to; the country stays, since tax was paid there. */
export const withoutBuyer = (invoice: Invoice): Invoice => ({
  ...invoice,
  buyer: { email: '', address: addressForgotten(invoice.buyer.address) },
});
