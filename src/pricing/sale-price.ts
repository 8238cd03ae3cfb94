/** What goods cost whom a sale has let in, as long as their pass is good. */
import type { Sku } from '../kernel/ids.ts';
import type { Money } from '../kernel/money.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** A sale's own price of its goods. */
export type SalePrice = {
  readonly skus: readonly Sku[];
  readonly each: Money;
  /** When the pass that gives it is over. */
  readonly until: Milliseconds;
};
