/** The schema of what waits in the queue NOTIFICATIONS. */
import { z } from 'zod';
import { asAccountId, asSaleId } from '../kernel/ids.ts';
import { ACCOUNT_NOTICE_KINDS, ORDER_NOTICE_KINDS } from './notice.ts';
import type { NotificationMessage } from './notice.ts';

const accountId = z.string().transform((text) => asAccountId(text) ?? z.NEVER);

const notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(ORDER_NOTICE_KINDS), order: z.string() }),
  z.object({
    kind: z.enum(ACCOUNT_NOTICE_KINDS),
    account: accountId,
    version: z.int().nonnegative(),
  }),
  z.object({
    kind: z.literal('sale_invitation'),
    account: accountId,
    sale: z.string().transform((text) => asSaleId(text) ?? z.NEVER),
    tier: z.string(),
  }),
  z.object({
    kind: z.literal('low_stock'),
    sku: z.string(),
    available: z.int(),
    at: z.int().nonnegative(),
  }),
]);

/** A message of the NOTIFICATIONS queue. */
export const notificationMessage = z.object({
  owner: z.object({ kind: z.enum(['order', 'stock', 'account']), name: z.string().min(1) }),
  receipts: z.array(z.string()),
  notices: z.array(notice),
  again: z.boolean().exactOptional(),
}) satisfies z.ZodType<NotificationMessage>;
