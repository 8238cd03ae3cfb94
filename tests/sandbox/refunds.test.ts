/** What comes after the money: refunds, disputes, and the charges they are made of. */
import type { Stripe } from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idOf, manualPayment, openSandbox, refusal, type Sandbox } from './harness.ts';

const DISPUTE = z.object({ id: z.string() });

let sandbox: Sandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await openSandbox();
  ({ stripe } = sandbox);
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Looks again until the condition holds, or for ten seconds. */
async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const value = await look();
    if (holds(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A payment captured in full, 49.99. */
async function paid(card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
  const params = manualPayment({ confirm: true, payment_method: card });
  const { id } = await stripe.paymentIntents.create(params);
  return stripe.paymentIntents.capture(id);
}

describe('a refund', () => {
  test('gives all of it back unless told how much', async () => {
    const { id, latest_charge } = await paid();
    const refund = await stripe.refunds.create({
      payment_intent: id,
      reason: 'requested_by_customer',
      metadata: { order: 'ord_1' },
    });
    expect(refund).toMatchObject({
      object: 'refund',
      amount: 4999,
      currency: 'eur',
      status: 'succeeded',
      payment_intent: id,
      charge: latest_charge,
      reason: 'requested_by_customer',
      metadata: { order: 'ord_1' },
    });
    expect(await stripe.refunds.retrieve(refund.id)).toEqual(refund);
    const charge = await stripe.charges.retrieve(idOf(latest_charge));
    expect(charge).toMatchObject({ refunded: true, amount_refunded: 4999 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  test('comes in parts, never more than was captured', async () => {
    const { id, latest_charge } = await paid();
    await stripe.refunds.create({ payment_intent: id, amount: 2000 });
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent: id, amount: 3000 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    await stripe.refunds.create({ charge: idOf(latest_charge), amount: 2999 });
    const again = await refusal(stripe.refunds.create({ payment_intent: id }));
    expect(again.code).toBe('charge_already_refunded');
    const all = await stripe.refunds.list({ payment_intent: id });
    expect(all.data.map((refund) => refund.amount)).toEqual([2999, 2000]);
  });

  test('is measured by what was captured, not by what was authorised', async () => {
    const params = manualPayment({ confirm: true, payment_method: 'pm_card_visa' });
    const { id } = await stripe.paymentIntents.create(params);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 1000 });
    const error = await refusal(stripe.refunds.create({ payment_intent: id, amount: 1001 }));
    expect(error.param).toBe('amount');
    expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(1000);
  });

  test.each([0, -5])('of %i is refused', async (amount) => {
    const { id } = await paid();
    const error = await refusal(stripe.refunds.create({ payment_intent: id, amount }));
    expect(error.code).toBe('parameter_invalid_integer');
  });

  test('needs a charge that took money', async () => {
    const { id } = await stripe.paymentIntents.create(manualPayment());
    expect((await refusal(stripe.refunds.create({ payment_intent: id }))).statusCode).toBe(400);
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    const uncaptured = await refusal(stripe.refunds.create({ payment_intent: id }));
    expect(uncaptured.message).toContain('not captured');
    const unknown = await refusal(stripe.refunds.create({ payment_intent: 'pi_nowhere' }));
    expect(unknown.code).toBe('resource_missing');
    expect((await refusal(stripe.refunds.create({}))).code).toBe('parameter_missing');
  });

  test('stays pending on the card made for it, until it is settled', async () => {
    const { id } = await paid('pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(refund.status).toBe('pending');
    await sandbox.control(`/stripe/refunds/${refund.id}/settle`, { outcome: 'succeeded' });
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    await sandbox.drain();
    expect(sandbox.types().slice(-4)).toEqual([
      'refund.created',
      'charge.refunded',
      'charge.refund.updated',
      'refund.updated',
    ]);
  });

  test('fails on the card made for it, and the money is the merchant’s again', async () => {
    const { id, latest_charge } = await paid('pm_card_refundFail');
    const { id: refundId, status } = await stripe.refunds.create({ payment_intent: id });
    expect(status).toBe('succeeded');
    const refund = await until(
      () => stripe.refunds.retrieve(refundId),
      (one) => one.status === 'failed',
    );
    expect(refund).toMatchObject({ failure_reason: 'unknown' });
    await sandbox.drain();
    expect(sandbox.types().slice(-2)).toEqual(['refund.updated', 'refund.failed']);
    const charge = await stripe.charges.retrieve(idOf(latest_charge));
    expect(charge).toMatchObject({ refunded: false, amount_refunded: 0 });
  });

  test('that was made is given up when a test says so', async () => {
    const { id } = await paid();
    const { id: refundId } = await stripe.refunds.create({ payment_intent: id, amount: 100 });
    const settle = (outcome: string) =>
      sandbox.control(`/stripe/refunds/${refundId}/settle`, { outcome });
    expect((await settle('succeeded')).status).toBe(409);
    expect((await settle('failed')).status).toBe(200);
    expect((await stripe.refunds.retrieve(refundId)).status).toBe('failed');
    expect((await settle('failed')).status).toBe(409);
  });

  test('carries what is written on it later', async () => {
    const { id } = await paid();
    const refund = await stripe.refunds.create({ payment_intent: id, metadata: { a: '1' } });
    const updated = await stripe.refunds.update(refund.id, { metadata: { b: '2' } });
    expect(updated.metadata).toEqual({ a: '1', b: '2' });
  });
});

describe('a charge', () => {
  test('shows its refunds when they are asked for', async () => {
    const { id, latest_charge } = await paid();
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 100 });
    const charge = await stripe.charges.retrieve(idOf(latest_charge), { expand: ['refunds'] });
    expect(charge.refunds?.data.map((one) => one.id)).toEqual([refund.id]);
  });

  test('is made anew by every attempt', async () => {
    const { id } = await stripe.paymentIntents.create(manualPayment());
    const declined = stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_chargeDeclined',
    });
    await refusal(declined);
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    const { data } = await stripe.charges.list({ payment_intent: id });
    expect(data.map((charge) => charge.status)).toEqual(['succeeded', 'failed']);
  });
});

describe('a dispute', () => {
  test('is opened through the control API, and then nothing is refunded', async () => {
    const { id, latest_charge } = await paid();
    const opened = await sandbox.control('/stripe/disputes', {
      payment_intent: id,
      reason: 'product_not_received',
      amount: 4000,
    });
    expect(opened.status).toBe(201);
    const { id: disputeId } = DISPUTE.parse(await opened.json());
    expect(await stripe.disputes.retrieve(disputeId)).toMatchObject({
      amount: 4000,
      charge: latest_charge,
      reason: 'product_not_received',
      status: 'needs_response',
    });
    const error = await refusal(stripe.refunds.create({ payment_intent: id }));
    expect(error.code).toBe('charge_disputed');
    await sandbox.drain();
    expect(sandbox.types().slice(-2)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
    const { data } = await stripe.disputes.list({ payment_intent: id });
    expect(data.map((one) => one.id)).toEqual([disputeId]);
    const other = await paid();
    expect((await stripe.disputes.list({ payment_intent: other.id })).data).toEqual([]);
  });

  test('comes by itself with the card made for it', async () => {
    await paid('pm_card_createDispute');
    await sandbox.drain();
    expect(sandbox.types()).toContain('charge.dispute.created');
  });

  test('is answered and closed, and a won one brings the money back', async () => {
    const { id } = await paid();
    const opened = await sandbox.control('/stripe/disputes', { payment_intent: id });
    const { id: disputeId } = DISPUTE.parse(await opened.json());
    await sandbox.control(`/stripe/disputes/${disputeId}/answer`);
    expect((await stripe.disputes.retrieve(disputeId)).status).toBe('under_review');
    await sandbox.control(`/stripe/disputes/${disputeId}/close`, { outcome: 'won' });
    expect((await stripe.disputes.retrieve(disputeId)).status).toBe('won');
    await sandbox.drain();
    expect(sandbox.types().slice(-3)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });

  test('that is only asked about takes no money', async () => {
    const { id } = await paid();
    const asked = { payment_intent: id, inquiry: true };
    const opened = await sandbox.control('/stripe/disputes', asked);
    const { id: disputeId } = DISPUTE.parse(await opened.json());
    expect((await stripe.disputes.retrieve(disputeId)).status).toBe('warning_needs_response');
    await sandbox.control(`/stripe/disputes/${disputeId}/close`, { outcome: 'lost' });
    expect((await stripe.disputes.retrieve(disputeId)).status).toBe('warning_closed');
    await sandbox.drain();
    expect(sandbox.types()).not.toContain('charge.dispute.funds_withdrawn');
    expect((await sandbox.control('/stripe/disputes/du_no/close', { outcome: 'won' })).status).toBe(
      404,
    );
  });

  test('needs money that was taken', async () => {
    const { id } = await stripe.paymentIntents.create(manualPayment());
    expect((await sandbox.control('/stripe/disputes', { payment_intent: id })).status).toBe(404);
  });
});
