/** Places in a seller's lists, as cursors carry them. */
import { decodeCursor } from '../kernel/page.ts';
import type { Entry, Sale, Statement } from './payouts.ts';
import type { SalePlace } from './port.ts';

/** Where a list of sales goes on after one. */
export const saleKeys = ({ soldAt, orderId }: Sale) => [soldAt, orderId];

/** The place that a cursor of sales names; null for any other text. */
export function salePlaceIn(cursor: string): SalePlace | null {
  const [soldAt, orderId] = decodeCursor(cursor) ?? [];
  return typeof soldAt === 'number' && typeof orderId === 'string' ? { soldAt, orderId } : null;
}

/** Where a list of statements, or of their lines, goes on after one. */
export const sequenceKeys = ({ sequence }: Statement | Entry) => [sequence];
