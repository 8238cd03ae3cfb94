/** Codes of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 s) and their set-up. */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';

/** As long as its hash, as RFC 4226 asks. */
const SECRET_BYTES = 20;
/** Clocks are a step off, and people type slowly. */
const WINDOW_STEPS = 1;
/** 80 bits: beyond guessing even by who holds its digest. */
const RECOVERY_CODE_BYTES = 10;
const RECOVERY_CODES = 10;

/** A new secret, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The 30-second step that a code belongs to, or null for a wrong one. */
export function totpStep(secret: string, code: string, now: number): number | null {
  const options = { token: code, secret: Secret.fromBase32(secret), timestamp: now };
  const delta = TOTP.validate({ ...options, window: WINDOW_STEPS });
  return delta === null ? null : TOTP.counter({ timestamp: now }) + delta;
}

/** The `otpauth:` address by which an app takes a secret. */
export const totpUri = (secret: string, issuer: string, label: string): string =>
  new TOTP({ issuer, label, secret }).toString();

/** A text as a QR code, an SVG. */
export const qrOf = (text: string): string => renderSVG(text, { border: 2 });

const base32 = (bytes: Uint8Array<ArrayBuffer>): string =>
  new Secret({ buffer: bytes.buffer }).base32;

/** Ten codes such as `ABCD-EFGH-IJKL-MNOP`, to be kept on paper. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const text = base32(new Uint8Array(randomBytes(RECOVERY_CODE_BYTES)));
    return (text.match(/.{4}/g) ?? []).join('-');
  });
