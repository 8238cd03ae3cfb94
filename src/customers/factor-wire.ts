/** The schemas of second factors and passkeys. */
import { z } from '@hono/zod-openapi';
import type { FactorView } from './factor-view.ts';
import type { MadeKey, UsedKey } from './passkey-use.ts';

/** Base64url, bounded: attestations of some authenticators carry certificates. */
const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/, 'Base64url without padding');
const keyId = bytes(1_400).min(1);
const code = z.string().min(1).max(40);
const label = z.string().trim().min(1).max(60);

const common = { id: keyId, rawId: keyId, type: z.literal('public-key') };
/** Extensions are not asked for, so what comes of them is left out. */
const clientExtensionResults = z
  .unknown()
  .optional()
  .transform((): Record<string, never> => ({}));

const MadeKeySchema = z.object({
  ...common,
  response: z
    .object({
      clientDataJSON: bytes(4_000),
      attestationObject: bytes(20_000),
      transports: z.array(z.string().max(20)).max(8).optional(),
    })
    .transform(({ transports, ...rest }) =>
      transports === undefined ? rest : { ...rest, transports },
    ),
  clientExtensionResults,
}) satisfies z.ZodType<MadeKey>;

export const UsedKeySchema = z
  .object({
    ...common,
    response: z
      .object({
        clientDataJSON: bytes(4_000),
        authenticatorData: bytes(4_000),
        signature: bytes(8_000),
        userHandle: bytes(128).nullish(),
      })
      .transform(({ userHandle, ...rest }) => (userHandle ? { ...rest, userHandle } : rest)),
    clientExtensionResults,
  })
  .openapi('PasskeyAnswer') satisfies z.ZodType<UsedKey>;

export const CodeRequest = z.strictObject({ code }).openapi('CodeRequest');
export const AddPasskeyRequest = z
  .strictObject({ label, response: MadeKeySchema })
  .openapi('AddPasskeyRequest');
export const PasskeyRequest = z.strictObject({ response: UsedKeySchema }).openapi('PasskeyRequest');
export const ProofRequest = z
  .strictObject({
    code: code.optional(),
    password: z.string().max(1_024).optional(),
    passkey: UsedKeySchema.optional(),
  })
  .refine((proof) => Object.values(proof).filter((given) => given !== undefined).length === 1, {
    message: 'One of code, password and passkey',
  })
  .openapi('ProofRequest');

export const FactorSchema = z
  .object({
    enabled: z.boolean(),
    app: z.boolean(),
    recovery_codes_left: z.int(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        created_at: z.iso.datetime(),
        used_at: z.iso.datetime().nullable(),
      }),
    ),
  })
  .openapi('SecondFactor') satisfies z.ZodType<FactorView>;

export const AppSetupSchema = z
  .object({
    secret: z.string(),
    uri: z.string().openapi({ example: 'otpauth://totp/Edgewise:ada@example.com?secret=…' }),
    qr_svg: z.string(),
  })
  .openapi('AppSetup');

export const RecoverySchema = z
  .object({ recovery_codes: z.array(z.string()) })
  .openapi('RecoveryCodes');

/** Handed to `navigator.credentials` as it is. */
export const BrowserOptionsSchema = z.looseObject({ challenge: z.string() });
