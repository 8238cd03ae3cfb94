/** What the shop sent and was paid, gathered from the two objects. */
import { z } from 'zod';
import { account, postbox } from './control.ts';
import type { Env } from './env.ts';
import type { Message } from './postbox.ts';

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
  readonly mails: readonly Message[];
  readonly texts: readonly Message[];
  readonly payments: readonly PaymentReport[];
}

/** Messages and payments, newest first. */
export async function readInbox(env: Env, to: string | null): Promise<Inbox> {
  const box = postbox(env);
  const about = to === null ? {} : { to };
  const [mails, texts, answer] = await Promise.all([
    box.list({ kind: 'mail', ...about }),
    box.list({ kind: 'sms', ...about }),
    account(env).fetch('https://control/stripe/payments'),
  ]);
  const { payments } = PAYMENTS.parse(await answer.json());
  const paid = payments.filter(({ intent }) => to === null || intent.receipt_email === to);
  return { mails, texts, payments: paid };
}

/** `inbox.json?kind=mail|sms|payment&to=…`. */
export async function inboxJson(env: Env, query: URLSearchParams): Promise<Response> {
  const inbox = await readInbox(env, query.get('to'));
  const kind = query.get('kind');
  const messages = [...inbox.mails, ...inbox.texts].filter(
    (message) => kind === null || kind === message.kind,
  );
  const payments = Array.from(inbox.payments, (payment) => ({ kind: 'payment', ...payment }));
  const items = [...messages, ...(kind === null || kind === 'payment' ? payments : [])];
  return Response.json({ items });
}
