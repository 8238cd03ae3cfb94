/** The control API's Stripe part: what a test does that no caller of Stripe could. */
import type { Stripe } from 'stripe';
import { z } from 'zod';
import type { Courier } from './courier.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Delivery, Ledger } from './ledger.ts';
import { answerDispute, closeDispute, dispute } from './disputes.ts';
import { Diary, intentIdOf, latestCharge, type Payment } from './payment.ts';
import { endRefund } from './refunds.ts';

export interface Controls {
  readonly ledger: Ledger;
  readonly keys: IdempotencyStore;
  readonly courier: Courier;
  readonly settle: (payment: Payment, outcome: 'succeeded' | 'failed') => void;
  readonly reset: () => void;
}

const OUTCOME = z.strictObject({ outcome: z.enum(['succeeded', 'failed']).default('succeeded') });
const DELIVER = z.strictObject({
  times: z.int().min(1).max(100).default(1),
  parallel: z.boolean().default(false),
});
const DISPUTE = z.strictObject({
  payment_intent: z.string(),
  reason: z.string().default('fraudulent'),
  amount: z.int().min(1).optional(),
  /** Asked about by the bank before any money is taken. */
  inquiry: z.boolean().default(false),
});
const CLOSE = z.strictObject({ outcome: z.enum(['won', 'lost']) });
const PRUNE = z.strictObject({ older_than_ms: z.int().min(0).default(0) });

/** A webhook that is still unsent after this long is not waited for. */
const DRAIN_WITHIN_MS = 15_000;

/** How many payments and events the inbox is shown. */
const SHOWN = 100;

/** Answers `{method} /stripe/…` of the control API. */
export async function control(
  parts: Controls,
  method: string,
  path: string,
  body: string,
): Promise<Response> {
  const [, , kind = '', id = '', act = ''] = path.split('/');
  const input: unknown = body === '' ? {} : JSON.parse(body);
  switch (`${method} ${kind} ${act}`.trim()) {
    case 'GET payments':
      return Response.json({ payments: report(parts) });
    case 'POST payment_intents settle':
      return settlePayment(parts, id, OUTCOME.parse(input).outcome);
    case 'POST refunds settle':
      return settleRefund(parts, id, OUTCOME.parse(input).outcome);
    case 'POST events deliver': {
      const { times, parallel } = DELIVER.parse(input);
      const attempts = await parts.courier.deliverAgain(id, times, parallel);
      return attempts ? Response.json({ attempts }) : problem(404, `No event ${id} to deliver.`);
    }
    case 'POST disputes':
      return openDispute(parts, DISPUTE.parse(input));
    case 'POST disputes answer':
      return onDispute(parts, id, (found, diary) => answerDispute(found, diary));
    case 'POST disputes close': {
      const { outcome } = CLOSE.parse(input);
      return onDispute(parts, id, (found, diary) => closeDispute(found, outcome, diary));
    }
    case 'POST idempotency':
      parts.keys.prune(Date.now() - PRUNE.parse(input).older_than_ms);
      return Response.json({ pruned: true });
    case 'POST webhooks':
      return Response.json({ drained: await parts.courier.drain(Date.now() + DRAIN_WITHIN_MS) });
    case 'POST reset':
      parts.reset();
      return Response.json({ reset: true });
    default:
      return problem(404, `The control API has no ${method} ${path}.`);
  }
}

function settlePayment(parts: Controls, id: string, outcome: 'succeeded' | 'failed'): Response {
  const payment = parts.ledger.payment(id);
  if (!payment) return problem(404, `No payment ${id}.`);
  if (payment.intent.status !== 'processing') {
    return problem(409, `The payment is not processing but ${payment.intent.status}.`);
  }
  parts.settle(payment, outcome);
  return Response.json(payment.intent);
}

function settleRefund(parts: Controls, id: string, outcome: 'succeeded' | 'failed'): Response {
  const payment = parts.ledger.payment(intentIdOf(id) ?? '');
  const refund = payment?.refunds.find((one) => one.id === id);
  if (!payment || !refund) return problem(404, `No refund ${id}.`);
  const late = refund.status === 'succeeded' && outcome === 'failed';
  if (refund.status !== 'pending' && !late) {
    return problem(409, `The refund is ${refund.status ?? 'unknown'} and cannot have ${outcome}.`);
  }
  const diary = new Diary();
  endRefund(payment, refund, outcome, diary);
  write(parts, payment, diary);
  return Response.json(refund);
}

function openDispute(parts: Controls, asked: z.infer<typeof DISPUTE>): Response {
  const payment = parts.ledger.payment(asked.payment_intent);
  const charge = payment ? latestCharge(payment) : null;
  if (!payment || !charge?.captured) return problem(404, 'No captured charge to dispute.');
  const diary = new Diary();
  const now = Math.floor(Date.now() / 1000);
  const { reason, amount, inquiry } = asked;
  const opened: Stripe.Dispute = dispute(payment, charge, { reason, amount, inquiry, now }, diary);
  write(parts, payment, diary);
  return Response.json(opened, { status: 201 });
}

/** Does something with a dispute, and tells of it. */
function onDispute(
  parts: Controls,
  id: string,
  act: (dispute: Stripe.Dispute, diary: Diary) => void,
): Response {
  const payment = parts.ledger.payment(intentIdOf(id) ?? '');
  const found = payment?.disputes.find((one) => one.id === id);
  if (!payment || !found) return problem(404, `No dispute ${id}.`);
  const diary = new Diary();
  act(found, diary);
  write(parts, payment, diary);
  return Response.json(found);
}

function write(parts: Controls, payment: Payment, diary: Diary): void {
  parts.ledger.savePayment(payment);
  parts.courier.publish(diary.happenings, { id: null, idempotency_key: null }, Date.now());
}

/** The newest payments, each with the deliveries of its newest events. */
function report(parts: Controls): object[] {
  parts.courier.flush();
  const byPayment = recentDeliveries(parts.ledger);
  const payments: object[] = [];
  for (const payment of parts.ledger.payments()) {
    const { intent, charges, refunds, disputes } = payment;
    const events = (byPayment.get(intent.id) ?? []).toReversed().map(summary);
    payments.push({ intent, charges, refunds, disputes, events });
    if (payments.length >= SHOWN) break;
  }
  return payments;
}

/** The newest events' deliveries by PaymentIntent, the newest first. */
function recentDeliveries(ledger: Ledger): Map<string, Delivery[]> {
  const byPayment = new Map<string, Delivery[]>();
  let count = 0;
  for (const delivery of ledger.deliveries()) {
    const subject = subjectOf(delivery.event);
    byPayment.set(subject, [...(byPayment.get(subject) ?? []), delivery]);
    count += 1;
    if (count >= SHOWN * 10) break;
  }
  return byPayment;
}

/** The PaymentIntent an event is about, directly or through its object. */
function subjectOf(event: Stripe.Event): string {
  const fields = new Map<string, unknown>(Object.entries(event.data.object));
  const id = fields.get(fields.get('object') === 'payment_intent' ? 'id' : 'payment_intent');
  return typeof id === 'string' ? id : '';
}

function summary(delivery: Delivery): object {
  const { event, state, attempts } = delivery;
  return { id: event.id, type: event.type, created: event.created, state, attempts };
}

function problem(status: number, detail: string): Response {
  return Response.json({ title: 'Not done', status, detail }, { status });
}
