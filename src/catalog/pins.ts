/**
 * The products that come first in a category, in the merchant's order; the whole shop's are those
 * of the home page. The index takes their place from the product, as it takes everything.
 */
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { invalid } from './faults.ts';
import type { InvalidInput } from './faults.ts';
import type { Product, ProductId } from './product.ts';
import { categoryTrail } from './product.ts';

/** More than a page shows first is an order of everything, which sorting is for. */
export const MAX_PINS = 50;

export type PinPorts = {
  /** Ids of the category's pins, in order. */
  readonly pinned: (category: string) => Promise<ProductId[]>;
  /** Puts these in place of those there were; marks the copies of both. Answers their slugs. */
  readonly pin: (
    category: string,
    ids: readonly ProductId[],
    now: Milliseconds,
  ) => Promise<string[]>;
  /** A product by its id or the merchant's. */
  readonly find: (id: string) => Promise<Product | null>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<unknown>;
  readonly clock: () => Milliseconds;
};

export type Pins = {
  /** The category's pins, in order. */
  list(category: string): Promise<Product[]>;
  /** Puts these first, by their ids or the merchant's; none of them for the usual order. */
  set(category: string, ids: readonly string[]): Promise<Result<Product[], InvalidInput>>;
};

const standsIn = (product: Product, category: string): boolean =>
  category === '' || categoryTrail(product.category.slug).includes(category);

/** Pins over these ports. */
export function pinsOf(ports: PinPorts): Pins {
  const { pinned, pin, find, byIds, announce, clock } = ports;
  const list = async (category: string): Promise<Product[]> => {
    const ids = await pinned(category);
    const products = new Map((await byIds(ids)).map((product) => [product.id, product]));
    return ids.flatMap((id) => products.get(id) ?? []);
  };
  return {
    list,
    async set(category, ids) {
      if (ids.length > MAX_PINS) {
        return invalid([{ pointer: '/products', detail: `Expected at most ${MAX_PINS} products` }]);
      }
      const found = await Promise.all(ids.map(find));
      const errors = found.flatMap((product, index) => {
        const pointer = `/products/${index}`;
        if (product === null) return [{ pointer, detail: 'There is no such product' }];
        const first = found.findIndex((other) => other?.id === product.id);
        if (first !== index) return [{ pointer, detail: 'The same product twice' }];
        return standsIn(product, category)
          ? []
          : [{ pointer, detail: 'It is not in this category' }];
      });
      if (errors.length > 0) return invalid(errors);
      const products = found.filter((product) => product !== null);
      const slugs = await pin(
        category,
        products.map(({ id }) => id),
        clock(),
      );
      if (slugs.length > 0) await announce(slugs, true);
      return ok(products);
    },
  };
}
