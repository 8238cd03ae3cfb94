/**
 * Issues what is due. A document is due from the moment its order was sold or its refund succeeded,
 * and whoever asks first has it written: the consumer of events, or the buyer who opens it. So no
 * queue can lose one, and asking twice finds the same.
 */
import type { OrderId } from '../kernel/ids.ts';
import type { BilledOrder } from '../orders/billing.ts';
import type { OrderPort } from '../orders/port.ts';
import { creditNoteDrafts, invoiceDraft } from './drafts.ts';
import { bookName, parseInvoiceNumber, yearOf } from './invoice.ts';
import type { Invoice, InvoiceDraft, Seller } from './invoice.ts';
import type { InvoiceBooks } from './port.ts';

export type InvoiceService = {
  /** An order's documents, its invoice first; issues those nobody has issued yet. */
  ofOrder(id: OrderId): Promise<Invoice[]>;
  /** The same of an order that was read. */
  ofBilled(order: BilledOrder): Promise<Invoice[]>;
  /** The document of that number, or null. */
  numbered(number: string): Promise<Invoice | null>;
  /** Documents of a year, the last one first, below a sequence number. */
  ofYear(year: number, below: number | null, limit: number): Promise<Invoice[]>;
  /** The year it is where the seller is. */
  currentYear(): number;
};

export function invoiceService(ports: {
  readonly orders: Pick<OrderPort, 'billed'>;
  readonly books: InvoiceBooks;
  readonly seller: Seller;
  readonly clock: () => number;
}): InvoiceService {
  const { orders, books, seller } = ports;
  const issue = (draft: InvoiceDraft): Promise<Invoice> =>
    books.issue(bookName(seller.id, yearOf(draft.suppliedAt, seller.timeZone)), draft);

  async function ofBilled(order: BilledOrder): Promise<Invoice[]> {
    const draft = invoiceDraft(order, seller);
    if (draft === null) return [];
    const issued = [await issue(draft)];
    const corrected = issued[0]?.number ?? '';
    // One after the other, so that an order's credit notes are numbered as its refunds are.
    for (const note of creditNoteDrafts(order, seller, corrected)) issued.push(await issue(note));
    return issued;
  }

  return {
    async ofOrder(id) {
      const order = await orders.billed(id);
      return order === null ? [] : ofBilled(order);
    },

    ofBilled,

    async numbered(number) {
      const place = parseInvoiceNumber(number);
      if (place === null) return null;
      return books.at(bookName(seller.id, place.year), place.sequence);
    },

    ofYear: (year, below, limit) => books.below(bookName(seller.id, year), below, limit),
    currentYear: () => yearOf(ports.clock(), seller.timeZone),
  };
}
