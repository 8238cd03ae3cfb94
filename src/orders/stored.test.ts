import { expect, test } from 'vitest';
import { begin } from './saga-move.ts';
import { stateOf } from './stored.ts';

test('a state of today is read as it is', () => {
  const state = begin(1);
  expect(stateOf(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test('a state of the first release, without returns and disputes, has none', () => {
  const { returns, disputes, moneyCheck, ...old } = begin(1);
  expect([returns, disputes, moneyCheck]).toEqual([[], [], null]);
  expect(stateOf(old)).toEqual(begin(1));
});

test('a refund of the first release is read with what it lacked', () => {
  const old = { id: 'rf_9', amount: 5, reason: 'late', status: 'succeeded', reference: 're_1' };
  const { refunds } = stateOf({ ...begin(1), refunds: [{ ...old, status: 'succeeded', at: 7 }] });
  expect(refunds).toEqual([
    {
      ...{ ...old, at: 7, tax: 0, lines: [], origin: 'staff' },
      history: [
        { status: 'pending', at: 7 },
        { status: 'succeeded', at: 7 },
      ],
    },
  ]);
});
