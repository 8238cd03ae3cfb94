/**
 * The shop's events as they travel: what an owner told, stamped, in messages that name the owner to
 * be told once everything in them was acted on.
 */
import type { AccountEvent } from '../customers/events.ts';
import type { InventoryEvent, StockChanged } from '../inventory/events.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { noticeOf } from '../notifications/notice.ts';
import type { Notice } from '../notifications/notice.ts';
import { ORDER_EVENT_TYPES } from '../orders/events.ts';
import type { OrderEvent } from '../orders/events.ts';
import type { VersionedRow } from '../orders/listing.ts';

/** The object whose outbox keeps the events until they are acknowledged. */
export type EventOwner = {
  readonly kind: 'order' | 'stock' | 'account';
  readonly name: string;
};

export type EventStamp = {
  /** Stable and unique: seen twice, it is the same event. */
  readonly id: string;
  /** Grows with the events of its owner. */
  readonly version: number;
  readonly at: Milliseconds;
};

export type ShopEvent = EventStamp & (OrderEvent | InventoryEvent | AccountEvent);

export type ShopMessage = {
  readonly owner: EventOwner;
  /** The outbox rows that the events stood in. */
  readonly receipts: readonly string[];
  readonly events: readonly ShopEvent[];
};

/** A line of the journal. */
export type JournalEntry = ShopEvent & { readonly owner: EventOwner };

/** The lines that a message leaves in the journal. */
export const entriesOf = (message: ShopMessage): JournalEntry[] =>
  message.events.map((event) => ({ ...event, owner: message.owner }));

const ORDER_TYPES: ReadonlySet<string> = new Set(ORDER_EVENT_TYPES);
const isOrderEvent = (event: ShopEvent): event is EventStamp & OrderEvent =>
  ORDER_TYPES.has(event.type);

/** The order rows that events carry. */
export const rowsOf = (events: readonly ShopEvent[]): VersionedRow[] =>
  events.flatMap((event) => {
    if (!isOrderEvent(event)) return [];
    return [{ version: event.version, row: event.data }];
  });

/** How each SKU that events tell of last stood; of a hot one, one of its places. */
export function levelsOf(events: readonly ShopEvent[]): StockChanged['data'][] {
  const latest = new Map<string, { version: number; data: StockChanged['data'] }>();
  for (const event of events) {
    if (event.type !== 'stock.changed') continue;
    const known = latest.get(event.data.sku);
    if (known === undefined || known.version < event.version) latest.set(event.data.sku, event);
  }
  return [...latest.values()].map(({ data }) => data);
}

/** What people are to be told because of a message's events. */
export const noticesOf = (message: ShopMessage): Notice[] =>
  message.events.flatMap((event) => noticeOf(event) ?? []);
