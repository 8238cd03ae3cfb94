/** What the shop sent and was paid, gathered from the two objects. */
import { z } from 'zod';
import { account, postbox } from './control.ts';
import type { Env } from './env.ts';
import type { Mail } from './sendgrid.ts';
import type { TextMessage } from './twilio.ts';

const ATTEMPT = z.object({ atMs: z.number(), status: z.number(), tookMs: z.number() });
const PAYMENTS = z.object({
  payments: z.array(
    z.object({
      intent: z.looseObject({
        id: z.string(),
        amount: z.number(),
        amount_capturable: z.number(),
        amount_received: z.number(),
        currency: z.string(),
        created: z.number(),
        status: z.string(),
        receipt_email: z.string().nullable(),
        metadata: z.record(z.string(), z.string()),
      }),
      charges: z.array(z.looseObject({ id: z.string(), amount_refunded: z.number() })),
      refunds: z.array(z.looseObject({ id: z.string() })),
      disputes: z.array(z.looseObject({ id: z.string() })),
      events: z.array(
        z.object({
          id: z.string(),
          type: z.string(),
          created: z.number(),
          state: z.string(),
          attempts: z.array(ATTEMPT),
        }),
      ),
    }),
  ),
});

export type PaymentReport = z.infer<typeof PAYMENTS>['payments'][number];

export interface Inbox {
  readonly mails: readonly Mail[];
  readonly texts: readonly TextMessage[];
  readonly payments: readonly PaymentReport[];
}

/**
 * Messages and payments, newest first, to an address or number, or a part of one; payments also by
 * what their metadata say, such as an order's id.
 */
export async function readInbox(env: Env, to: string): Promise<Inbox> {
  const [messages, answer] = await Promise.all([
    postbox(env).list(to),
    account(env).fetch('https://control/stripe/payments'),
  ]);
  const { payments } = PAYMENTS.parse(await answer.json());
  return {
    mails: messages.filter((message) => message.kind === 'mail'),
    texts: messages.filter((message) => message.kind === 'sms'),
    payments: payments.filter(({ intent }) => {
      const names = [intent.receipt_email ?? '', ...Object.values(intent.metadata)];
      return names.some((name) => name.includes(to));
    }),
  };
}

/** The inbox as one list, of one kind if it is given. */
export function inboxItems(inbox: Inbox, kind: string | undefined): object[] {
  const payments = Array.from(inbox.payments, (payment) => ({
    kind: 'payment',
    id: payment.intent.id,
    ...payment,
  }));
  const items = [...inbox.mails, ...inbox.texts, ...payments];
  return items.filter((item) => kind === undefined || item.kind === kind);
}
