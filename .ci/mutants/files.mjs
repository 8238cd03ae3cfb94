/** What is mutated: the pure core, and the share of each file's mutants that tests kill at least. */

const USUAL = 0.85;

export const files = new Map([
  ['src/kernel/money.ts', USUAL],
  ['src/inventory/ledger.ts', USUAL],
  ['src/inventory/leases.ts', USUAL],
  // Four of its few mutants are of a check that no input can break.
  ['src/pricing/price.ts', 0.8],
  ['src/pricing/tax.ts', USUAL],
  ['src/pricing/coupons.ts', USUAL],
  ['src/pricing/coupon-uses.ts', USUAL],
  ['src/cart/cart.ts', USUAL],
  ['src/checkout/checkout.ts', USUAL],
  ['src/orders/saga.ts', USUAL],
  ['src/orders/saga-move.ts', USUAL],
  ['src/orders/saga-payment.ts', USUAL],
  ['src/orders/saga-commands.ts', USUAL],
  ['src/orders/effects.ts', USUAL],
  ['src/orders/refunds.ts', USUAL],
  ['src/orders/refund-amounts.ts', USUAL],
  ['src/orders/returns.ts', USUAL],
  ['src/orders/money-check.ts', USUAL],
  ['src/orders/money-ledger.ts', USUAL],
  ['src/orders/shipments.ts', USUAL],
  ['src/orders/answers.ts', USUAL],
  ['src/orders/machine.ts', USUAL],
]);
