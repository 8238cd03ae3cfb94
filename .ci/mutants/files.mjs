/** What is mutated: the pure core. Of the mutants of each file, tests kill this share at least. */

export const LEAST_KILLED = 0.85;

export const files = [
  'src/kernel/money.ts',
  'src/inventory/ledger.ts',
  'src/inventory/leases.ts',
  'src/pricing/price.ts',
  'src/pricing/tax.ts',
  'src/pricing/coupons.ts',
  'src/pricing/coupon-uses.ts',
  'src/cart/cart.ts',
  'src/checkout/checkout.ts',
];
