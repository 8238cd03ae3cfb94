/** Coupons of the demo shop, one for each thing a coupon can be. Amounts in minor units of EUR. */

/**
 * @typedef {{
 *   code: string, kind: 'percent' | 'amount', value: number, minimum_minor?: number,
 *   starts_at?: string, ends_at?: string, total_limit?: number, per_customer_limit?: number,
 *   combinable?: boolean,
 * }} Coupon
 */

/** @type {Coupon[]} */
export const COUPONS = [
  { code: 'WELCOME10', kind: 'percent', value: 10, per_customer_limit: 1 },
  { code: 'TWENTYOFF', kind: 'amount', value: 2000, minimum_minor: 15000 },
  { code: 'LAMPLIGHT5', kind: 'amount', value: 500, combinable: true },
  { code: 'FIRSTLIGHT', kind: 'percent', value: 25, total_limit: 1 },
  { code: 'HUNDRED', kind: 'percent', value: 15, total_limit: 100, minimum_minor: 5000 },
  {
    code: 'SUMMER26',
    kind: 'percent',
    value: 20,
    starts_at: '2026-06-01T00:00:00Z',
    ends_at: '2026-09-01T00:00:00Z',
  },
  { code: 'SPRING30', kind: 'percent', value: 15, starts_at: '2030-03-01T00:00:00Z' },
];
