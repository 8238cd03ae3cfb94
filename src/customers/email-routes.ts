/** Changing the e-mail address of an account (api.md). */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { limitMails } from '../http/guards.ts';
import { problem, problemResponse } from '../http/problem.ts';
import { signedIn, signInFirst } from '../http/session.ts';
import { linkVoid, tooBusy, tooManyTries } from './auth-routes.ts';
import { askEmail, confirmEmail, undoEmail } from './email-change.ts';
import { ChangeEmailRequest, TokenRequest } from './wire.ts';

export const emailRoutes = newRouter();

const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const bad = problemResponse('Bad input, naming the field.');
const unauthorized = problemResponse('Not signed in.');
const done = { description: 'Done.' };
const link = problemResponse('The link is over, was used, or is not ours.');

emailRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/me/email',
    summary: 'Ask for another e-mail address; a link is mailed to it',
    middleware: [limitMails] as const,
    request: { body: body(ChangeEmailRequest) },
    responses: {
      202: { description: 'The same for every address.' },
      400: bad,
      401: unauthorized,
      403: problemResponse('The password is wrong, or `not_fresh`: prove yourself anew first.'),
      429: problemResponse('Too many tries.'),
      503: problemResponse('Too many passwords are being checked.'),
    },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    try {
      const asked = await askEmail(c.get('services').customers, signed, c.req.valid('json'));
      if (asked.ok) return c.body(null, 202);
      if (asked.reason === 'throttled') return tooManyTries(c, asked.waitMs);
      return problem(c, 403, asked.reason, 'Prove who you are first, and type your password.');
    } catch (error) {
      return tooBusy(c, error);
    }
  },
);

emailRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/confirm-email',
    summary: 'Take the new address by the link that was mailed to it; other devices are signed out',
    request: { body: body(TokenRequest) },
    responses: { 204: done, 400: link, 401: unauthorized },
  }),
  async (c) => {
    const signed = await signedIn(c);
    if (signed === null) return signInFirst(c);
    const { token } = c.req.valid('json');
    const taken = await confirmEmail(c.get('services').customers, token, signed.customer);
    return taken.ok ? c.body(null, 204) : linkVoid(c);
  },
);

emailRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/undo-email',
    summary: 'Take the old address back by the link that was mailed to it; all are signed out',
    request: { body: body(TokenRequest) },
    responses: { 204: done, 400: link },
  }),
  async (c) => {
    const undone = await undoEmail(c.get('services').customers, c.req.valid('json').token);
    return undone.ok ? c.body(null, 204) : linkVoid(c);
  },
);
