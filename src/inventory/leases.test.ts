import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asOrderId } from '../kernel/ids.ts';
import { MAX_VERDICTS_A_RUN, VERDICT_RETRY_MS, settleLeases } from './leases.ts';
import type { Hold, HoldKey, Verdict } from './stock.ts';

const order = (number: number) => required(asOrderId(`order-${1_000_000 + number}`), 'an order id');

const hold = (number: number, round = 1, warehouse = 'main'): Hold => ({
  ...{ orderId: order(number), round, warehouse, quantity: 1, leaseUntil: 1 },
});

const NOW = 100_000;

test('a hold is given back by its order’s word', async () => {
  const [settled] = await settleLeases([hold(1)], NOW, async () => ({ kind: 'release' }));
  expect(settled).toEqual({
    key: { orderId: order(1), round: 1 },
    verdict: { kind: 'release' },
    silent: false,
  });
});

test('a hold is kept as long as its order says, and for 5 s at least', async () => {
  const keep = async (until: number) => {
    const verdict: Verdict = { kind: 'keep_until', until };
    const [settled] = await settleLeases([hold(1)], NOW, async () => verdict);
    return settled;
  };
  expect(await keep(NOW + 60_000)).toMatchObject({
    verdict: { kind: 'keep_until', until: NOW + 60_000 },
    silent: false,
  });
  expect(await keep(NOW)).toMatchObject({ verdict: { kind: 'keep_until', until: NOW + 5_000 } });
});

test('a hold whose order does not answer is kept, and asked about again in a minute', async () => {
  const [settled] = await settleLeases([hold(1)], NOW, async () => {
    throw new Error('unreachable');
  });
  expect(VERDICT_RETRY_MS).toBe(60_000);
  expect(settled).toEqual({
    key: { orderId: order(1), round: 1 },
    verdict: { kind: 'keep_until', until: NOW + 60_000 },
    silent: true,
  });
});

test('an order is asked once for each of its rounds, and so many orders a run', async () => {
  const asked: HoldKey[] = [];
  const ask = async (key: HoldKey): Promise<Verdict> => {
    asked.push(key);
    return { kind: 'release' };
  };
  await settleLeases([hold(1), hold(1, 1, 'north'), hold(1, 2), hold(2)], NOW, ask);
  expect(asked).toEqual([
    { orderId: order(1), round: 1 },
    { orderId: order(1), round: 2 },
    { orderId: order(2), round: 1 },
  ]);
  asked.length = 0;
  const crowd = Array.from({ length: MAX_VERDICTS_A_RUN + 10 }, (_, number) => hold(number));
  expect(await settleLeases(crowd, NOW, ask)).toHaveLength(50);
  expect(asked.at(0)?.orderId).toBe(order(0));
});
