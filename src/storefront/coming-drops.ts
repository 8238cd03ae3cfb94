/** The drops that public pages tell of: as old as their list, which is a few seconds at most. */
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import type { Money } from '../kernel/money.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';

/** Nobody waits for what is further ahead. */
const TOLD_AHEAD_MS = 14 * DAY_MS;

export type DropShown = {
  readonly id: string;
  readonly name: string;
  readonly startsAt: Milliseconds;
  readonly running: boolean;
  /** What a piece costs inside; null for the price of the day. */
  readonly price: Money | null;
  /** A picture of the first thing in it. */
  readonly image: string | null;
};

/** The first drop that comes or runs; with SKUs, the first that sells one of them. */
export async function dropShown(
  c: Context<AppEnv>,
  skus: readonly string[] | null,
): Promise<DropShown | null> {
  const { sales, catalogue } = c.get('services');
  const now = Date.now();
  const coming = await sales.coming();
  const sale = coming.find(
    ({ startsAt, endsAt, skus: sold }) =>
      now < endsAt &&
      startsAt - now < TOLD_AHEAD_MS &&
      (skus === null || sold.some((sku) => skus.includes(sku))),
  );
  if (sale === undefined) return null;
  const { id, name, startsAt } = sale;
  const first = sale.skus.slice(0, 1);
  const [offers, line] = await Promise.all([
    catalogue.offers(first, DEFAULT_MARKET).catch(() => null),
    sales.rooms.line(id).catch(() => null),
  ]);
  const [offer] = offers?.values() ?? [];
  const price = line?.settings.price ?? null;
  return { id, name, startsAt, running: now >= startsAt, price, image: offer?.image ?? null };
}

/** What of a drop a page is drawn from. */
export const dropKey = (drop: DropShown | null): string => JSON.stringify(drop);
