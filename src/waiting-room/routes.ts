/** A sale's waiting room (api.md): its line, a ticket, one's place, and the pass. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { CAPTCHA_HEADER } from '../http/captcha.ts';
import { mayTakeTicket } from '../http/guards.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { publicText } from '../http/public.ts';
import {
  hasProved,
  keepPass,
  keepTicket,
  shopperOf,
  standingOf,
  ticketOf,
} from '../http/waiting.ts';
import { asSaleId } from '../kernel/ids.ts';
import { rfc3339, SECOND_MS } from '../kernel/time.ts';
import { LINE_FRESH_MS } from './line.ts';
import type { PassRefusal, PlaceRefusal, TicketRefusal } from './service.ts';
import { lineView, standingView } from './view.ts';
import {
  LineSchema,
  PassSchema,
  SaleIdSchema,
  StandingSchema,
  TicketRequest,
  WorkSchema,
} from './wire.ts';
import { WORK_BITS } from './work.ts';

export const saleRoutes = newRouter();

const params = z.object({ id: SaleIdSchema });
const answers = {
  400: problemResponse('Bad input, naming the field.'),
  403: problemResponse('No ticket for this: forged, of somebody else, or of another sale.'),
  404: problemResponse('No such sale.'),
  409: problemResponse('Not now.'),
  410: problemResponse('The sale is over, or sold out for good.'),
};
/** When to claim again where a token was missing. */
const WAIT_S = 2;
const HELD_S = 10;

/** What nobody gets at a sale's edge, and why. */
export function roomRefused(
  c: Context<AppEnv>,
  refusal: TicketRefusal | PlaceRefusal | PassRefusal,
) {
  switch (refusal.reason) {
    case 'unknown_sale':
      return problem(c, 404, 'unknown_sale', 'There is no such sale.');
    case 'sale_over':
      return problem(c, 410, 'sale_over', 'This sale is over.');
    case 'sold_out':
      return problem(c, 410, 'sold_out', 'All of it is sold, and nothing will come back.');
    case 'too_early': {
      const opens_at = rfc3339(refusal.opensAt);
      return problem(c, 409, 'too_early', `The waiting room opens at ${opens_at}.`, { opens_at });
    }
    case 'account_required':
      return problem(c, 403, 'account_required', 'This sale is for accounts: sign in first.');
    case 'proof_required':
      return proofRequired(c);
    case 'too_fast':
      c.header('Retry-After', '60');
      return problem(c, 403, 'too_many_tickets', 'Too many tickets went to this address.');
    case 'denied':
      return problem(c, 403, 'denied', 'No tickets are given to this address.');
    case 'invitation_invalid':
      return problem(c, 403, 'invitation_invalid', 'This invitation is not for you.');
    case 'ticket_invalid':
      return problem(c, 403, 'ticket_invalid', 'This is no ticket of this sale.');
    case 'ticket_of_another':
      return problem(c, 403, 'ticket_of_another', 'This ticket was given to somebody else.');
    case 'network_full':
      return problem(c, 403, 'network_full', 'As many as may have come from your network.');
    case 'not_your_turn':
      return problem(c, 409, 'not_your_turn', 'Others are before you.', {
        state: refusal.place.kind,
      });
    case 'wait':
      c.header('Retry-After', String(WAIT_S));
      return problem(c, 409, 'wait', 'It is your turn; ask again in a moment.');
    case 'paused':
      c.header('Retry-After', String(HELD_S));
      return problem(c, 409, 'paused', 'The sale is paused. Your place is kept.');
    case 'held':
      c.header('Retry-After', String(HELD_S));
      return problem(c, 409, 'held', 'All that is left is being paid; some of it may come back.');
    case 'bought':
      return problem(c, 409, 'bought', 'You have an order of this sale.');
  }
}

function proofRequired(c: Context<AppEnv>) {
  const captcha = c.get('services').config.captcha?.siteKey ?? null;
  const site = captcha === null ? {} : { captcha: { provider: 'turnstile', site_key: captcha } };
  const how = `Solve a captcha (${CAPTCHA_HEADER}), or do the work of GET …/work.`;
  return problem(c, 403, 'proof_required', how, { ...site, bits: WORK_BITS });
}

saleRoutes.openAPIRegistry.registerPath(
  createRoute({
    method: 'get',
    path: '/api/sales/{id}/line',
    summary: 'How far a sale is served: one document for everybody',
    request: { params },
    responses: { 200: jsonResponse(LineSchema, 'The serving line.'), 404: answers[404] },
  }),
);

saleRoutes.get('/api/sales/:id/line', async (c) => {
  const id = asSaleId(c.req.param('id'));
  const line = id === null ? null : await c.get('services').sales.rooms.line(id);
  if (line === null) return roomRefused(c, { reason: 'unknown_sale' });
  return publicText(c, {
    text: JSON.stringify(lineView(line)),
    contentType: 'application/json',
    maxAgeS: LINE_FRESH_MS / SECOND_MS,
    tags: 'sales',
  });
});

saleRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/sales/{id}/work',
    summary:
      'Work to do instead of a captcha: a nonce whose SHA-256 with the challenge begins with zeros',
    request: { params },
    responses: { 200: jsonResponse(WorkSchema, 'The challenge, as `sha256(challenge:nonce)`.') },
  }),
  async (c) => {
    const { visitor } = await shopperOf(c);
    const challenge = c.get('services').sales.work.challenge(c.req.valid('param').id, visitor);
    return c.json({ challenge, bits: WORK_BITS }, 200);
  },
);

saleRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/sales/{id}/ticket',
    summary: 'Take a ticket; who holds one gets it back with their place',
    request: {
      params,
      body: { content: { 'application/json': { schema: TicketRequest } } },
    },
    responses: { 200: jsonResponse(StandingSchema, 'The ticket and its place.'), ...answers },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const { invitation, work } = c.req.valid('json');
    const shopper = await shopperOf(c);
    const taken = await c.get('services').sales.rooms.ticket(id, {
      shopper,
      held: ticketOf(c, id),
      invitation: invitation ?? null,
      proved: () =>
        hasProved(c, id, shopper.visitor, { work, token: c.req.header(CAPTCHA_HEADER) }),
      slowEnough: () => mayTakeTicket(c),
    });
    if (!taken.ok) return roomRefused(c, taken);
    keepTicket(c, id, taken.value.ticket);
    return c.json(standingView(taken.value), 200);
  },
);

const noTicket = { reason: 'ticket_invalid' } as const;

saleRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/sales/{id}/place',
    summary: "One's place in the line, from the serving line alone",
    request: { params },
    responses: { 200: jsonResponse(StandingSchema, 'The place.'), ...answers },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const ticket = ticketOf(c, id);
    if (ticket === null) return roomRefused(c, noTicket);
    const found = await standingOf(c, id, ticket);
    return found.ok ? c.json(standingView(found.value), 200) : roomRefused(c, found);
  },
);

saleRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/sales/{id}/claim',
    summary: 'Claim the pass once it is your turn; a live one is given again',
    request: { params },
    responses: { 200: jsonResponse(PassSchema, 'The pass, good for one order.'), ...answers },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const ticket = ticketOf(c, id);
    if (ticket === null) return roomRefused(c, noTicket);
    const { rooms } = c.get('services').sales;
    const claimed = await rooms.claim(id, await shopperOf(c), ticket);
    if (!claimed.ok) return roomRefused(c, claimed);
    const { pass, expiresAt } = claimed.value;
    keepPass(c, id, pass, expiresAt - Date.now());
    return c.json({ pass, expires_at: rfc3339(expiresAt) }, 200);
  },
);
