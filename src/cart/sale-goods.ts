/** A cart as it is for who has a sale's pass: its goods cost what they cost in the sale. */
import type { SalePrice } from '../pricing/sale-price.ts';
import type { CartState } from './cart.ts';

/**
 * The sale's price for a cart, of those that its holder's passes give: the first one that is for
 * something in it, since an order has the goods of one sale.
 */
export const salePriceFor = (
  { currency, lines }: Pick<CartState, 'currency' | 'lines'>,
  prices: readonly SalePrice[],
): SalePrice | null =>
  prices.find(
    ({ skus, each }) => each.currency === currency && lines.some(({ sku }) => skus.includes(sku)),
  ) ?? null;

/** The cart with the sale's goods at its price, locked for as long as the pass is good. */
export const atSalePrice = (state: CartState, sale: SalePrice | null): CartState =>
  sale === null || sale.each.currency !== state.currency
    ? state
    : {
        ...state,
        lines: state.lines.map((line) =>
          sale.skus.includes(line.sku)
            ? { ...line, unitPrice: sale.each.amount, lockedUntil: sale.until }
            : line,
        ),
      };
