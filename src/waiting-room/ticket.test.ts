import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId } from '../kernel/ids.ts';
import type { Seal } from '../kernel/seal.ts';
import { bucketAt, closesAt, isRevealed, rankOf, readTicket, writeTicket } from './ticket.ts';
import type { Ticket } from './ticket.ts';

const DRAW = 1_000_000;
const seal: Seal = {
  sign: (purpose, text) => `k1.${purpose}${text.length}`,
  verify: (purpose, text, mac) => mac === `k1.${purpose}${text.length}`,
};
const ticket: Ticket = {
  sale: required(asSaleId('sale-one'), 'an id'),
  ...{ bucket: 3, visitor: 'v', who: 'w', tier: 'open' },
};

test('all who come before the draw share bucket 0, later ones five seconds each', () => {
  expect([DRAW - 3_600_000, DRAW - 1].map((at) => bucketAt(DRAW, at))).toEqual([0, 0]);
  expect([0, 4_999, 5_000, 12_000].map((after) => bucketAt(DRAW, DRAW + after))).toEqual([
    ...[1, 1, 2, 3],
  ]);
  expect([0, 1, 3].map((bucket) => closesAt(DRAW, bucket))).toEqual([
    ...[DRAW, DRAW + 5_000, DRAW + 15_000],
  ]);
});

test('ranks are told ten seconds after their bucket has closed', () => {
  expect(isRevealed(DRAW, 0, DRAW + 9_999)).toBe(false);
  expect(isRevealed(DRAW, 0, DRAW + 10_000)).toBe(true);
  expect(isRevealed(DRAW, 2, DRAW + 19_999)).toBe(false);
  expect(isRevealed(DRAW, 2, DRAW + 20_000)).toBe(true);
});

test('a ticket is read as it was written, and nothing else is one', () => {
  const text = writeTicket(seal, ticket);
  expect(readTicket(seal, text)).toEqual(ticket);
  for (const forged of ['', '~', text.replace('~', '~x'), `${text}~`, text.slice(1)]) {
    expect(readTicket(seal, forged)).toBeNull();
  }
});

test('a rank follows from sale, bucket and who draws, and lies from 0 to below 1', () => {
  const asked: string[] = [];
  const digest = (purpose: string, text: string) => {
    asked.push(`${purpose}:${text}`);
    return text.endsWith('w') ? 'ffffffffffff00' : '000000000000ff';
  };
  expect(rankOf(digest, ticket)).toBeLessThan(1);
  expect(rankOf(digest, ticket)).toBeGreaterThan(0.999);
  expect(rankOf(digest, { ...ticket, visitor: 'other', who: 'x' })).toBe(0);
  expect(asked[0]).toBe('rank:sale-one\n3\nw');
});
