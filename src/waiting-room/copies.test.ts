import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId } from '../kernel/ids.ts';
import { newRoom } from './controller.ts';
import { LineCopies } from './copies.ts';
import { LINE_FRESH_MS, LINE_STALE_MS } from './line.ts';
import type { Line } from './line.ts';
import { lineOf } from './room-view.ts';
import { settingsOf } from './sale.ts';

const SALE = required(asSaleId('sale-one'), 'an id');
const START = 1_000_000_000;

function lineAt(at: number): Line {
  const settings = settingsOf({
    ...{
      id: SALE,
      name: 'A drop',
      skus: [],
      quantity: null,
      price: null,
      mode: 'first_come' as const,
    },
    ...{
      startsAt: START,
      drawAt: null,
      endsAt: START + 60_000,
      maxPerBuyer: 1,
      maxPerNetwork: null,
      tiers: [],
    },
    ...{ denied: [], ratePerS: 10, checks: { account: false, captcha: false, velocity: false } },
  });
  if (!settings.ok) throw new Error(settings.reason);
  return lineOf(settings.value, newRoom(settings.value, at), at);
}

test('while nobody answers, an old copy serves and says itself how old it is', async () => {
  let now = START;
  let away = false;
  const read = async () => {
    if (away) throw new Error('away');
    return lineAt(START);
  };
  const copies = new LineCopies({ lines: { read }, clock: () => now, later: () => undefined });
  expect(await copies.line(SALE)).toMatchObject({ at: START });
  away = true;
  for (const age of [LINE_FRESH_MS, LINE_STALE_MS + 1, 10 * LINE_STALE_MS]) {
    now = START + age;
    expect(await copies.line(SALE)).toMatchObject({ at: START });
  }
});

const away = () => Promise.reject(new Error('away'));

test('where there is no copy, what failed is told', async () => {
  const lines = { read: away };
  const copies = new LineCopies({ lines, clock: () => START, later: () => undefined });
  await expect(copies.line(SALE)).rejects.toThrow('away');
});
