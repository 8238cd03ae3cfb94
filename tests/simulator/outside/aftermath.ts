/**
 * What becomes of money after it was taken: refunds that a bank takes its time for or turns down,
 * refunds made at the provider itself, and buyers who dispute a payment.
 */
import type { World } from '../world.ts';
import { refundedOf } from './intents.ts';
import type { DisputeRecord, Intent, RefundRecord } from './intents.ts';

const MINUTE_MS = 60_000;
const BANK_MS = 4 * 60 * MINUTE_MS;
const LATER_MS = 60 * MINUTE_MS;

/** Shares of the refunds and payments it happens to. */
const REFUND_PENDS = 0.2;
const REFUND_FAILS_LATE = 0.2;
const REFUNDED_THERE = 0.02;
const DISPUTED = 0.03;

export class Aftermath {
  readonly #world: World;
  #made = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Makes the record of a refund, and sees to what its bank says of it. */
  refund(intent: Intent, amount: number, metadata: Readonly<Record<string, string>>): RefundRecord {
    const { draws, scheduler } = this.#world;
    const pends = draws.chance(REFUND_PENDS);
    const refund: RefundRecord = {
      ...{ id: `re_${++this.#made}`, amount, metadata, createdAt: scheduler.now },
      status: pends ? 'pending' : 'succeeded',
    };
    intent.refunds.push(refund);
    if (pends) {
      scheduler.after(draws.between(MINUTE_MS, BANK_MS), 'a bank answers', () => {
        refund.status = draws.chance(REFUND_FAILS_LATE) ? 'failed' : 'succeeded';
        this.#world.trace.line(`stripe: ${refund.id} ${refund.status}`, orderOf(intent));
        const type = refund.status === 'failed' ? 'refund.failed' : 'refund.updated';
        this.#tell(type, intent, metadata);
      });
    }
    return refund;
  }

  /** A payment was captured: now and then somebody refunds it there, or its buyer disputes it. */
  captured(intent: Intent): void {
    const { draws, scheduler } = this.#world;
    if (draws.chance(REFUNDED_THERE)) {
      scheduler.after(draws.between(0, LATER_MS), 'refunded there', () =>
        this.#refundThere(intent),
      );
    }
    if (draws.chance(DISPUTED)) {
      scheduler.after(draws.between(0, LATER_MS), 'disputed', () => this.#dispute(intent));
    }
  }

  #refundThere(intent: Intent): void {
    const left = intent.received - refundedOf(intent);
    if (left < 1) return;
    const refund = this.refund(intent, this.#world.draws.between(1, left), {});
    this.#world.trace.line(`stripe: ${refund.id} was made there`, orderOf(intent));
    this.#tell('refund.created', intent, {});
  }

  #dispute(intent: Intent): void {
    const { draws, scheduler } = this.#world;
    if (intent.received - refundedOf(intent) < 1) return;
    const dispute: DisputeRecord = {
      ...{ id: `dp_${++this.#made}`, amount: intent.received, createdAt: scheduler.now },
      status: 'needs_response',
    };
    intent.disputes.push(dispute);
    this.#tell('charge.dispute.created', intent, {});
    scheduler.after(draws.between(MINUTE_MS, BANK_MS), 'a dispute ends', () => {
      dispute.status = draws.chance(0.5) ? 'won' : 'lost';
      this.#tell('charge.dispute.closed', intent, {});
    });
  }

  /** Nobody but the provider knows of these, so it does not give up on telling. */
  #tell(type: string, intent: Intent, metadata: Readonly<Record<string, string>>): void {
    this.#world.webhooks.tell(type, { metadata, payment_intent: intent.id }, 'surely');
  }
}

const orderOf = (intent: Intent): string => intent.metadata['order'] ?? '';
