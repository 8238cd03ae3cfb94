/** The settings of a drop, for tests of what is made of them. */
import { required } from '../../src/kernel/assert.ts';
import { asSaleId } from '../../src/kernel/ids.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { settingsOf } from '../../src/waiting-room/sale.ts';
import type { NewSale, SaleSettings } from '../../src/waiting-room/sale.ts';

export const SALE = required(asSaleId('sale-one'), 'an id');
export const START = 1_000_000_000_000;

/** A drop of a day from `START` on, first come first served, without checks. */
export function saleSettings(changes: Partial<NewSale> = {}): SaleSettings {
  const settings = settingsOf({
    ...{ id: SALE, name: 'A drop', skus: [], quantity: null, price: null },
    mode: 'first_come',
    ...{
      startsAt: START,
      drawAt: null,
      endsAt: START + DAY_MS,
      maxPerBuyer: 1,
      maxPerNetwork: null,
    },
    ...{ tiers: [], denied: [], ratePerS: 10 },
    checks: { account: false, captcha: false, velocity: false },
    ...changes,
  });
  if (!settings.ok) throw new Error(settings.reason);
  return settings.value;
}
