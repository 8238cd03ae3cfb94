/**
 * What changes by itself: a product whose time has come is published anew. Nothing a buyer pays
 * waits for this, since offers are read with the clock; it keeps pages and lists up with them.
 */
import type { Clock } from '../kernel/random.ts';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { Product, ProductId } from './product.ts';
import { nextChangeAt } from './showing.ts';
import type { BadgeRules } from './showing.ts';

/** Products that are read, written and announced together. */
const DUE_A_PAGE = 500;
/** How long one run goes on: a sale of ten thousands begins at once. The rest waits a minute. */
const RUN_MS = 30 * SECOND_MS;

export type NextChange = { readonly id: ProductId; readonly at: Milliseconds | null };

export type TimetablePorts = {
  /** Products whose next change is at or before an instant, the earliest first. */
  readonly due: (now: Milliseconds, limit: number) => Promise<ProductId[]>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  /** Gives products a new version and their next change, and marks their copies. */
  readonly advance: (next: readonly NextChange[], now: Milliseconds) => Promise<void>;
  readonly announce: (slugs: readonly string[], atOnce: boolean) => Promise<unknown>;
  readonly badges: BadgeRules;
  readonly clock: Clock;
};

/** Publishes anew what is shown otherwise from now on; answers how many products. */
export async function keepTimetable(ports: TimetablePorts, now: Milliseconds): Promise<number> {
  const until = ports.clock() + RUN_MS;
  for (let published = 0; ;) {
    const due = await publishDue(ports, now);
    published += due;
    if (due < DUE_A_PAGE || ports.clock() >= until) return published;
  }
}

async function publishDue(ports: TimetablePorts, now: Milliseconds): Promise<number> {
  const ids = await ports.due(now, DUE_A_PAGE);
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
  return ids.length;
}
