/** A year's documents by pages, as staff leaf through a book: from its end. */
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import type { Invoice } from './invoice.ts';
import type { InvoiceService } from './service.ts';

export type BookQuery = {
  /** The current one without. */
  readonly year?: number | undefined;
  readonly limit: number;
  /** The `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
};

/** One page; null for a cursor that is none of ours. */
export async function pageOfBook(
  invoices: Pick<InvoiceService, 'ofYear' | 'currentYear'>,
  { year, limit, cursor }: BookQuery,
): Promise<Page<Invoice> | null> {
  const below = cursor === undefined ? null : decodeCursor(cursor)?.[0];
  if (below !== null && typeof below !== 'number') return null;
  const found = await invoices.ofYear(year ?? invoices.currentYear(), below, limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, next_cursor: more ? encodeCursor([last.sequence]) : null };
}
