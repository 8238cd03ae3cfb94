/** Reaches the InvoiceBook objects: wraps their stubs behind the slice's port. */
import type { InvoiceBook } from '../../durable-objects/invoice-book.ts';
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { InvoiceBooks } from './port.ts';

/** Books as the rest of the shop reaches them, through the binding INVOICE_BOOK. */
export function invoiceBooks(
  namespace: DurableObjectNamespace<InvoiceBook>,
  region: string,
): InvoiceBooks {
  const stub = (book: string) => objectNamed(namespace, book, region);
  return {
    issue: (book, draft) => answerOf(stub(book).issue(draft)),
    at: (book, sequence) => answerOf(stub(book).at(sequence)),
    below: (book, sequence, limit) => answerOf(stub(book).below(sequence, limit)),
  };
}
