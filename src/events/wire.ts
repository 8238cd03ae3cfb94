/**
 * The events' schemas: what an owner sends is parsed here before anything acts on it, since a
 * message may have been written by older code, or by hand.
 */
import { z } from '@hono/zod-openapi';
import { AVAILABILITIES } from '../catalog/offer.ts';
import { ACCOUNT_HAPPENINGS } from '../customers/events.ts';
import type { AccountEvent, AccountHappening } from '../customers/events.ts';
import type { InventoryEvent } from '../inventory/events.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { asAccountId, asOrderId, asSaleId, asSku } from '../kernel/ids.ts';
import { ORDER_EVENT_TYPES } from '../orders/events.ts';
import type { OrderEvent, OrderRow } from '../orders/events.ts';
import { DIFFERENCE_KINDS } from '../orders/scratch.ts';
import { SHOWN_STATUSES } from '../orders/machine.ts';
import type { StoredMessage } from '../platform/large-messages.ts';
import { LETTER_STATES } from './dead-letters.ts';
import type { DeadLetterView } from './dead-letters.ts';
import { REBUILD_PHASES } from './rebuild.ts';
import type { RebuildView } from './rebuild.ts';
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
      lane: z.int().min(0).exactOptional(),
    }),
  }),
  z.object({ type: z.literal('stock.low'), data: z.looseObject({ sku, available: count }) }),
  z.object({
    type: z.literal('stock.shortage'),
    data: z.looseObject({ sku, missing: count, orders: z.array(z.string()) }),
  }),
]) satisfies z.ZodType<InventoryEvent>;

const isAccountType = (text: string): text is `account.${AccountHappening}` =>
  ACCOUNT_HAPPENINGS.some((happening) => text === `account.${happening}`);

const accountId = z.string().transform((text) => asAccountId(text) ?? z.NEVER);
const saleId = z.string().transform((text) => asSaleId(text) ?? z.NEVER);

const accountEvent = z.union([
  z.object({
    type: z.string().refine(isAccountType, 'is not an event of an account'),
    data: z.looseObject({ id: accountId }),
  }),
  z.object({
    type: z.literal('account.sale_invited'),
    data: z.looseObject({ id: accountId, sale: saleId, tier: z.string() }),
  }),
]) satisfies z.ZodType<AccountEvent>;

const stamp = z.object({ id: z.string().min(1), version, at: instant });

const shopEvent = z.intersection(
  stamp,
  z.union([orderEvent, inventoryEvent, accountEvent]),
) satisfies z.ZodType<ShopEvent>;

const owner = z.object({
  kind: z.enum(['order', 'stock', 'account']),
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

/** Where a message lies that was too large for the queue. */
export const storedMessage = z.object({
  stored: z.string().startsWith('outbox/'),
}) satisfies z.ZodType<StoredMessage>;

/** Who told a line of the journal, also one whose kind of event is no more. */
export const journalOwner = z.object({ owner, version });

/** A line of the journal. */
export const journalEntry = z.intersection(
  shopEvent,
  z.object({ owner }),
) satisfies z.ZodType<JournalEntry>;

export const DeadLetterSchema = z
  .object({
    key: z.string(),
    queue: z.string(),
    reason: z.string(),
    state: z.enum(LETTER_STATES),
    times: z.int(),
    first_at: z.iso.datetime(),
    last_at: z.iso.datetime(),
    settled_at: z.iso.datetime().nullable(),
    note: z.string().nullable(),
  })
  .openapi('DeadLetter') satisfies z.ZodType<DeadLetterView>;

/** A letter that was opened: with the message it holds. */
export const OpenLetterSchema = DeadLetterSchema.extend({ body: z.unknown() }).openapi(
  'OpenDeadLetter',
);

export const DeadLetterListSchema = z.object({
  items: z.array(DeadLetterSchema),
  next_cursor: z.string().nullable(),
});

export const DeadLetterQuery = z.object({
  queue: z.string().max(100).optional(),
  state: z.enum(LETTER_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().max(500).optional(),
});

export const DiscardInput = z
  .strictObject({ reason: z.string().trim().min(1).max(200) })
  .openapi('DiscardInput');

export const RebuildSchema = z
  .object({
    id: z.string(),
    repair: z.boolean(),
    phase: z.enum(REBUILD_PHASES),
    batches: count,
    events: count,
    unreadable: count,
    rows: count,
    differences: z.record(z.enum(DIFFERENCE_KINDS), count),
    mended: count,
    samples: z.array(z.object({ kind: z.enum(DIFFERENCE_KINDS), order: z.string() })),
    started_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Rebuild') satisfies z.ZodType<RebuildView>;

export const RebuildListSchema = z.object({ items: z.array(RebuildSchema) });

export const RebuildInput = z
  .strictObject({ repair: z.boolean().default(true) })
  .openapi('RebuildInput');
