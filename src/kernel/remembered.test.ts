import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

const asked = () => {
  let now = 1_000;
  const answers: (number | Error | Promise<number>)[] = [];
  let questions = 0;
  const ask = async (): Promise<number> => {
    questions += 1;
    const answer = answers.shift();
    if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer');
    return answer;
  };
  return {
    ...{ ask, answers, clock: () => now },
    questions: () => questions,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
};

test('an answer serves until it is too old, and not a moment longer', async () => {
  const world = asked();
  world.answers.push(1, 2);
  const known = remembered(world.ask, { clock: world.clock, milliseconds: 10 });
  expect([await known.get(''), await known.get('')]).toEqual([1, 1]);
  world.pass(9);
  expect(await known.get('')).toBe(1);
  world.pass(1);
  expect(await known.get('')).toBe(2);
  expect(world.questions()).toBe(2);
});

test('nobody waits for a question of somebody else, who may have died with it', async () => {
  const world = asked();
  world.answers.push(new Promise<number>(() => undefined), 2);
  const known = remembered(world.ask, { clock: world.clock, milliseconds: 10 });
  void known.get('');
  expect(await known.get('')).toBe(2);
});

test('what failed is not kept; the last answer serves where that is said', async () => {
  const world = asked();
  world.answers.push(new Error('away'), 1, new Error('away'), 2);
  const options = { clock: world.clock, milliseconds: 10 };
  const known = remembered(world.ask, { ...options, instead: (_, last) => last ?? 0 });
  expect([await known.get(''), await known.get('')]).toEqual([0, 1]);
  world.pass(10);
  expect([await known.get(''), await known.get('')]).toEqual([1, 2]);
  await expect(remembered(world.ask, options).get('')).rejects.toThrow('no answer');
});
