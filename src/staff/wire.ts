/** The schemas of staff, API keys and the log. Unknown fields are refused. */
import { z } from '@hono/zod-openapi';
import { ROLES } from '../customers/roles.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, numberIn } from '../kernel/page.ts';
import { PERMISSIONS, SCOPES } from './permissions.ts';
import type { ApiKeyView, AuditView, MemberView } from './view.ts';

const role = z.enum(ROLES);
const sellerId = z.string().regex(/^[\w-]{1,64}$/, 'A seller’s id');
const isNamed = (post: { role?: string | undefined; seller_id?: string | null | undefined }) =>
  post.role !== 'seller' || typeof post.seller_id === 'string';
const naming = { path: ['seller_id'], message: 'Whose goods does the seller sell?' };

export const InviteInput = z
  .strictObject({
    email: z.email().max(254),
    role: role.exclude(['customer']),
    seller_id: sellerId.nullable().default(null),
  })
  .refine(isNamed, naming)
  .openapi('StaffInvitation');

export const StaffChangeInput = z
  .strictObject({
    role: role.optional(),
    seller_id: sellerId.nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .openapi('StaffChange');

export const AcceptInput = z
  .strictObject({
    token: z.string().min(1).max(500),
    name: z.string().trim().min(1).max(100).optional(),
    password: z.string().max(1_024).optional(),
  })
  .openapi('AcceptInvitation');

export const NewKeyInput = z
  .strictObject({
    label: z.string().trim().min(1).max(60),
    scopes: z.array(z.enum(SCOPES)).min(1).max(PERMISSIONS.length),
  })
  .openapi('NewApiKey');

export const MemberSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    seller_id: z.string().nullable(),
    disabled: z.boolean(),
    second_factor: z.boolean(),
    invited_as: role.nullable(),
  })
  .openapi('StaffMember') satisfies z.ZodType<MemberView>;

export const ApiKeySchema = z
  .object({
    id: z.string(),
    prefix: z.string(),
    label: z.string(),
    scopes: z.array(z.string()),
    created_at: z.iso.datetime(),
    used_at: z.iso.datetime().nullable(),
  })
  .openapi('ApiKey') satisfies z.ZodType<ApiKeyView>;

export const MadeKeySchema = ApiKeySchema.extend({
  key: z.string().openapi({ description: 'Shown this once.' }),
}).openapi('MadeApiKey');

export const AuditSchema = z
  .object({
    sequence: z.int(),
    at: z.iso.datetime(),
    actor: z.string(),
    permission: z.string(),
    method: z.string(),
    path: z.string(),
    detail: z.string(),
    answers: z.int().nullable(),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .openapi('AuditEntry') satisfies z.ZodType<AuditView>;

export const AuditListSchema = z.object({
  items: z.array(AuditSchema),
  next_cursor: z.string().nullable(),
});

export const AuditCheckSchema = z
  .object({ whole: z.boolean(), entries: z.int(), head: z.string(), broken_at: z.int().nullable() })
  .openapi('AuditCheck');

export const MemberListSchema = z.object({
  items: z.array(MemberSchema),
  next_cursor: z.string().nullable(),
});

export const StaffQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z
    .string()
    .max(500)
    .transform((cursor, context): number => {
      const place = numberIn(cursor);
      if (place !== null) return place;
      context.addIssue({ code: 'custom', message: 'Not a cursor of this list' });
      return z.NEVER;
    })
    .openapi({ type: 'string' })
    .optional(),
});

export const AuditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  cursor: z.coerce.number().int().min(1).optional(),
});

export const listOf = <S extends z.ZodType>(schema: S) =>
  z.object({ items: z.array(schema), next_cursor: z.null() });
