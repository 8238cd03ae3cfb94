/** An admission object in memory: the same decisions as `durable-objects/admission.ts`, no SQL. */
import { decideClaim } from '../../src/waiting-room/admission.ts';
import type {
  ClaimDecision,
  Grant,
  PassRow,
  ShardReport,
} from '../../src/waiting-room/admission.ts';
import { PASS_MS } from '../../src/waiting-room/pass.ts';

export class MemoryShard {
  #grant: (Grant & { receivedAt: number }) | null = null;
  readonly #spent = new Map<string, number>();
  #wanting = new Map<string, number>();
  readonly #passes = new Map<string, PassRow>();
  readonly #inside = new Map<string, number>();
  #bought = 0;
  #lapsed = 0;
  #second = { at: 0, admitted: 0 };
  /** Claims that came, and people let in, by second. */
  claims = 0;
  readonly admittedIn = new Map<number, number>();

  grant(grant: Grant, now: number): ShardReport {
    if (grant.sequence > (this.#grant?.sequence ?? 0)) this.#grant = { ...grant, receivedAt: now };
    for (const [who, until] of this.#inside) {
      if (until > now) break;
      this.#inside.delete(who);
      this.#lapsed++;
    }
    const report: ShardReport = {
      spent: Object.fromEntries(this.#spent),
      wanting: Object.fromEntries(this.#wanting),
      inside: this.#inside.size,
      bought: this.#bought,
      lapsed: this.#lapsed,
    };
    this.#wanting = new Map();
    return report;
  }

  claim(who: string, tier: string, now: number): ClaimDecision {
    this.claims++;
    const second = Math.floor(now / 1_000);
    if (this.#second.at !== second) this.#second = { at: second, admitted: 0 };
    const spent = this.#spent.get(tier) ?? 0;
    const pass = this.#passes.get(who) ?? null;
    const facts = { grant: this.#grant, spent, admittedThisSecond: this.#second.admitted, pass };
    const decision = decideClaim(facts, tier, now);
    if (!decision.ok && decision.reason === 'wait') {
      this.#wanting.set(tier, (this.#wanting.get(tier) ?? 0) + 1);
    }
    if (decision.ok && decision.value.kind === 'admit') {
      const expiresAt = now + PASS_MS;
      this.#passes.set(who, { id: who, tier, expiresAt, orderId: null });
      this.#inside.delete(who);
      this.#inside.set(who, expiresAt);
      this.#spent.set(tier, spent + 1);
      this.#second.admitted++;
      this.admittedIn.set(second, (this.admittedIn.get(second) ?? 0) + 1);
    }
    return decision;
  }

  /** True where the pass still lives and had no order. */
  buys(who: string, now: number): boolean {
    const pass = this.#passes.get(who);
    if (pass === undefined || pass.orderId !== null || pass.expiresAt <= now) return false;
    this.#passes.set(who, { ...pass, orderId: who });
    this.#inside.delete(who);
    this.#bought++;
    return true;
  }

  /** The order came to nothing. */
  givesBack(who: string): void {
    const pass = this.#passes.get(who);
    if (pass === undefined || pass.orderId === null) return;
    this.#passes.set(who, { ...pass, orderId: null });
    this.#inside.set(who, pass.expiresAt);
    this.#bought--;
  }
}
