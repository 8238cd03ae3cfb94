import { expect, test } from 'vitest';
import { SALE, saleSettings, START } from '../../tests/model/sale-settings.ts';
import { newRoom } from './controller.ts';
import { LineCopies } from './copies.ts';
import { LINE_FRESH_MS, LINE_STALE_MS } from './line.ts';
import type { Line } from './line.ts';
import { lineOf } from './room-view.ts';

function lineAt(at: number): Line {
  const settings = saleSettings();
  return lineOf(settings, newRoom(settings, at), at);
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
