/** How the rest of the shop reaches the books that number invoices. */
import type { Invoice, InvoiceDraft } from './invoice.ts';

export type InvoiceBooks = {
  /** Writes a document into the book and gives it the next number; asked again, the same one. */
  issue(book: string, draft: InvoiceDraft): Promise<Invoice>;
  /** The document at that place, or null. */
  at(book: string, sequence: number): Promise<Invoice | null>;
  /** Documents below that place, the last one first; from the end with null. */
  below(book: string, sequence: number | null, limit: number): Promise<Invoice[]>;
};
