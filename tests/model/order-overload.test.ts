/** An owner of stock that is asked too much: what becomes of the orders that meet it. */
import { expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { asSaleId, asSku } from '../../src/kernel/ids.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import { perform } from '../../src/orders/effects.ts';
import { after, at, authorized, brief, NOW, placed } from './order-states.ts';
import type { Answer } from './order-states.ts';
import { portsWith } from './order-ports.ts';
import type { Answers } from './order-ports.ts';
import { DOCUMENT } from './order-world.ts';

const released: Answer = { step: 'release', result: 'released' };
const [A, B] = ['A', 'B'].map((text) => required(asSku(text), 'a SKU'));
const lines = [A, B].flatMap((sku) =>
  DOCUMENT.lines.map((line) => ({ ...line, sku: required(sku, 'a SKU') })),
);

const reserving = (reserve: NonNullable<Answers['stock']>['reserve']) => {
  const { ports } = portsWith(reserve === undefined ? {} : { stock: { reserve } });
  const effect = required(placed.effect, 'an effect in flight');
  return perform(effect, { document: { ...DOCUMENT, lines }, state: placed }, ports);
};

test('an owner that is asked too much is named, and what is short goes before it', async () => {
  const overloaded = fail({ reason: 'overloaded' } as const);
  const held = ok({ allocations: [], lane: 2 });
  const outcome = await reserving(async (sku) => (sku === B ? overloaded : held));
  expect(outcome).toMatchObject({ result: 'overloaded', skus: ['B'], lanes: { A: 2 } });
  const gone = fail({ reason: 'out_of_stock', available: 0 } as const);
  const short = await reserving(async (sku) => (sku === B ? overloaded : gone));
  expect(short).toMatchObject({ result: 'short', lines: [{ sku: 'A' }] });
});

test('a new order gives up on an owner that is asked too much, and tells it later', () => {
  const skus = [required(asSku('A'), 'a SKU')];
  const refused = after(placed, { step: 'reserve', result: 'overloaded', skus });
  expect(brief(refused)).toEqual(['placed', 'release']);
  expect(refused.state).toMatchObject({ ending: { cause: 'overloaded' }, overloaded: skus });
  const { notBefore = 0 } = refused.state.effect ?? {};
  expect(notBefore - NOW).toBeGreaterThanOrEqual(7_500);
  expect(notBefore - NOW).toBeLessThanOrEqual(12_500);
  expect(brief(after(refused.state, released))).toEqual(['rejected', null]);
});

test('who has paid, or was let in by a sale, is not given up for load', () => {
  const answer = { step: 'reserve', result: 'overloaded', skus: [] } as const;
  const entry = {
    ...{ sale: required(asSaleId('sale-one'), 'an id'), pass: 'p', shards: 1, who: 'w' },
    ...{ units: 1, limit: 1, buyer: 'b', address: 'a' },
  };
  const inside = { ...at(), document: { ...DOCUMENT, entry } };
  const lost = after(authorized, { step: 'commit', result: 'lost' });
  const paid = after(lost.state, released);
  for (const going of [after(placed, answer, inside), after(paid.state, answer)]) {
    expect(going.state).toMatchObject({ ending: null, effect: { step: 'reserve', tries: 1 } });
  }
});
