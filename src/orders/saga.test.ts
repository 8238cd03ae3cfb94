import { expect, test } from 'vitest';
import { DOCUMENT, TOTAL } from '../../tests/model/order-world.ts';
import { begin } from './saga-move.ts';
import type { SagaContext } from './saga-move.ts';
import { next } from './saga.ts';

const context: SagaContext = { document: DOCUMENT, now: 1, pollMs: 1 };

test('an outcome that answers an older effect is dropped', () => {
  const state = begin(0);
  const outcome = { step: 'reserve', result: 'reserved' } as const;
  expect(next(state, { ...outcome, version: state.version - 1 }, context)).toBeNull();
  expect(next(state, { ...outcome, version: state.version }, context)).not.toBeNull();
});

test('a payment that holds another amount is shown to people, not captured', () => {
  const effect = { step: 'resolve', version: 1, tries: 0, notBefore: 0 } as const;
  const state = { ...begin(0), status: 'awaiting_payment', effect } as const;
  const holding = (amount: number, currency: string) =>
    next(
      state,
      {
        ...{ step: 'resolve', result: 'found', version: 1 },
        payment: {
          ...{ id: 'pi_1', status: 'requires_capture', amount: TOTAL, currency },
          ...{ capturable: amount, received: 0, clientSecret: '', failure: null },
        },
      },
      context,
    )?.state;
  expect(holding(TOTAL, 'eur')).toMatchObject({ status: 'authorized' });
  expect(holding(TOTAL - 1, 'eur')).toMatchObject({ status: 'needs_attention', effect: null });
  expect(holding(TOTAL, 'usd')).toMatchObject({ status: 'needs_attention', effect: null });
});
