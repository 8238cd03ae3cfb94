/** Webhooks of payment providers: verified, queued by id, answered. Nothing is decided here. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { log } from '../platform/log.ts';

export const paymentRoutes = newRouter();

const Received = z.object({ received: z.literal(true), ours: z.boolean() }).openapi('Received');

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
    const notice = await c.get('services').readWebhook(await c.req.text(), signature);
    if (notice === null) {
      return problem(c, 400, 'bad_signature', 'This webhook was not signed by Stripe just now.');
    }
    const { orderId, eventId, type } = notice;
    log('info', 'webhook', { stripe_event: eventId, type, ours: orderId !== null });
    if (orderId !== null) await c.env.PAYMENT_WEBHOOKS.send({ orderId, eventId });
    return c.json({ received: true as const, ours: orderId !== null }, 200);
  },
);
