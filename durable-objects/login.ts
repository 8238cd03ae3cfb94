/** The one owner of who may sign in by an e-mail address, named by the address's keyed digest. */
import { DurableObject } from 'cloudflare:workers';
import type { AccountId } from '../src/kernel/ids.ts';
import { ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import {
  addUnproved,
  begin,
  claim,
  emptyLogin,
  letGo,
  setHash,
  succeeded,
} from '../src/customers/login.ts';
import type { Change, Credential, LoginState } from '../src/customers/login.ts';
import type { Begun, Throttled } from '../src/customers/port.ts';

const STATE = 'login';

export class Login extends DurableObject<Env> {
  #state: LoginState;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = ctx.storage.kv.get<LoginState>(STATE) ?? emptyLogin;
  }

  /** Tries for an address that nobody registered are counted in memory: they leave no storage. */
  begin(trusted: boolean): Result<Begun, Throttled> {
    const begun = begin(this.#state, Date.now(), trusted);
    if (!begun.ok) return begun;
    const { state, mayTry } = begun.value;
    this.#save(state);
    return ok({ credentials: state.credentials, mayTry });
  }

  succeeded(rehashed: { account: AccountId; hash: string } | null): void {
    const state = succeeded(this.#state);
    this.#save(rehashed === null ? state : setHash(state, rehashed.account, rehashed.hash));
  }

  credentials(): readonly Credential[] {
    return this.#state.credentials;
  }

  add(account: AccountId, hash: string | null, invited?: 'invited'): readonly AccountId[] {
    const fresh = { account, hash, at: Date.now(), invited: invited !== undefined };
    return this.#changed(addUnproved(this.#state, fresh));
  }

  claim(account: AccountId): Result<readonly AccountId[], { reason: 'taken' | 'unknown_account' }> {
    const claimed = claim(this.#state, account);
    return claimed.ok ? ok(this.#changed(claimed.value)) : claimed;
  }

  setHash(account: AccountId, hash: string): void {
    this.#save(setHash(this.#state, account, hash));
  }

  letGo(account: AccountId): void {
    this.#save(letGo(this.#state, account));
  }

  #changed({ state, dropped }: Change): readonly AccountId[] {
    this.#save(state);
    return dropped;
  }

  #save(state: LoginState): void {
    const { kv } = this.ctx.storage;
    if (state.credentials.length > 0) kv.put(STATE, state);
    else if (this.#state.credentials.length > 0) kv.delete(STATE);
    this.#state = state;
  }
}
