/** Who is let in: what an account asks for before it opens a session. */
import type { SessionId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { openSession } from './account.ts';
import type { AccountState } from './account.ts';
import { isOn, tryCode, usePasskey } from './second-factor.ts';
import type { CodeRefusal, CodeTools, PasskeyUse, SecondFactor } from './second-factor.ts';

/** What somebody brings beside what was checked already. */
export type SignInProof =
  /** The password, or a provider's word, was right; a code may come with it. */
  | { readonly kind: 'code'; readonly code: string | undefined; readonly by: WayIn }
  /** A passkey's signature was right: it asked for a finger or a PIN, so no password is needed. */
  | { readonly kind: 'passkey'; readonly use: PasskeyUse };

/**
 * What led to the account. It is asked for here once more: what was looked up a moment ago may have
 * been taken from the account since, as an address is that its owner has taken back.
 */
export type WayIn =
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'identity'; readonly login: string };

const leadsTo = (state: AccountState, way: WayIn): boolean =>
  way.kind === 'email'
    ? way.email === state.email
    : state.identities.some(({ login }) => login === way.login);

export type AdmissionRefusal =
  | CodeRefusal
  | { reason: 'code_required' }
  | { reason: 'challenge_void' }
  | { reason: 'account_closed' };

type Asked = { readonly id: SessionId; readonly device: string };

/** Opens a session for who proves enough; wrong codes are counted in the account. */
export function admit(
  state: AccountState,
  asked: Asked,
  proof: SignInProof,
  now: Milliseconds,
  tools: CodeTools,
): { readonly state: AccountState; readonly answer: Result<null, AdmissionRefusal> } {
  if (state.disabled) return { state, answer: fail({ reason: 'account_closed' }) };
  const opened = (secondFactor: SecondFactor, proved: boolean) => ({
    state: openSession({ ...state, secondFactor }, asked, proved, now),
    answer: ok(null),
  });
  const factor = state.secondFactor;
  if (proof.kind === 'passkey') {
    const used = usePasskey(factor, proof.use, now);
    if (used === null) return { state, answer: fail({ reason: 'challenge_void' }) };
    return opened(used, true);
  }
  if (!leadsTo(state, proof.by)) return { state, answer: fail({ reason: 'account_closed' }) };
  if (!isOn(factor)) return opened(factor, false);
  if (proof.code === undefined) return { state, answer: fail({ reason: 'code_required' }) };
  const tried = tryCode(factor, proof.code, now, tools);
  if (tried.answer.ok) return opened(tried.factor, true);
  return { state: { ...state, secondFactor: tried.factor }, answer: tried.answer };
}
