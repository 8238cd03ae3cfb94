/**
 * What the person of a session does to the account's second factor: proving it, adding to it and
 * taking from it. Whoever changes it must have proved just now all that the account asks for, since
 * a thief of a session would else lock its owner out.
 */
import { unreachable } from '../kernel/assert.ts';
import type { SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { openOne, withSession } from './account.ts';
import type { AccountState } from './account.ts';
import {
  addPasskey,
  confirmTotp,
  isOn,
  spend,
  tidied,
  tryCode,
  usePasskey,
} from './second-factor.ts';
import type {
  Challenge,
  CodeRefusal,
  CodeTools,
  Passkey,
  PasskeyUse,
  SecondFactor,
  Tried,
} from './second-factor.ts';
import { isFresh } from './sessions.ts';
import type { Session } from './sessions.ts';

export type FactorChange =
  | { readonly kind: 'begin_app'; readonly secret: string }
  | { readonly kind: 'confirm_app'; readonly code: string; readonly recovery: readonly string[] }
  | { readonly kind: 'remove_app' }
  | {
      readonly kind: 'add_passkey';
      readonly passkey: Passkey;
      readonly challenge: Challenge;
      readonly recovery: readonly string[];
    }
  | { readonly kind: 'remove_passkey'; readonly id: string }
  | { readonly kind: 'renew_recovery'; readonly recovery: readonly string[] };

/** How somebody who is signed in proves once more who they are. */
export type FactorProof =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'passkey'; readonly use: PasskeyUse }
  /** The password was right: enough only where there is no second factor. */
  | { readonly kind: 'password' };

export type FactorCommand = FactorChange | { readonly kind: 'prove'; readonly proof: FactorProof };

export type FactorRefusal =
  | CodeRefusal
  | { reason: 'signed_out' }
  | { reason: 'not_fresh' }
  | { reason: 'not_on' }
  | { reason: 'challenge_void' }
  | { reason: 'unknown_passkey' }
  | { reason: 'too_many_passkeys' };

export type FactorStep = {
  readonly state: AccountState;
  readonly answer: Result<null, FactorRefusal>;
};

/** The account after a command of one of its sessions; wrong tries are counted in it, too. */
export function factorStep(
  state: AccountState,
  session: SessionId,
  command: FactorCommand,
  now: Milliseconds,
  tools: CodeTools,
): FactorStep {
  const own = openOne(state, session, now);
  if (own === null) return refused(state, { reason: 'signed_out' });
  if (command.kind === 'prove') return prove(state, own, command.proof, now, tools);
  if (!isFresh(own, isOn(state.secondFactor), now)) return refused(state, { reason: 'not_fresh' });
  return change(state, own, command, now, tools);
}

const refused = (state: AccountState, reason: FactorRefusal): FactorStep => ({
  state,
  answer: fail(reason),
});

const kept = (state: AccountState, secondFactor: SecondFactor): FactorStep => ({
  state: { ...state, secondFactor: tidied(secondFactor) },
  answer: ok(null),
});

/** The same, and the session has proved it now. */
const proved = (
  state: AccountState,
  own: Session,
  secondFactor: SecondFactor,
  now: Milliseconds,
): FactorStep =>
  kept(withSession(state, { ...own, provedAt: now, confirmedAt: now }), secondFactor);

const tried = (state: AccountState, own: Session, step: Tried, now: Milliseconds): FactorStep =>
  step.answer.ok
    ? proved(state, own, step.factor, now)
    : { state: { ...state, secondFactor: step.factor }, answer: step.answer };

function prove(
  state: AccountState,
  own: Session,
  proof: FactorProof,
  now: Milliseconds,
  tools: CodeTools,
): FactorStep {
  const factor = state.secondFactor;
  if (proof.kind === 'password') {
    if (isOn(factor)) return refused(state, { reason: 'code_wrong' });
    return { state: withSession(state, { ...own, confirmedAt: now }), answer: ok(null) };
  }
  if (!isOn(factor)) return refused(state, { reason: 'not_on' });
  if (proof.kind === 'code') return tried(state, own, tryCode(factor, proof.code, now, tools), now);
  const used = usePasskey(factor, proof.use, now);
  if (used === null) return refused(state, { reason: 'challenge_void' });
  return proved(state, own, used, now);
}

function change(
  state: AccountState,
  own: Session,
  command: FactorChange,
  now: Milliseconds,
  tools: CodeTools,
): FactorStep {
  const factor = state.secondFactor;
  switch (command.kind) {
    case 'begin_app':
      return kept(state, { ...factor, pending: command.secret });
    case 'confirm_app': {
      const step = confirmTotp(factor, command.code, now, tools);
      const { recovery } = command;
      return tried(
        state,
        own,
        step.answer.ok ? { ...step, factor: { ...step.factor, recovery } } : step,
        now,
      );
    }
    case 'remove_app':
      return kept(state, { ...factor, totp: null, pending: null });
    case 'add_passkey': {
      const spent = spend(factor, command.challenge, now);
      if (spent === null) return refused(state, { reason: 'challenge_void' });
      const added = addPasskey(spent, command.passkey);
      if (!added.ok) return refused(state, { reason: 'too_many_passkeys' });
      const recovery = isOn(factor) ? factor.recovery : command.recovery;
      return proved(state, own, { ...added.value, recovery }, now);
    }
    case 'remove_passkey': {
      const passkeys = factor.passkeys.filter(({ id }) => id !== command.id);
      if (passkeys.length === factor.passkeys.length) {
        return refused(state, { reason: 'unknown_passkey' });
      }
      return kept(state, { ...factor, passkeys });
    }
    case 'renew_recovery':
      if (!isOn(factor)) return refused(state, { reason: 'not_on' });
      return kept(state, { ...factor, recovery: command.recovery });
    default:
      return unreachable(command);
  }
}
