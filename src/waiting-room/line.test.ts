import { expect, test } from 'vitest';
import { required } from '../kernel/assert.ts';
import { asSaleId, asSku } from '../kernel/ids.ts';
import { keptLine, placeOf } from './line.ts';
import type { Line, TierLine } from './line.ts';
import { settingsOf } from './sale.ts';

const START = 1_000_000_000;
const NOW = START + 120_000;
const SALE = required(asSaleId('sale-one'), 'an id');

function lineWith(open: Partial<TierLine>, available: number): Line {
  const settings = settingsOf({
    ...{ id: SALE, name: 'A drop', mode: 'first_come' as const, quantity: null, price: null },
    ...{ skus: [required(asSku('pair'), 'a SKU')], startsAt: START, drawAt: START },
    ...{
      endsAt: START + 3_600_000,
      maxPerBuyer: 1,
      maxPerNetwork: null,
      tiers: [],
      denied: [],
      ratePerS: 10,
    },
    checks: { account: false, captcha: false, velocity: false },
  });
  if (!settings.ok) throw new Error(settings.reason);
  const tier: TierLine = {
    ...{ served: { bucket: 1, fraction: 0 }, waiting: { from: 1, counts: [1_000] } },
    ...{ open: true, lastMinute: 60, moved: 60, came: 1, ...open },
  };
  return {
    ...{ settings: settings.value, status: 'open', sequence: 1, at: NOW, tiers: { open: tier } },
    ...{ stock: 'available', available, admitted: 60 },
  };
}

/** Where somebody in the middle of bucket 1 stands: five hundred tickets are before theirs. */
function middle(line: Line) {
  const ticket = { sale: SALE, bucket: 1, visitor: 'v', who: 'v', tier: 'open' };
  const place = placeOf(line, ticket, 0.5, NOW);
  if (place.kind !== 'waiting') throw new Error(place.kind);
  return place;
}

test('a wait is reckoned by the places that the line moved, not by the people let in', () => {
  const alone = middle(lineWith({ lastMinute: 60, moved: 60 }, 100));
  // Nine of ten tickets are further ones of the same accounts: the line passes them over.
  const many = middle(lineWith({ lastMinute: 60, moved: 600, came: 0.1 }, 100));
  expect(alone.ahead).toEqual({ from: 450, to: 550 });
  expect(many.ahead).toEqual(alone.ahead);
  const [slow, fast] = [required(alone.waitMs, 'a wait'), required(many.waitMs, 'a wait')];
  expect(slow.from / fast.from).toBeCloseTo(10, 3);
  expect(middle(lineWith({ lastMinute: 0, moved: 0 }, 100)).waitMs).toBeNull();
});

const chanceOf = (came: number, available: number) =>
  middle(lineWith({ moved: 60 / came, came }, available)).chance;

test('goods are called unlikely only where too few are left for those who come', () => {
  expect(chanceOf(1, 100)).toBe('unlikely');
  expect(chanceOf(0.1, 100)).toBe('uncertain');
  expect(chanceOf(0.1, 20)).toBe('unlikely');
  expect(chanceOf(0.1, 600)).toBe('likely');
});

test('a line of an older release is read as if every place were a person', () => {
  const { moved: _moved, came: _came, ...tier } = required(lineWith({}, 1).tiers['open'], 'a tier');
  const kept = keptLine({ ...lineWith({}, 1), tiers: { open: { ...tier, lastMinute: 7 } } });
  expect(kept.tiers['open']).toMatchObject({ lastMinute: 7, moved: 7, came: 1 });
});
