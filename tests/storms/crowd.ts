/** Many at once, and the wait until all that they began has ended. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Order, StormShop } from './shop.ts';

/** Workers of what is only preparation: enough to keep two cores busy. */
const PREPARING = 32;
/** Wait between two looks at an order. */
const LOOK_MS = 250;

/** Does something for each, some at a time, and answers in their order. */
export async function each<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  workers = PREPARING,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const [item] = items.slice(at, at + 1);
      if (item !== undefined) results[at] = await work(item, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, worker));
  return results;
}

/** As many as `count`, made by their number. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The value that `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Answers with status 500 or more, and connections that broke off. */
export const failures = (answers: readonly Answer<unknown>[]): Answer<unknown>[] =>
  answers.filter(({ status }) => status === 0 || status >= 500);

const ENDS = new Set(['confirmed', 'rejected', 'expired', 'cancelled', 'refunded']);

/** Shared by all orders of a shop: nobody moves an order out of these but staff. */
export const isTerminal = (status: string): boolean => ENDS.has(status);

export type Settled = { readonly ms: number; readonly faults: readonly string[] };

/** Waits until every order is terminal; one that is not within its bound is a fault. */
export async function settled(
  shop: StormShop,
  orders: readonly Order[],
  withinMs: number,
): Promise<Settled> {
  const startedAt = performance.now();
  const faults: string[] = [];
  await each(orders, async (order) => {
    for (;;) {
      const { status, body } = await shop.orderOf(order);
      if (status === 200 && isTerminal(body.status)) return;
      if (performance.now() - startedAt > withinMs) {
        const seen = status === 200 ? body.status : `answered with ${status}`;
        faults.push(`order ${order.id} is ${seen} after ${withinMs} ms`);
        return;
      }
      await pause(LOOK_MS);
    }
  });
  return { ms: performance.now() - startedAt, faults };
}
