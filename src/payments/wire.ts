/** What the queue of payment webhooks carries: ids only. */
import { z } from 'zod';
import { asOrderId } from '../kernel/ids.ts';

const orderId = z.string().transform((text, context) => {
  const id = asOrderId(text);
  if (id !== null) return id;
  context.addIssue({ code: 'custom', message: 'Not an order id' });
  return z.NEVER;
});

/** A message without `about` was queued by the first release, and is about a payment. */
export const PaymentNotice = z.union([
  z.object({ about: z.literal('money'), orderId, eventId: z.string() }),
  z.object({ about: z.literal('money'), paymentId: z.string(), eventId: z.string() }),
  z.object({ about: z.literal('payment').default('payment'), orderId, eventId: z.string() }),
]);
export type PaymentNotice = z.infer<typeof PaymentNotice>;
