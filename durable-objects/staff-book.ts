/** The one owner of the list of staff and of API keys. Staff are few: it is one object. */
import { DurableObject } from 'cloudflare:workers';
import type { AccountId } from '../src/kernel/ids.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Failure, Ok } from '../src/kernel/result.ts';
import { MINUTE_MS } from '../src/kernel/time.ts';
import type { ApiKey, ApiKeyFacts } from '../src/staff/api-key.ts';
import type { MemberPage } from '../src/staff/port.ts';

const STATE = 'staff';
/** Programs that work for one shop; each key is asked for by its id. */
const MAX_KEYS = 100;
/** The last use is told to the minute: a busy key must not write with each request. */
const USE_NOTED_MS = MINUTE_MS;

type State = { readonly members: readonly AccountId[]; readonly keys: readonly ApiKey[] };

const factsOf = ({ digest: _digest, ...facts }: ApiKey): ApiKeyFacts => facts;

export class StaffBook extends DurableObject<Env> {
  #state: State;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = ctx.storage.kv.get<State>(STATE) ?? { members: [], keys: [] };
  }

  /** Who entered before the place `below`, or of all, the newest first; and where to go on. */
  members(below: number | null, limit: number): MemberPage {
    const { members } = this.#state;
    const end = Math.max(0, Math.min(below ?? members.length, members.length));
    const from = Math.max(end - limit, 0);
    return { ids: members.slice(from, end).toReversed(), next: from === 0 ? null : from };
  }

  known(accounts: readonly AccountId[]): readonly AccountId[] {
    return accounts.filter((account) => this.#state.members.includes(account));
  }

  enter(account: AccountId): void {
    const { members } = this.#state;
    if (!members.includes(account)) this.#save({ ...this.#state, members: [...members, account] });
  }

  keys(): readonly ApiKeyFacts[] {
    return this.#state.keys.map(factsOf);
  }

  addKey(key: ApiKey): Ok<null> | Failure<{ reason: 'too_many_keys' }> {
    if (this.#state.keys.length >= MAX_KEYS) return fail({ reason: 'too_many_keys' });
    this.#save({ ...this.#state, keys: [...this.#state.keys, key] });
    return ok(null);
  }

  revokeKey(id: string): boolean {
    const keys = this.#state.keys.filter((key) => key.id !== id);
    if (keys.length === this.#state.keys.length) return false;
    this.#save({ ...this.#state, keys });
    return true;
  }

  useKey(id: string, digest: string): ApiKeyFacts | null {
    const key = this.#state.keys.find((known) => known.id === id && known.digest === digest);
    if (key === undefined) return null;
    const now = Date.now();
    if (key.usedAt === null || now - key.usedAt >= USE_NOTED_MS) {
      const keys = this.#state.keys.map((one) => (one.id === id ? { ...one, usedAt: now } : one));
      this.#save({ ...this.#state, keys });
    }
    return factsOf(key);
  }

  #save(state: State): void {
    this.ctx.storage.kv.put(STATE, state);
    this.#state = state;
  }
}
