/** The Stripe test account: one object, whose rows are the payments, events and keys. */
import type { Env } from '../env.ts';
import { type Reply, throughTheNetwork } from '../faults.ts';
import { FaultyObject } from '../faulty-object.ts';
import { serveScript } from '../stripe-js/serve.ts';
import { StripeApi } from './api.ts';
import { challengePage } from './challenge-page.ts';
import { control } from './control.ts';
import { Courier } from './courier.ts';
import { IdempotencyStore } from './idempotency.ts';
import { Ledger } from './ledger.ts';
import { cardInUse, settle } from './machine.ts';
import { Diary, type Payment } from './payment.ts';
import { failRefunds } from './refunds.ts';
import { Messenger } from './webhooks.ts';

/** Alarms follow one another at least this far apart, so that none can spin. */
const ALARM_APART_MS = 100;

export class StripeAccount extends FaultyObject {
  readonly #ledger: Ledger;
  readonly #keys: IdempotencyStore;
  readonly #courier: Courier;
  readonly #api: StripeApi;
  #alarmAtMs: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    const wakeBy = (atMs: number): void => this.#wakeBy(atMs);
    this.#ledger = new Ledger(sql);
    this.#keys = new IdempotencyStore(sql);
    this.#courier = new Courier({
      ledger: this.#ledger,
      faults: this.faults,
      messenger: messengerOf(env),
      enabled: enabledEvents(env),
      wakeBy,
      background: (work) => ctx.waitUntil(work),
    });
    this.#api = new StripeApi({
      ledger: this.#ledger,
      keys: this.#keys,
      faults: this.faults,
      courier: this.#courier,
      wakeBy,
    });
  }

  /** A request to api.stripe.com, to hooks.stripe.com, or to the sandbox's control API. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { method, headers } = request;
    const body = await request.text();
    const call = { method, url, headers, body };
    if (url.hostname === 'control') return control(this.#controls(), method, url.pathname, body);
    if (url.hostname === 'hooks.stripe.com') return challengePage(this.#api, call);
    const script = url.hostname === 'js.stripe.com';
    const reply = script ? await this.#script(url) : await this.#api.respond(call);
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = null;
    const nowMs = Date.now();
    for (const payment of this.#ledger.duePayments(nowMs)) {
      this.#settle(payment, payment.settles?.outcome ?? 'succeeded');
    }
    const next = this.#courier.deliverDue(Date.now());
    this.#keys.pruneOld(nowMs);
    this.#ledger.prune();
    for (const atMs of [next, this.#ledger.nextPaymentDue()]) {
      if (atMs !== null) this.#wakeBy(Math.max(atMs, nowMs + ALARM_APART_MS));
    }
  }

  /** The card form's script comes through here too, so that it can be made to fail. */
  #script(url: URL): Promise<Reply> {
    const target = { host: url.hostname, method: 'GET', path: url.pathname, text: url.search };
    const rule = this.faults.strikeRequest(target);
    return throughTheNetwork(rule, () => serveScript(url.pathname, rule));
  }

  #controls(): Parameters<typeof control>[0] {
    return {
      ledger: this.#ledger,
      keys: this.#keys,
      courier: this.#courier,
      settle: (payment, outcome) => this.#settle(payment, outcome),
      reset: () => this.#reset(),
    };
  }

  #settle(payment: Payment, outcome: 'succeeded' | 'failed'): void {
    const card = cardInUse(payment);
    if (!card) return;
    const diary = new Diary();
    const nowMs = Date.now();
    const processing = payment.intent.status === 'processing';
    if (processing) settle(payment, card, outcome, Math.floor(nowMs / 1000), diary);
    else failRefunds(payment, diary);
    this.#ledger.savePayment(payment);
    this.#courier.publish(diary.happenings, { id: null, idempotency_key: null }, nowMs);
  }

  #reset(): void {
    this.faults.clear();
    this.#courier.clear();
    this.#ledger.clear();
    this.#keys.prune(Date.now());
  }

  /** Sets the alarm, unless one is set for that moment or sooner: setting it costs a write. */
  #wakeBy(atMs: number): void {
    if (this.#alarmAtMs !== null && this.#alarmAtMs <= atMs) return;
    this.#alarmAtMs = atMs;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs));
  }
}

function messengerOf(env: Env): Messenger | null {
  const { SHOP: shop, STRIPE_WEBHOOK_SECRET: secret } = env;
  return shop && secret ? new Messenger(shop, secret) : null;
}

function enabledEvents(env: Env): ReadonlySet<string> | null {
  const names = (env.STRIPE_WEBHOOK_EVENTS ?? '*').split(',').map((name) => name.trim());
  return names.includes('*') || names.join('') === '' ? null : new Set(names);
}
