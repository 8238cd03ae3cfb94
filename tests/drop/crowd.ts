/** Crowds for a drop: a spike at its start, and every kind of person in it. */
import { required } from '../../src/kernel/assert.ts';
import { asSaleId, asSku } from '../../src/kernel/ids.ts';
import { settingsOf } from '../../src/waiting-room/sale.ts';
import type { NewSale, SaleSettings } from '../../src/waiting-room/sale.ts';
import type { Person } from './world.ts';

/** mulberry32: a small generator of repeatable numbers in [0, 1). */
export function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of the crowd, where a sale has a tier for them. */
const INVITED = 0.2;
const START = Date.parse('2027-01-01T12:00:00Z');

/** A sale of one SKU that begins at noon. */
export function dropOf(changes: Partial<NewSale> = {}): SaleSettings {
  const made = settingsOf({
    id: required(asSaleId('drop-of-noon'), 'an id'),
    name: 'A drop',
    skus: [required(asSku('pair'), 'a SKU')],
    quantity: null,
    price: null,
    mode: 'first_come',
    startsAt: START,
    drawAt: null,
    endsAt: START + 6 * 3_600_000,
    maxPerBuyer: 1,
    maxPerNetwork: null,
    tiers: [],
    checks: { account: false, captcha: false, velocity: false },
    denied: [],
    ratePerS: 50,
    ...changes,
  });
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

/** Half come in the minute before the start, the rest within five, most of them at once. */
export function crowd(people: number, settings: SaleSettings, draw: () => number): Person[] {
  return Array.from({ length: people }, (_, index): Person => {
    const early = draw() < 0.5;
    const offset = early ? -draw() * 59_000 : draw() ** 3 * 300_000;
    return {
      who: `who-${index}`,
      at: Math.floor(settings.startsAt + offset),
      tier: settings.tiers.length > 1 && draw() < INVITED ? 'vip' : 'open',
      patienceMs: draw() < 0.2 ? 60_000 + draw() * 600_000 : Infinity,
      comes: draw() < 0.9,
      buys: draw() < 0.8,
      pays: draw() < 0.9,
    };
  });
}
