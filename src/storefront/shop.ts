/** What every page knows: whose shop it is, in which language, and how its shelves are named. */
import { createContext, useContext } from 'hono/jsx';
import type { CategoryNode } from '../catalog/categories.ts';
import { assert } from '../kernel/assert.ts';
import type { Market } from '../pricing/markets.ts';
import type { Locale } from './locale.ts';

export type Shop = {
  readonly name: string;
  /** Such as `https://shop.example`, without a slash at the end. */
  readonly origin: string;
  readonly market: Market;
  readonly locale: Locale;
  /** Empty where the catalogue cannot be reached: a page without them still serves. */
  readonly categories: readonly CategoryNode[];
};

export const ShopContext = createContext<Shop | null>(null);

/** The shop of the page being drawn. */
export function useShop(): Shop {
  const shop = useContext(ShopContext);
  assert(shop !== null, 'a page is drawn inside its ShopContext');
  return shop;
}
