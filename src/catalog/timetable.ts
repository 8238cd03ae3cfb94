/**
 * What changes by itself: a product whose time has come is published anew. Nothing a buyer pays
 * waits for this, since offers are read with the clock; it keeps pages and lists up with them.
 */
import type { Milliseconds } from '../kernel/time.ts';
import type { Product, ProductId } from './product.ts';
import { nextChangeAt } from './showing.ts';
import type { BadgeRules } from './showing.ts';

/** Products that one run publishes anew; what is left waits for the next minute. */
const MAX_DUE = 500;

export type NextChange = { readonly id: ProductId; readonly at: Milliseconds | null };

export type TimetablePorts = {
  /** Products whose next change is at or before an instant, the earliest first. */
  readonly due: (now: Milliseconds, limit: number) => Promise<ProductId[]>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  /** Gives products a new version and their next change, and marks their copies. */
  readonly advance: (next: readonly NextChange[], now: Milliseconds) => Promise<void>;
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<unknown>;
  readonly badges: BadgeRules;
};

/** Publishes anew what is shown otherwise from now on; answers how many products. */
export async function keepTimetable(ports: TimetablePorts, now: Milliseconds): Promise<number> {
  const ids = await ports.due(now, MAX_DUE);
  if (ids.length === 0) return 0;
  const products = await ports.byIds(ids);
  await ports.advance(
    products.map((product) => ({ id: product.id, at: nextChangeAt(product, now, ports.badges) })),
    now,
  );
  await ports.announce(
    products.map(({ slug }) => slug),
    false,
  );
  return products.length;
}
