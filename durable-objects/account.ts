/** The one owner of an account: its profile, its addresses and where it is signed in. */
import { DurableObject } from 'cloudflare:workers';
import {
  closeSession,
  closeSessions,
  isOpen,
  newAccount,
  openSession,
  refresh,
} from '../src/customers/account.ts';
import type { AccountState, RefreshRefusal, Session } from '../src/customers/account.ts';
import { changed } from '../src/customers/profile.ts';
import type { AccountHappening } from '../src/customers/events.ts';
import type {
  AccountChange,
  AccountFacts,
  ChangeAnswer,
  Refreshed,
} from '../src/customers/port.ts';
import { required } from '../src/kernel/assert.ts';
import { asAccountId } from '../src/kernel/ids.ts';
import type { AccountId, SessionId } from '../src/kernel/ids.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { Outbox, OUTBOX_TABLE } from '../src/platform/outbox.ts';

const STATE = 'account';

export class Account extends DurableObject<Env> {
  readonly #id: AccountId;
  readonly #schema: ObjectSchema;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;
  #state: AccountState | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'an Account is named by its id');
    this.#id = required(asAccountId(name), 'an Account is named by its id');
    this.#schema = new ObjectSchema(ctx.storage, [OUTBOX_TABLE]);
    this.#alarm = new Alarm(ctx.storage);
    const options = { retryMs: configOf(env).outboxRetryMs, delayMs: 0 };
    this.#outbox = new Outbox(ctx.storage.sql, env.EVENTS, { kind: 'account', name }, options);
    this.#state = ctx.storage.kv.get<AccountState>(STATE) ?? null;
    if (!this.#schema.empty) this.#outbox.wake(Date.now());
  }

  create(person: { readonly email: string; readonly name: string }): void {
    if (this.#state !== null) return;
    this.#schema.prepare();
    this.#save(newAccount(this.#id, person, Date.now()));
    this.note('registered');
  }

  facts(): AccountFacts | null {
    return this.#state === null ? null : factsOf(this.#state);
  }

  whois(session: SessionId): AccountFacts | null {
    const state = this.#state;
    return state !== null && isOpen(state, session, Date.now()) ? factsOf(state) : null;
  }

  openSession(session: { readonly id: SessionId; readonly device: string }): AccountFacts | null {
    if (this.#state === null || this.#state.disabled) return null;
    this.#save(openSession(this.#state, session, Date.now()));
    return factsOf(this.#state);
  }

  refresh(session: SessionId, counter: number): Result<Refreshed, RefreshRefusal> {
    if (this.#state === null) return fail({ reason: 'signed_out' });
    const { state, answer } = refresh(this.#state, session, counter, Date.now());
    this.#save(state);
    return answer.ok ? ok({ session: answer.value, facts: factsOf(state) }) : answer;
  }

  sessions(): readonly Session[] {
    return this.#state?.sessions ?? [];
  }

  close(which: { readonly one: SessionId } | { readonly allBut: SessionId | null }): void {
    if (this.#state === null) return;
    this.#save(
      'one' in which
        ? closeSession(this.#state, which.one)
        : closeSessions(this.#state, which.allBut),
    );
  }

  change(change: AccountChange): ChangeAnswer {
    if (this.#state === null) return fail({ reason: 'unknown_account' });
    const next = changed(this.#state, change, Date.now());
    if (!next.ok) return next;
    const asked =
      next.value.marketing.state === 'asked' && next.value.marketing !== this.#state.marketing;
    this.#save(next.value);
    if (asked) this.note('marketing_asked');
    return ok(factsOf(next.value));
  }

  note(happening: AccountHappening): void {
    if (this.#state === null) return;
    const now = Date.now();
    const version = this.#state.version + 1;
    const state = { ...this.#state, version };
    if (happening === 'verified') this.#save({ ...state, verifiedAt: state.verifiedAt ?? now });
    else if (happening === 'password_changed') {
      this.#save({ ...state, passwordVersion: state.passwordVersion + 1 });
    } else this.#save(state);
    const type = `account.${happening}`;
    const id = `${this.#id}:${version}:${type}`;
    this.#outbox.write([{ id, type, version, at: now, data: { id: this.#id } }], now);
    this.#send(now);
  }

  /** Forgets who it was; what it told stays in the journal, by its id only. */
  async erase(): Promise<void> {
    if (this.#state === null) return;
    this.#state = null;
    await this.#schema.erase();
  }

  /** A consumer has acted on these events. */
  acknowledge(receipts: readonly string[]): void {
    if (this.#state === null) return;
    this.#outbox.acknowledge(receipts);
    this.#alarm.arm(this.#outbox.dueAt);
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    if (this.#state !== null) this.#send(Date.now());
  }

  #send(now: number): void {
    this.ctx.waitUntil(this.#outbox.flush(now));
    this.#alarm.arm(this.#outbox.dueAt);
  }

  #save(state: AccountState): void {
    if (state === this.#state) return;
    this.ctx.storage.kv.put(STATE, state);
    this.#state = state;
  }
}

function factsOf({ sessions: _sessions, version: _version, ...facts }: AccountState): AccountFacts {
  return facts;
}
