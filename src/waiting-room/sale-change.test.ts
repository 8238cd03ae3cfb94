import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId, asSku } from '../kernel/ids.ts';
import { changed, settingsOf } from './sale.ts';
import type { SaleChange, SaleSettings } from './sale.ts';

const START = 1_000_000_000;
const NOW = START - 60_000;

function lottery(): SaleSettings {
  const made = settingsOf({
    ...{ id: required(asSaleId('sale-one'), 'an id'), name: 'A drop', mode: 'lottery' as const },
    ...{ skus: [required(asSku('pair'), 'a SKU')], quantity: null, price: null },
    ...{ startsAt: START, drawAt: START + 30_000, endsAt: START + 3_600_000 },
    ...{ maxPerBuyer: 1, maxPerNetwork: null, tiers: [], denied: [], ratePerS: 150 },
    checks: { account: false, captcha: false, velocity: false },
  });
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

const after = (change: SaleChange, now = NOW) => {
  const done = changed(lottery(), change, now);
  return done.ok ? done.value : done.reason;
};

test('before its start a sale is changed in all that was announced, and keeps its objects', () => {
  const price = { amount: 900, currency: 'EUR' } as const;
  expect(after({ quantity: 5, price, ratePerS: 10 })).toMatchObject({
    ...{ quantity: 5, price, ratePerS: 10, shards: 2, startsAt: START },
  });
  expect(after({ startsAt: START + 5_000 })).toMatchObject({
    ...{ startsAt: START + 5_000, drawAt: START + 35_000, endsAt: START + 3_600_000 },
  });
  expect(after({ startsAt: START + 5_000, drawAt: START + 5_000 })).toMatchObject({
    drawAt: START + 5_000,
  });
  expect(after({ drawAt: START - 1 })).toBe('draw_outside');
  expect(after({ endsAt: START })).toBe('ends_before_start');
});

test('from its start on only the throttle, the limits and the end are changed', () => {
  const price = { amount: 900, currency: 'EUR' } as const;
  const announced: SaleChange[] = [
    ...[{ startsAt: START + 60_000 }, { drawAt: START + 60_000 }, { quantity: 5 }, { price }],
  ];
  for (const change of announced) expect(after(change, START)).toBe('has_begun');
  const same = { startsAt: START, drawAt: START + 30_000, quantity: null, price: null };
  expect(after({ ...same, ratePerS: 5, maxPerBuyer: 3 }, START + 1)).toMatchObject({
    ...{ ratePerS: 5, maxPerBuyer: 3 },
  });
  expect(after({ endsAt: START + 60_000 }, START + 1)).toMatchObject({ endsAt: START + 60_000 });
});
