import { expect, test } from 'vitest';
import { gathered } from './gather.ts';

const doubling = () => {
  const runs: number[][] = [];
  const double = gathered((inputs: readonly number[]) => {
    runs.push([...inputs]);
    return Promise.resolve(inputs.map((input) => input * 2));
  });
  return { runs, double };
};

test('calls of one moment go as one and get each its own answer', async () => {
  const { runs, double } = doubling();
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(runs).toEqual([[1, 2, 3]]);
});

test('a call after the answer goes by itself', async () => {
  const { runs, double } = doubling();
  await double(1);
  await double(2);
  expect(runs).toEqual([[1], [2]]);
});

test('what fails is told to all who were gathered', async () => {
  const failing = gathered((): Promise<number[]> => Promise.reject(new Error('down')));
  const both = await Promise.allSettled([failing(1), failing(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
