/**
 * Lets people of one sale in, within the tokens that its coordinator grants, and counts what
 * passes, buyers and addresses have used. A sale has a few of these; who asks for what follows from
 * its name, so that each fact has one owner.
 */
import { DurableObject } from 'cloudflare:workers';
import { decideClaim, decideTake } from '../src/waiting-room/admission.ts';
import type {
  ClaimFacts,
  ClaimRefusal,
  Counts,
  Grant,
  PassRow,
  ShardReport,
  TakeResult,
} from '../src/waiting-room/admission.ts';
import type { Admitted, Claim, Passing, Taking } from '../src/waiting-room/port.ts';
import { PASS_MS } from '../src/waiting-room/pass.ts';
import { fail, ok } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import { SECOND_MS } from '../src/kernel/time.ts';
import { randomId } from '../src/platform/crypto.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { ADMISSION_SCHEMA, AdmissionRows } from './admission-rows.ts';

/** Bytes of a pass's id. */
const PASS_ID_BYTES = 12;

export class Admission extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #rows: AdmissionRows;
  #grant: ClaimFacts['grant'] = null;
  #wanting = new Map<string, number>();
  #second = { at: 0, admitted: 0 };

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, ADMISSION_SCHEMA);
    this.#rows = new AdmissionRows(ctx.storage.sql, this.#schema.empty);
  }

  /** Takes a grant and tells how far the last ones were used. An older grant changes nothing. */
  grant(grant: Grant): ShardReport {
    this.#schema.prepare();
    const now = Date.now();
    if (grant.sequence > this.#rows.sequence) {
      this.#rows.setSequence(grant.sequence);
      this.#grant = { ...grant, receivedAt: now };
    }
    const wanting: Counts = Object.fromEntries(this.#wanting);
    this.#wanting = new Map();
    return { spent: this.#rows.spent(), wanting, ...this.#rows.passes(now) };
  }

  /** Lets a claimant in, or says why not now. A claimant with a live pass gets it again. */
  claim({ who, tier, endsAt }: Claim): Result<Admitted, ClaimRefusal> {
    const now = Date.now();
    if (this.#schema.empty) return fail({ reason: 'wait' });
    const facts = {
      grant: this.#grant,
      spent: this.#rows.spent()[tier] ?? 0,
      admittedThisSecond: this.#admittedAt(now),
      pass: this.#rows.passOf(who),
    };
    const decision = decideClaim(facts, tier, now);
    if (!decision.ok) {
      if (decision.reason === 'wait') this.#wanting.set(tier, (this.#wanting.get(tier) ?? 0) + 1);
      return decision;
    }
    if (decision.value.kind === 'again') return ok(admittedOf(decision.value.pass));
    const expiresAt = Math.min(now + PASS_MS, endsAt);
    const pass: PassRow = { id: randomId(PASS_ID_BYTES), tier, expiresAt, orderId: null };
    this.#rows.admit(who, pass);
    this.#second.admitted++;
    return ok(admittedOf(pass));
  }

  /** True while fewer people than the limit have come from a network; each counts once. */
  letsBy({ network, who, limit }: Passing): boolean {
    this.#schema.prepare();
    const key = `network:${network}`;
    const decision = decideTake(this.#rows.taken(key, who), 1, limit);
    if (decision.ok) this.#rows.take(key, who, 1);
    return decision.ok;
  }

  /** Takes a quantity of what a key may have, for an order; asked twice it takes once. */
  take({ key, orderId, quantity, limit, pass }: Taking): TakeResult {
    this.#schema.prepare();
    const decision = decideTake(this.#rows.taken(key, orderId), quantity, limit);
    if (!decision.ok) return decision;
    this.#rows.take(key, orderId, quantity);
    if (pass !== null) this.#rows.useFor(pass.who, pass.id, orderId);
    return decision;
  }

  /** Gives it back for good: a taking that comes after it is refused. */
  giveBack({ key, orderId, pass }: Pick<Taking, 'key' | 'orderId' | 'pass'>): void {
    this.#schema.prepare();
    this.#rows.giveBack(key, orderId);
    if (pass !== null) this.#rows.freeOf(pass.who, pass.id, orderId);
  }

  #admittedAt(now: number): number {
    const at = Math.floor(now / SECOND_MS);
    if (this.#second.at !== at) this.#second = { at, admitted: 0 };
    return this.#second.admitted;
  }
}

const admittedOf = ({ id, expiresAt }: PassRow): Admitted => ({ pass: id, expiresAt });
