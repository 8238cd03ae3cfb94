/** What is wrong with a sale that staff ask for, field by field. */
import type { InviteRefusal, NewSaleRefusal } from './admin-service.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { ChangeRefusal } from './port.ts';

export type SaleRefusal = NewSaleRefusal | ChangeRefusal | InviteRefusal;

/** Refusals for which some field is to blame. */
export type FieldRefusal = Exclude<
  SaleRefusal,
  { reason: 'unknown_sale' | 'wrong_state' | 'has_begun' | 'sku_in_sale' | 'sale_exists' }
>;

/** The field of the API's body that is to blame, and what is wrong with it. */
export function faultOf(fault: FieldRefusal): { pointer: string; detail: string } {
  switch (fault.reason) {
    case 'ends_before_start':
      return { pointer: '/ends_at', detail: 'Ends before it starts' };
    case 'too_long':
      return { pointer: '/ends_at', detail: `Lasts ${fault.most / DAY_MS} days at most` };
    case 'draw_outside':
      return { pointer: '/draw_at', detail: 'Is drawn while it lasts' };
    case 'tier_repeated':
      return { pointer: '/tiers', detail: `There are two tiers ${fault.tier}` };
    case 'open_tier_starved':
      return {
        pointer: '/tiers',
        detail: `Leaves everybody else less than ${fault.least * 100} % of the places`,
      };
    case 'unknown_sku':
      return { pointer: '/skus', detail: `The catalogue has no ${fault.sku}` };
    case 'unknown_tier':
      return { pointer: '/tier', detail: 'The sale has no such tier' };
  }
}
