/** Webhooks of payment providers: verified, queued by id, answered. Nothing is decided here. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { log } from '../platform/log.ts';

export const paymentRoutes = newRouter();

/** `ours` is null where only the provider can say whose payment it is; it is asked later. */
const Received = z
  .object({ received: z.literal(true), ours: z.boolean().nullable() })
  .openapi('Received');

paymentRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/webhooks/stripe',
    summary: "Stripe's webhook",
    responses: {
      200: jsonResponse(Received, 'Durably queued, or not about an order of this shop.'),
      400: problemResponse('The signature is missing, forged or too old.'),
    },
  }),
  async (c) => {
    const signature = c.req.header('stripe-signature') ?? '';
    const webhook = await c.get('services').readWebhook(await c.req.text(), signature);
    if (webhook === null) {
      return problem(c, 400, 'bad_signature', 'This webhook was not signed by Stripe just now.');
    }
    const { notice, eventId, type } = webhook;
    const ours = notice === null ? false : 'orderId' in notice ? true : null;
    log('info', 'webhook', { stripe_event: eventId, type, ours });
    if (notice !== null) await c.env.PAYMENT_WEBHOOKS.send({ ...notice, eventId });
    return c.json({ received: true as const, ours }, 200);
  },
);
