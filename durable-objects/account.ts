/** The one owner of an account: its profile, its addresses and where it is signed in. */
import { DurableObject } from 'cloudflare:workers';
import {
  closeSession,
  closeSessions,
  newAccount,
  openOne,
  refresh,
} from '../src/customers/account.ts';
import type { AccountState, RefreshRefusal } from '../src/customers/account.ts';
import { admit } from '../src/customers/admission.ts';
import type { AdmissionRefusal, SignInProof } from '../src/customers/admission.ts';
import { TOLD_AS, withMove } from '../src/customers/email-moves.ts';
import type { EmailMove, MoveRefusal } from '../src/customers/email-moves.ts';
import { factorStep } from '../src/customers/factor-changes.ts';
import type { FactorCommand, FactorRefusal } from '../src/customers/factor-changes.ts';
import { changed } from '../src/customers/profile.ts';
import type { AccountEvent, AccountHappening } from '../src/customers/events.ts';
import type {
  AccountBirth,
  AccountChange,
  AccountFacts,
  ChangeAnswer,
  Present,
  Refreshed,
} from '../src/customers/port.ts';
import { withPost } from '../src/customers/posts.ts';
import type { PostRefusal, PostStep } from '../src/customers/posts.ts';
import { factorFacts } from '../src/customers/second-factor.ts';
import type { Passkey } from '../src/customers/second-factor.ts';
import type { Session } from '../src/customers/sessions.ts';
import { accountOf, keptAccount } from '../src/customers/stored.ts';
import type { KeptAccount } from '../src/customers/stored.ts';
import { required } from '../src/kernel/assert.ts';
import { asAccountId } from '../src/kernel/ids.ts';
import type { AccountId, SaleId, SessionId } from '../src/kernel/ids.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { Alarm } from '../src/platform/alarm.ts';
import { configOf } from '../src/platform/config.ts';
import { sha256 } from '../src/platform/crypto.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { eventQueue } from '../src/platform/large-messages.ts';
import { totpStep } from '../src/platform/one-time-codes.ts';
import { isSealedBy, vaultOf } from '../src/platform/vault.ts';
import type { Vault } from '../src/platform/vault.ts';
import { Outbox, OUTBOX_TABLE } from '../src/platform/outbox.ts';

const STATE = 'account';
const CODE_TOOLS = { totpStep, digest: sha256 };
/** What a thief of a session would do first: the owner is told of it. */
const TOLD: ReadonlySet<FactorCommand['kind']> = new Set([
  'confirm_app',
  'remove_app',
  'add_passkey',
  'remove_passkey',
]);

export class Account extends DurableObject<Env> {
  readonly #id: AccountId;
  readonly #schema: ObjectSchema;
  readonly #outbox: Outbox;
  readonly #alarm: Alarm;
  readonly #vault: Vault;
  #state: AccountState | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'an Account is named by its id');
    this.#id = required(asAccountId(name), 'an Account is named by its id');
    this.#schema = new ObjectSchema(ctx.storage, [OUTBOX_TABLE]);
    this.#alarm = new Alarm(ctx.storage);
    const options = { retryMs: configOf(env).outboxRetryMs };
    const queue = eventQueue(env.EVENTS, env.JOURNAL);
    this.#outbox = new Outbox(ctx.storage.sql, queue, { kind: 'account', name }, options);
    this.#vault = vaultOf(env);
    const kept = ctx.storage.kv.get<KeptAccount>(STATE);
    const open = (text: string) => this.#vault.open(`account:${name}`, text);
    this.#state = kept === undefined ? null : accountOf(kept, open);
    if (!this.#schema.empty) this.#outbox.wake(Date.now());
  }

  /**
   * Each is told of in the commit that makes it, since data is found by the journal alone. Who was
   * invited is told of the invitation, once it stands.
   */
  create(person: { readonly email: string; readonly name: string }, how: AccountBirth): void {
    if (this.#state !== null) return;
    this.#schema.prepare();
    this.#save(newAccount(this.#id, person, Date.now()));
    this.note(how === 'registered' ? 'registered' : 'kept');
  }

  facts(): AccountFacts | null {
    return this.#state === null ? null : factsOf(this.#state);
  }

  whois(id: SessionId): Present | null {
    const state = this.#state;
    const session = state === null ? null : openOne(state, id, Date.now());
    return state === null || session === null ? null : { facts: factsOf(state), session };
  }

  openSession(
    session: { readonly id: SessionId; readonly device: string },
    proof: SignInProof,
  ): Result<AccountFacts, AdmissionRefusal> {
    if (this.#state === null) return fail({ reason: 'account_closed' });
    const { state, answer } = admit(this.#state, session, proof, Date.now(), CODE_TOOLS);
    this.#save(state);
    return answer.ok ? ok(factsOf(state)) : answer;
  }

  factor(session: SessionId, command: FactorCommand): Result<AccountFacts, FactorRefusal> {
    if (this.#state === null) return fail({ reason: 'signed_out' });
    const { state, answer } = factorStep(this.#state, session, command, Date.now(), CODE_TOOLS);
    this.#save(state);
    if (!answer.ok) return answer;
    if (TOLD.has(command.kind)) this.note('second_factor_changed');
    return ok(factsOf(state));
  }

  passkey(id: string): Passkey | null {
    return this.#state?.secondFactor.passkeys.find((key) => key.id === id) ?? null;
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
    const { marketing } = next.value;
    const settled = marketing !== this.#state.marketing;
    this.#save(next.value);
    if (settled && marketing.state !== 'none') this.note(`marketing_${marketing.state}`);
    return ok(factsOf(next.value));
  }

  post(step: PostStep): Result<AccountFacts, PostRefusal> {
    if (this.#state === null) return fail({ reason: 'unknown_account' });
    const next = withPost(this.#state, step, Date.now());
    if (!next.ok) return next;
    this.#save(next.value);
    if (step.kind === 'invite') this.note('invited');
    return ok(factsOf(this.#state));
  }

  /** Told in the turn it is done in, since its link is bound to the event. */
  moveEmail(move: EmailMove): Result<AccountFacts, MoveRefusal> {
    if (this.#state === null) return fail({ reason: 'link_void' });
    const next = withMove(this.#state, move, Date.now());
    if (!next.ok) return next;
    this.#save(next.value);
    this.note(TOLD_AS[move.kind]);
    return ok(factsOf(this.#state));
  }

  note(happening: AccountHappening): void {
    if (this.#state === null) return;
    const now = Date.now();
    const version = this.#state.version + 1;
    const state = { ...this.#state, version };
    if (happening === 'verified') this.#save({ ...state, verifiedAt: state.verifiedAt ?? now });
    else if (happening === 'password_changed') {
      const passwordVersion = state.passwordVersion + 1;
      this.#save({ ...state, passwordVersion, emailChange: null });
    } else this.#save(state);
    this.#tell({ type: `account.${happening}`, data: { id: this.#id } }, version, now);
  }

  inviteToSale(sale: SaleId, tier: string): void {
    if (this.#state === null) return;
    const version = this.#state.version + 1;
    this.#save({ ...this.#state, version });
    this.#tell({ type: 'account.sale_invited', data: { id: this.#id, sale, tier } }, version);
  }

  /** Forgets who it was; what it told stays in the journal, by its id only. */
  async erase(): Promise<void> {
    if (this.#state === null) return;
    this.#state = null;
    await this.#schema.erase();
  }

  /** Tells of itself anew where what it told last is about to be forgotten. */
  keep(version: number): void {
    if (this.#state !== null && this.#state.version <= version) this.note('kept');
  }

  /** Seals anew what is in the clear or under an older key; true where it was. */
  reseal(): boolean {
    const kept = this.ctx.storage.kv.get<KeptAccount>(STATE);
    if (this.#state === null || kept === undefined) return false;
    if ('person' in kept && isSealedBy(this.#vault, kept.person)) return false;
    this.#save({ ...this.#state });
    return true;
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

  #tell(event: AccountEvent, version: number, now = Date.now()): void {
    const id = `${this.#id}:${version}:${event.type}`;
    this.#outbox.write([{ ...event, id, version, at: now }], now);
    this.#send(now);
  }

  #send(now: number): void {
    this.ctx.waitUntil(this.#outbox.flush(now));
    this.#alarm.arm(this.#outbox.dueAt);
  }

  #save(state: AccountState): void {
    if (state === this.#state) return;
    const seal = (text: string) => this.#vault.seal(`account:${this.#id}`, text);
    this.ctx.storage.kv.put(STATE, keptAccount(state, seal));
    this.#state = state;
  }
}

function factsOf(state: AccountState): AccountFacts {
  const { sessions: _sessions, version: _version, secondFactor, formerEmails, ...facts } = state;
  return {
    ...facts,
    secondFactor: factorFacts(secondFactor),
    formerEmails: formerEmails.map(({ secondFactor: _factor, ...former }) => former),
  };
}
