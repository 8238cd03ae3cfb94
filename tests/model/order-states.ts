/** Orders at each stage, brought there by the saga's own steps, for tests of the next one. */
import { required } from '../../src/kernel/assert.ts';
import type { OrderDocument, OrderState } from '../../src/orders/order.ts';
import type { OrderEventType } from '../../src/orders/events.ts';
import { next } from '../../src/orders/saga.ts';
import { checkPayment } from '../../src/orders/saga-commands.ts';
import { begin } from '../../src/orders/saga-move.ts';
import type { Move, Outcome, SagaContext } from '../../src/orders/saga-move.ts';
import type { PaymentSnapshot } from '../../src/payments/gateway.ts';
import { DOCUMENT, TOTAL } from './order-world.ts';

export const POLL_MS = 1_000;
export const NOW = 500;

export const at = (now = NOW, document: OrderDocument = DOCUMENT): SagaContext => ({
  ...{ document, now, pollMs: POLL_MS },
});

/** The order's payment as the provider has it. */
export function payment(
  status: PaymentSnapshot['status'],
  changes: Partial<PaymentSnapshot> = {},
): PaymentSnapshot {
  return {
    ...{ id: 'pi_1', status, amount: TOTAL, currency: 'eur', clientSecret: 'secret' },
    capturable: status === 'requires_capture' ? TOTAL : 0,
    received: status === 'succeeded' ? TOTAL : 0,
    failure: null,
    ...changes,
  };
}

type Told<T> = T extends unknown ? Omit<T, 'version'> : never;
/** An outcome of the effect in flight. */
export type Answer = Told<Outcome>;

/** The move that an outcome of the effect in flight makes; throws where it makes none. */
export function after(state: OrderState, answer: Answer, context = at()): Move {
  const version = state.effect?.version ?? 0;
  return required(next(state, { ...answer, version }, context), 'the outcome is awaited');
}

/** What a move comes to, in short: the order's status, its next effect, and what it tells. */
export const brief = ({ state, tells }: Move): [string, string | null, ...OrderEventType[]] => [
  state.status,
  state.effect?.step ?? null,
  ...tells,
];

const run = (state: OrderState, ...answers: Answer[]): OrderState =>
  answers.reduce((reached, answer) => after(reached, answer).state, state);

/** The order asks the provider about its payment. */
export const asking = (state: OrderState): OrderState =>
  required(checkPayment(state, at()), 'an unpaid order asks').state;

const created: Answer = {
  ...{ step: 'create_payment', result: 'created' },
  payment: payment('requires_payment_method'),
};
const found: Answer = { step: 'resolve', result: 'found', payment: payment('requires_capture') };
const captured: Answer = { step: 'capture', result: 'captured', payment: payment('succeeded') };

export const placed = begin(NOW);
export const reserved = run(placed, { step: 'reserve', result: 'reserved' });
export const awaiting = run(reserved, created);
export const authorized = run(asking(awaiting), found);
export const committed = run(authorized, { step: 'commit', result: 'committed' });
export const confirmed = run(committed, captured, { step: 'settle_cart', result: 'settled' });
