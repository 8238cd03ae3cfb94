/** The schemas of accounts. Unknown fields are refused. */
import { z } from '@hono/zod-openapi';
import { ADDRESS_FIELDS, text } from '../http/address-schema.ts';
import { CURRENCIES } from '../kernel/money.ts';
import { MAX_PASSWORD } from './password.ts';
import { isLanguage, normalPhone } from './profile.ts';
import type { AccountView, AddressView, SessionView } from './view.ts';

const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullish()
    .transform((value) => value || null);
/** Longer than any password is, so that one too long is refused as such and never cut. */
const password = z.string().max(4 * MAX_PASSWORD);
const email = z.email().max(254);
const token = z.string().min(1).max(500);

export const RegisterRequest = z
  .strictObject({ email, password, name: text(100) })
  .openapi('RegisterRequest');
export const LoginRequest = z
  .strictObject({ email, password, code: z.string().max(40).optional() })
  .openapi('LoginRequest');
export const RefreshRequest = z
  .strictObject({ refresh_token: token.optional() })
  .openapi('RefreshRequest');
export const EmailRequest = z.strictObject({ email }).openapi('EmailRequest');
export const TokenRequest = z.strictObject({ token }).openapi('TokenRequest');
export const ResetRequest = z.strictObject({ token, password }).openapi('ResetRequest');
export const ChangePasswordRequest = z
  .strictObject({ current_password: password, password })
  .openapi('ChangePasswordRequest');
export const ChangeEmailRequest = z.strictObject({ email, password }).openapi('ChangeEmailRequest');
export const DeleteRequest = z.strictObject({ password }).openapi('DeleteAccountRequest');

const phone = z
  .string()
  .max(40)
  .refine((value) => normalPhone(value) !== null, 'As +49 30 1234567')
  .transform((value) => normalPhone(value));

export const ProfileRequest = z
  .strictObject({
    name: text(100).optional(),
    phone: phone.nullable().optional(),
    locale: z.string().max(5).refine(isLanguage, 'A language, such as en or de-AT').optional(),
    currency: z.enum(CURRENCIES).optional(),
    marketing: z.boolean().optional(),
  })
  .openapi('ProfileRequest');

export const AddressRequest = z
  .strictObject({
    ...ADDRESS_FIELDS,
    line2: optionalText(200),
    region: optionalText(100),
    is_default_shipping: z.boolean().default(false),
    is_default_billing: z.boolean().default(false),
  })
  .openapi('AddressRequest');

export const SessionSchema = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    refresh_token: z.string(),
    account: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  })
  .openapi('Session');

export const AddressSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    line1: z.string(),
    line2: z.string().nullable(),
    city: z.string(),
    region: z.string().nullable(),
    postal_code: z.string(),
    country: z.string(),
    is_default_shipping: z.boolean(),
    is_default_billing: z.boolean(),
  })
  .openapi('SavedAddress') satisfies z.ZodType<AddressView>;

export const AccountSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    email_verified: z.boolean(),
    created_at: z.iso.datetime(),
    phone: z.string().nullable(),
    locale: z.string(),
    currency: z.string(),
    marketing: z.enum(['none', 'asked', 'given']),
  })
  .openapi('Account') satisfies z.ZodType<AccountView>;

export const DeviceSchema = z
  .object({
    id: z.string(),
    device: z.string(),
    created_at: z.iso.datetime(),
    used_at: z.iso.datetime(),
    current: z.boolean(),
  })
  .openapi('Device') satisfies z.ZodType<SessionView>;

/** A list of a bounded length is one page. */
export const listOf = <S extends z.ZodType>(schema: S) =>
  z.object({ items: z.array(schema), next_cursor: z.null() });
