/** What the queue of payment webhooks carries: ids only. */
import { z } from 'zod';
import { asOrderId } from '../kernel/ids.ts';

export const PaymentNotice = z.object({
  orderId: z.string().transform((text, context) => {
    const id = asOrderId(text);
    if (id !== null) return id;
    context.addIssue({ code: 'custom', message: 'Not an order id' });
    return z.NEVER;
  }),
  eventId: z.string(),
});
