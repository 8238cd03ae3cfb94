/** Staff and their invitations, API keys, and the log of what was done (api.md). */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { passwordText } from '../customers/password.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { tellDone } from '../http/act-log.ts';
import { required } from '../kernel/assert.ts';
import { randomBytesHex, randomId, sha256 } from '../platform/crypto.ts';
import { changeStaff, inviteStaff, joinStaff, listStaff } from './service.ts';
import { allEntries, checkLog } from './audit-reads.ts';
import { makeKey } from './keys.ts';
import { apiKeyView, auditView, memberView } from './view.ts';
import {
  AcceptInput,
  ApiKeySchema,
  AuditCheckSchema,
  AuditListSchema,
  AuditQuery,
  InviteInput,
  listOf,
  MadeKeySchema,
  MemberListSchema,
  MemberSchema,
  NewKeyInput,
  StaffChangeInput,
  StaffQuery,
} from './wire.ts';

export const staffRoutes = newRouter();

const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const bad = problemResponse('Bad input, naming the field.');
const member = jsonResponse(MemberSchema, 'The member.');
const IdParam = z.object({ id: z.string().max(64) });

export const KEY_TOOLS = {
  newId: () => randomBytesHex(5),
  newSecret: () => randomId(32),
  digest: sha256,
};

staffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/staff',
    summary: 'Who is staff, and who was asked to be',
    request: { query: StaffQuery },
    responses: { 200: jsonResponse(MemberListSchema, 'The newest first.'), 400: bad },
  }),
  async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const page = await listStaff(c.get('services'), cursor ?? null, limit);
    return c.json({ ...page, items: page.items.map(memberView) }, 200);
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/staff/invitations',
    summary: 'Invite somebody by mail; the link works once, for seven days',
    request: { body: body(InviteInput) },
    responses: { 201: member, 400: bad },
  }),
  async (c) => {
    const { email, role, seller_id: sellerId } = c.req.valid('json');
    const invited = await inviteStaff(c.get('services'), email, { role, sellerId }, 'staff');
    if (!invited.ok) throw new Error(`staff may ask anybody, and were told ${invited.reason}`);
    await tellDone(c, { account: invited.value.id });
    return c.json(memberView(invited.value), 201);
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/api/admin/staff/{id}',
    summary: 'Change a role, or disable somebody: it holds from their next request on',
    request: { params: IdParam, body: body(StaffChangeInput) },
    responses: {
      200: member,
      400: bad,
      404: problemResponse('Nobody of that id is staff.'),
      409: problemResponse('Nobody changes themselves.'),
    },
  }),
  async (c) => {
    const { role, seller_id: sellerId, disabled } = c.req.valid('json');
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(sellerId === undefined ? {} : { sellerId }),
      ...(disabled === undefined ? {} : { disabled }),
    };
    const actor = required(c.get('actor'), 'the guard knows who acts');
    const changed = await changeStaff(c.get('services'), actor, c.req.valid('param').id, change);
    if (changed.ok) return c.json(memberView(changed.value), 200);
    switch (changed.reason) {
      case 'own_account':
        return problem(c, 409, 'own_account', 'Ask another owner to change your own role.');
      case 'unknown_member':
        return problem(c, 404, 'unknown_member', 'Nobody of that id is staff.');
      case 'no_goods':
        return invalidFields(c, [{ pointer: '/seller_id', detail: 'Whose goods do they sell?' }]);
    }
  },
);

const linkVoid = (c: Context<AppEnv>) =>
  problem(c, 400, 'link_void', 'This link is over, was used already, or is not ours.');

staffRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/auth/accept-invitation',
    summary: 'Become staff by the link that was mailed; a new person chooses name and password',
    request: { body: body(AcceptInput) },
    responses: { 204: { description: 'Now sign in.' }, 400: bad },
  }),
  async (c) => {
    const { token, name, password } = c.req.valid('json');
    const chosen = name === undefined || password === undefined ? null : { name, password };
    const accepted = await joinStaff(c.get('services'), { token, chosen }, c.req.path);
    if (accepted.ok) return c.body(null, 204);
    switch (accepted.reason) {
      case 'link_void':
        return linkVoid(c);
      case 'weak_password':
        return invalidFields(c, [{ pointer: '/password', detail: passwordText(accepted.fault) }]);
      case 'choice_required':
        return invalidFields(c, [{ pointer: '/password', detail: 'Choose a name and a password' }]);
    }
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/api-keys',
    summary: 'The keys of programs, without their secrets',
    responses: { 200: jsonResponse(listOf(ApiKeySchema), 'The keys.') },
  }),
  async (c) => {
    const keys = await c.get('services').staffBook.keys();
    return c.json({ items: keys.map(apiKeyView), next_cursor: null }, 200);
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api/admin/api-keys',
    summary: 'Make a key for a program',
    request: { body: body(NewKeyInput) },
    responses: {
      201: jsonResponse(MadeKeySchema, 'The key, shown this once.'),
      400: bad,
      409: problemResponse('There are 100 keys already.'),
    },
  }),
  async (c) => {
    const { staffBook } = c.get('services');
    const made = await makeKey(staffBook, c.req.valid('json'), Date.now(), KEY_TOOLS);
    if (!made.ok) return problem(c, 409, 'too_many_keys', 'Revoke a key before you make another.');
    const { id, scopes } = made.value.key;
    await tellDone(c, { key: id, scopes });
    return c.json({ ...apiKeyView(made.value.key), key: made.value.text }, 201);
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api/admin/api-keys/{id}',
    summary: 'Revoke a key',
    request: { params: IdParam },
    responses: {
      204: { description: 'It opens nothing any more.' },
      404: problemResponse('There is no such key.'),
    },
  }),
  async (c) => {
    const revoked = await c.get('services').staffBook.revokeKey(c.req.valid('param').id);
    return revoked ? c.body(null, 204) : problem(c, 404, 'unknown_key', 'There is no such key.');
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/audit',
    summary: 'What staff did, the newest first',
    request: { query: AuditQuery },
    responses: { 200: jsonResponse(AuditListSchema, 'Entries of the log.'), 400: bad },
  }),
  async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const entries = await c.get('services').audit.below(cursor ?? null, limit);
    const last = entries.at(-1)?.sequence ?? 1;
    const next = entries.length === limit && last > 1 ? String(last) : null;
    return c.json({ items: entries.map(auditView), next_cursor: next }, 200);
  },
);

staffRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/audit/check',
    summary: 'Whether the chain of the log is whole',
    responses: { 200: jsonResponse(AuditCheckSchema, 'What it found.') },
  }),
  async (c) => {
    const { head, brokenAt } = await checkLog(c.get('services').audit, sha256);
    const entries = head.sequence;
    const found = { whole: brokenAt === null, entries, head: head.hash, broken_at: brokenAt };
    return c.json(found, 200);
  },
);

const encoder = new TextEncoder();

staffRoutes.openAPIRegistry.registerPath({
  method: 'get',
  path: '/api/admin/audit/export',
  summary: 'The whole log, one entry a line, the oldest first',
  responses: {
    200: {
      description: 'Each line holds its own hash and the one before.',
      content: { 'application/x-ndjson': { schema: z.string() } },
    },
  },
});

staffRoutes.get('/api/admin/audit/export', (c) => {
  const pages = allEntries(c.get('services').audit);
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done === true) return controller.close();
      const lines = value.map((entry) => `${JSON.stringify(auditView(entry))}\n`);
      controller.enqueue(encoder.encode(lines.join('')));
    },
  });
  return c.body(stream, 200, {
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="audit.ndjson"',
  });
});
