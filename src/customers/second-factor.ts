/**
 * The second factor of an account: codes of an app (TOTP, RFC 6238), passkeys, and recovery codes
 * for who has lost both. Whatever proves it works once, and wrong tries make the next one wait.
 */
import { fail, ok } from '../kernel/result.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { ADDRESS_RULE, failedAgain, NO_FAILURES, waitOf } from './throttle.ts';
import type { Failures } from './throttle.ts';

export type Passkey = {
  /** Given by the authenticator, in base64url. */
  readonly id: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** Grows with each use where the authenticator counts; one that falls behind was copied. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdAt: Milliseconds;
  readonly usedAt: Milliseconds | null;
};

/** A challenge that a passkey has answered, kept until it would be over anyway. */
export type Challenge = { readonly id: string; readonly expires: Milliseconds };

export type SecondFactor = {
  /** An app's secret in base32, and the newest 30-second step a code was taken of. */
  readonly totp: { readonly secret: string; readonly lastStep: number } | null;
  /** A secret that was shown and not yet proved by a code. */
  readonly pending: string | null;
  /** Digests of the recovery codes that were not used. */
  readonly recovery: readonly string[];
  readonly passkeys: readonly Passkey[];
  readonly failures: Failures;
  readonly spent: readonly Challenge[];
};

export const NO_SECOND_FACTOR: SecondFactor = {
  totp: null,
  pending: null,
  recovery: [],
  passkeys: [],
  failures: NO_FAILURES,
  spent: [],
};

/** What codes are held against; both are synchronous, so that a try is one turn of the object. */
export type CodeTools = {
  /** The 30-second step that a code belongs to, or null for a wrong one. */
  readonly totpStep: (secret: string, code: string, now: Milliseconds) => number | null;
  readonly digest: (text: string) => string;
};

/** Keys of one account: a few devices and a spare. */
const MAX_PASSKEYS = 10;

/** True once something has to be proved beside the password. */
export const isOn = ({ totp, passkeys }: SecondFactor): boolean =>
  totp !== null || passkeys.length > 0;

/** Recovery codes are typed from paper: dashes, spaces and case are the reader's. */
export const normalCode = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase();

export type CodeRefusal = { reason: 'code_wrong' } | { reason: 'throttled'; waitMs: number };
export type Tried = {
  readonly factor: SecondFactor;
  readonly answer: Result<null, CodeRefusal>;
};

/** Tries a code of the app or a recovery code. What was right once is wrong the next time. */
export function tryCode(
  factor: SecondFactor,
  code: string,
  now: Milliseconds,
  tools: CodeTools,
): Tried {
  const waitMs = waitOf(factor.failures, ADDRESS_RULE, now);
  if (waitMs > 0) return { factor, answer: fail({ reason: 'throttled', waitMs }) };
  const typed = normalCode(code);
  const right = /^\d{6}$/.test(typed)
    ? withAppCode(factor, factor.totp?.secret ?? null, typed, now, tools)
    : withRecoveryCode(factor, typed, tools);
  if (right !== null) return { factor: { ...right, failures: NO_FAILURES }, answer: ok(null) };
  const failures = failedAgain(factor.failures, now);
  return { factor: { ...factor, failures }, answer: fail({ reason: 'code_wrong' }) };
}

function withAppCode(
  factor: SecondFactor,
  secret: string | null,
  code: string,
  now: Milliseconds,
  { totpStep }: CodeTools,
): SecondFactor | null {
  const step = secret === null ? null : totpStep(secret, code, now);
  if (secret === null || step === null) return null;
  const lastStep = factor.totp?.secret === secret ? factor.totp.lastStep : 0;
  return step > lastStep ? { ...factor, totp: { secret, lastStep: step } } : null;
}

function withRecoveryCode(
  factor: SecondFactor,
  typed: string,
  { digest }: CodeTools,
): SecondFactor | null {
  const used = digest(typed);
  if (!factor.recovery.includes(used)) return null;
  return { ...factor, recovery: factor.recovery.filter((known) => known !== used) };
}

/** Takes the app's secret into use once a code of it was typed. */
export function confirmTotp(
  factor: SecondFactor,
  code: string,
  now: Milliseconds,
  tools: CodeTools,
): Tried {
  const waitMs = waitOf(factor.failures, ADDRESS_RULE, now);
  if (waitMs > 0) return { factor, answer: fail({ reason: 'throttled', waitMs }) };
  const proved = withAppCode(factor, factor.pending, normalCode(code), now, tools);
  if (proved === null) {
    const failures = failedAgain(factor.failures, now);
    return { factor: { ...factor, failures }, answer: fail({ reason: 'code_wrong' }) };
  }
  return { factor: { ...proved, pending: null, failures: NO_FAILURES }, answer: ok(null) };
}

/** Adds a key, or refuses one too many. A key that is known already replaces itself. */
export function addPasskey(
  factor: SecondFactor,
  passkey: Passkey,
): Result<SecondFactor, { reason: 'too_many_passkeys' }> {
  const others = factor.passkeys.filter(({ id }) => id !== passkey.id);
  if (others.length >= MAX_PASSKEYS) return fail({ reason: 'too_many_passkeys' });
  return ok({ ...factor, passkeys: [...others, passkey] });
}

/** Spends a challenge, or null where it was spent before. */
export function spend(
  factor: SecondFactor,
  challenge: Challenge,
  now: Milliseconds,
): SecondFactor | null {
  if (factor.spent.some(({ id }) => id === challenge.id)) return null;
  const live = factor.spent.filter(({ expires }) => expires > now);
  return { ...factor, spent: [...live, challenge] };
}

export type PasskeyUse = {
  readonly id: string;
  /** What the authenticator counts; 0 for one that does not. */
  readonly counter: number;
  readonly challenge: Challenge;
};

/**
 * Takes note of an answer whose signature was right. Null where it must not count all the same: the
 * challenge was answered before, or the key is behind its own count, as a copy of it would be.
 */
export function usePasskey(
  factor: SecondFactor,
  { id, counter, challenge }: PasskeyUse,
  now: Milliseconds,
): SecondFactor | null {
  const key = factor.passkeys.find((known) => known.id === id);
  const spent = spend(factor, challenge, now);
  if (key === undefined || spent === null) return null;
  const copied = key.counter > 0 && counter <= key.counter;
  if (copied) return null;
  const used = { ...key, counter, usedAt: now };
  return { ...spent, passkeys: spent.passkeys.map((known) => (known.id === id ? used : known)) };
}

/** Without anything left to prove, recovery codes have nothing to recover. */
export const tidied = (factor: SecondFactor): SecondFactor =>
  isOn(factor) ? factor : { ...factor, recovery: [] };

/**
 * A second factor as it was before, given back to who lost the account in between. What was used
 * up since then stays used up.
 */
export function restored(before: SecondFactor, since: SecondFactor): SecondFactor {
  const lastStep = Math.max(before.totp?.lastStep ?? 0, since.totp?.lastStep ?? 0);
  const renewed = !since.recovery.some((code) => before.recovery.includes(code));
  const counterOf = (id: string) => since.passkeys.find((key) => key.id === id)?.counter ?? 0;
  return {
    ...before,
    totp: before.totp === null ? null : { ...before.totp, lastStep },
    pending: null,
    recovery: renewed ? before.recovery : since.recovery,
    passkeys: before.passkeys.map((key) => ({
      ...key,
      counter: Math.max(key.counter, counterOf(key.id)),
    })),
    failures: since.failures,
    spent: since.spent,
  };
}

/** What an account tells of its second factor: nothing that would prove it. */
export type FactorFacts = {
  readonly on: boolean;
  readonly app: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly Omit<Passkey, 'publicKey' | 'counter'>[];
};

export const factorFacts = (factor: SecondFactor): FactorFacts => ({
  on: isOn(factor),
  app: factor.totp !== null,
  recoveryCodes: factor.recovery.length,
  passkeys: factor.passkeys.map(({ publicKey: _key, counter: _counter, ...shown }) => shown),
});

export type FactorFailure = Failure<CodeRefusal>;
