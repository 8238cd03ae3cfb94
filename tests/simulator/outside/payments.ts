/**
 * The payment provider, as far as the shop and its buyers can tell: payments with manual capture,
 * refunds, idempotency keys that keep what was answered, 500s included, an index that lags, and
 * events.
 */
import { copied } from '../engine/copy.ts';
import type { World } from '../world.ts';
import { Aftermath } from './aftermath.ts';
import { isPayable, refundedOf } from './intents.ts';
import type { Intent, IntentStatus, RefundRecord } from './intents.ts';
import { Watch } from './watch.ts';

export type Problem = { readonly status: number; readonly type: string; readonly code: string };
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Problem);

/** What a buyer's card does. */
export type Card = 'good' | 'declined' | 'challenged' | 'processing' | 'processing_fails';

const LATENCY_MS = 120;
const TIMEOUT_MS = 10_000;
/** A payment is found by a search this much later. */
const INDEX_LAG_MS = 60_000;
/** A key is forgotten after a day: by then an order has to ask what became of its request. */
const KEY_LIVES_MS = 24 * 60 * 60_000;
const PROCESSING_MS = 240_000;
/** Shares of what a provider decides against, whatever the shop does right. */
const REFUSES_CREATE = 0.01;
const LOSES_AUTHORISATION = 0.012;
const REFUSES_REFUND = 0.03;

const EVENTS: Readonly<Record<IntentStatus, string>> = {
  requires_payment_method: 'payment_intent.payment_failed',
  requires_action: 'payment_intent.requires_action',
  processing: 'payment_intent.processing',
  requires_capture: 'payment_intent.amount_capturable_updated',
  succeeded: 'payment_intent.succeeded',
  canceled: 'payment_intent.canceled',
};

const refuse = (code: string, status = 400): Reply<never> => ({
  ok: false,
  status,
  type: 'StripeInvalidRequestError',
  code,
});

const failing = (status: number, type: string): Reply<never> => ({
  ok: false,
  status,
  type,
  code: '',
});

type Saved = { readonly params: string; readonly reply: Reply<unknown>; readonly at: number };

export class Payments {
  readonly #world: World;
  readonly #saved = new Map<string, Saved>();
  readonly #watch: Watch;
  readonly #aftermath: Aftermath;
  readonly intents = new Map<string, Intent>();
  readonly #byOrder = new Map<string, Intent[]>();
  #made = 0;

  constructor(world: World) {
    this.#world = world;
    this.#watch = new Watch(world, this);
    this.#aftermath = new Aftermath(world);
  }

  ofOrder(orderId: string): readonly Intent[] {
    return this.#byOrder.get(orderId) ?? [];
  }

  create(
    params: { amount: number; currency: string; metadata: Record<string, string> },
    key: string,
  ) {
    return this.#request('stripe.create', key, params, (): Reply<Intent> => {
      if (this.#world.draws.chance(REFUSES_CREATE)) return refuse('account_restricted');
      const number = ++this.#made;
      const intent: Intent = {
        ...{ id: `pi_${number}`, secret: `pi_${number}_secret`, ...params },
        ...{ createdAt: this.#world.scheduler.now, status: 'requires_payment_method' },
        ...{ received: 0, failure: null, disclosed: false, refunds: [], disputes: [] },
      };
      this.intents.set(intent.id, intent);
      const orderId = params.metadata['order'] ?? '';
      this.#byOrder.set(orderId, [...this.ofOrder(orderId), intent]);
      return { ok: true, value: intent };
    });
  }

  retrieve(id: string) {
    return this.#request('stripe.retrieve', null, { id }, () => this.#known(id));
  }

  capture(id: string, amount: number, key: string) {
    return this.#request('stripe.capture', key, { id, amount }, () => {
      const found = this.#known(id);
      if (!found.ok) return found;
      const { value: intent } = found;
      if (intent.status !== 'requires_capture') return refuse('payment_intent_unexpected_state');
      if (this.#world.draws.chance(LOSES_AUTHORISATION)) {
        this.#move(intent, 'canceled');
        return refuse('charge_expired_for_capture');
      }
      intent.received = amount;
      this.#move(intent, 'succeeded');
      this.#watch.captured(intent);
      this.#aftermath.captured(intent);
      return found;
    });
  }

  cancel(id: string, key: string) {
    return this.#request('stripe.cancel', key, { id }, () => {
      const found = this.#known(id);
      if (!found.ok) return found;
      const { status } = found.value;
      if (status === 'succeeded' || status === 'processing' || status === 'canceled') {
        return refuse('payment_intent_unexpected_state');
      }
      this.#move(found.value, 'canceled');
      return found;
    });
  }

  search(orderId: string) {
    return this.#request('stripe.search', null, { orderId }, () => {
      const before = this.#world.scheduler.now - INDEX_LAG_MS;
      const found = this.ofOrder(orderId).filter((intent) => intent.createdAt <= before);
      return { ok: true, value: found.toReversed() };
    });
  }

  refund(id: string, amount: number, metadata: Record<string, string>, key: string) {
    return this.#request('stripe.refund', key, { id, amount }, (): Reply<RefundRecord> => {
      const found = this.#known(id);
      if (!found.ok) return found;
      const intent = found.value;
      if (amount > intent.received - refundedOf(intent)) return refuse('charge_already_refunded');
      if (this.#world.draws.chance(REFUSES_REFUND)) return refuse('charge_disputed');
      return { ok: true, value: this.#aftermath.refund(intent, amount, metadata) };
    });
  }

  refunds(id: string) {
    return this.#request('stripe.refunds', null, { id }, () => {
      const found = this.#known(id);
      return found.ok ? { ok: true as const, value: found.value.refunds.toReversed() } : found;
    });
  }

  disputes(id: string) {
    return this.#request('stripe.disputes', null, { id }, () => {
      const found = this.#known(id);
      return found.ok ? { ok: true as const, value: found.value.disputes.toReversed() } : found;
    });
  }

  /** The buyer's browser has been told how to pay. */
  disclose(secret: string): void {
    const intent = this.#bySecret(secret);
    if (intent === undefined || intent.disclosed) return;
    intent.disclosed = true;
    this.#watch.payable(intent);
  }

  /** The buyer pays, or tries to. Null when this payment takes no card any more. */
  confirm(secret: string, card: Card): Promise<IntentStatus | null> {
    return this.#browser('stripe.js confirm', () => {
      const intent = this.#bySecret(secret);
      if (intent === undefined || !isPayable(intent)) return null;
      if (card === 'declined') this.#decline(intent);
      else if (card === 'challenged') this.#move(intent, 'requires_action');
      else if (card === 'good') this.#authorise(intent);
      else {
        this.#move(intent, 'processing');
        const ends = this.#world.draws.between(1, PROCESSING_MS);
        this.#world.scheduler.after(ends, 'payment processed', () =>
          card === 'processing' ? this.#authorise(intent) : this.#decline(intent),
        );
      }
      return intent.status;
    });
  }

  /** The buyer passes the bank's challenge, or fails it. */
  answerChallenge(secret: string, passes: boolean): Promise<IntentStatus | null> {
    return this.#browser('stripe.js challenge', () => {
      const intent = this.#bySecret(secret);
      if (intent?.status !== 'requires_action') return null;
      if (passes) this.#authorise(intent);
      else this.#decline(intent);
      return intent.status;
    });
  }

  #browser<T>(route: string, act: () => T): Promise<T> {
    const call = { route, target: 'stripe', latency: LATENCY_MS, repeatable: false };
    return this.#world.network.call(call, () => ({ actor: null, answer: Promise.resolve(act()) }));
  }

  #bySecret(secret: string): Intent | undefined {
    return this.intents.get(secret.replace(/_secret$/, ''));
  }

  #known(id: string): Reply<Intent> {
    const intent = this.intents.get(id);
    return intent === undefined ? refuse('resource_missing', 404) : { ok: true, value: intent };
  }

  #authorise(intent: Intent): void {
    intent.failure = null;
    this.#move(intent, 'requires_capture');
  }

  #decline(intent: Intent): void {
    intent.failure = { code: 'card_declined', message: 'The card was declined.' };
    this.#move(intent, 'requires_payment_method');
  }

  #move(intent: Intent, status: IntentStatus): void {
    const { trace } = this.#world;
    trace.line(`stripe: ${intent.id} is ${status}`, intent.metadata['order'] ?? '');
    intent.status = status;
    this.#watch.payable(intent);
    this.#world.webhooks.tell(EVENTS[status], { metadata: intent.metadata }, 'perhaps');
  }

  /** Answers one request, under its key what it answered before, and fails as the seed says. */
  #request<T>(
    route: string,
    key: string | null,
    params: object,
    act: () => Reply<T>,
  ): Promise<Reply<T>> {
    const call = { route, target: 'stripe', latency: LATENCY_MS, repeatable: true };
    return this.#world.network.call(call, () => ({
      actor: null,
      answer: this.#answer(key, JSON.stringify(params), act),
    }));
  }

  async #answer<T>(key: string | null, params: string, act: () => Reply<T>): Promise<Reply<T>> {
    const { faults } = this.#world;
    if (faults.strikes('provider_429')) return failing(429, 'StripeRateLimitError');
    if (faults.strikes('provider_timeout_before')) return this.#timesOut();
    const saved = key === null ? undefined : this.#saved.get(key);
    if (saved !== undefined && saved.at + KEY_LIVES_MS > this.#world.scheduler.now) {
      if (saved.params !== params) return refuse('idempotency_key_in_use');
      const reply: Reply<T> = Object.assign(copied(saved.reply));
      return reply;
    }
    if (faults.strikes('provider_500_before')) {
      return this.#keep(key, params, failing(500, 'StripeAPIError'));
    }
    const reply = copied(act());
    if (faults.strikes('provider_500_after')) {
      return this.#keep(key, params, failing(500, 'StripeAPIError'));
    }
    this.#keep(key, params, reply);
    return faults.strikes('provider_timeout_after') ? this.#timesOut() : reply;
  }

  #keep<T>(key: string | null, params: string, reply: Reply<T>): Reply<T> {
    if (key !== null) this.#saved.set(key, { params, reply, at: this.#world.scheduler.now });
    return reply;
  }

  #timesOut(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#world.scheduler.after(TIMEOUT_MS, 'stripe times out', () =>
        reject(new Error('Request aborted due to timeout being reached')),
      );
    });
  }
}
