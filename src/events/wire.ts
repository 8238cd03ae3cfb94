/**
 * The events' schemas: what an owner sends is parsed here before anything acts on it, since a
 * message may have been written by older code, or by hand.
 */
import { z } from 'zod';
import { AVAILABILITIES } from '../catalog/offer.ts';
import type { InventoryEvent } from '../inventory/events.ts';
import { asOrderId, asSku } from '../kernel/ids.ts';
import { ORDER_EVENT_TYPES } from '../orders/events.ts';
import type { OrderEvent, OrderRow } from '../orders/events.ts';
import { SHOWN_STATUSES } from '../orders/machine.ts';
import type { EventOwner, JournalEntry, ShopEvent, ShopMessage } from './event.ts';

/** Minor units, and units of stock. */
const count = z.int();
const instant = z.int().nonnegative();
const version = z.int().nonnegative();
const sku = z.string().refine((text) => asSku(text) !== null, 'is not a SKU');
const orderId = z.string().refine((text) => asOrderId(text) !== null, 'is not an order id');

/** Loose, as all data here: what newer code adds is kept on its way into the journal. */
const orderRow = z.looseObject({
  id: orderId,
  number: z.string(),
  status: z.enum(SHOWN_STATUSES),
  currency: z.string(),
  total: count,
  captured: count,
  refunded: count,
  buyer: z.string(),
  country: z.string(),
  placed_at: instant,
  lines: z.array(
    z.object({ sku: z.string(), title: z.string(), quantity: count, line_total: count }),
  ),
  attention: z.string().nullable(),
}) satisfies z.ZodType<OrderRow>;

const orderEvent = z.object({
  type: z.enum(ORDER_EVENT_TYPES),
  data: orderRow,
}) satisfies z.ZodType<OrderEvent>;

const inventoryEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('stock.changed'),
    data: z.looseObject({
      sku,
      on_hand: count,
      reserved: count,
      available: count,
      availability: z.enum(AVAILABILITIES),
      ledger: z.object({ sequence: count, hash: z.string() }),
    }),
  }),
  z.object({ type: z.literal('stock.low'), data: z.looseObject({ sku, available: count }) }),
  z.object({
    type: z.literal('stock.shortage'),
    data: z.looseObject({ sku, missing: count, orders: z.array(z.string()) }),
  }),
]) satisfies z.ZodType<InventoryEvent>;

const stamp = z.object({ id: z.string().min(1), version, at: instant });

const shopEvent = z.intersection(
  stamp,
  z.union([orderEvent, inventoryEvent]),
) satisfies z.ZodType<ShopEvent>;

const owner = z.object({
  kind: z.enum(['order', 'stock']),
  name: z.string().min(1),
}) satisfies z.ZodType<EventOwner>;

/** Enough of a message to tell its owner, whatever the events in it are. */
export const envelope = z.object({ owner, receipts: z.array(z.string()) });

/** A message of the EVENTS queue. */
export const shopMessage = z.object({
  owner,
  receipts: z.array(z.string()),
  events: z.array(shopEvent).min(1),
}) satisfies z.ZodType<ShopMessage>;

/** A line of the journal. */
export const journalEntry = z.intersection(
  shopEvent,
  z.object({ owner }),
) satisfies z.ZodType<JournalEntry>;
