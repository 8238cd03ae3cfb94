/**
 * Commands under an idempotency key: that one was given is kept in the commit of its effect, so the
 * same request again, at once or later, meets the answer of the first.
 */
import { fail } from '../src/kernel/result.ts';
import type { Result } from '../src/kernel/result.ts';
import type { OrderState } from '../src/orders/order.ts';
import type { Once, OnceKey } from '../src/orders/port.ts';
import type { Move, SagaContext } from '../src/orders/saga-move.ts';
import { orderView } from '../src/orders/view.ts';
import type { OrderView } from '../src/orders/view.ts';
import type { OrderDriver } from './order-driver.ts';
import type { OrderRows } from './order-rows.ts';

/** What a command makes of an order. */
export type Decide<F extends { reason: string }> = (
  state: OrderState,
  context: SagaContext,
) => Result<Move, F>;

/** Gives a command to an order, once for each key; without a key each time. */
export async function commandOnce<F extends { reason: string }>(
  { driver, rows }: { readonly driver: OrderDriver | null; readonly rows: OrderRows },
  once: OnceKey | null,
  decide: Decide<F>,
): Promise<Once<F>> {
  if (driver === null) return fail({ reason: 'unknown_order' });
  const view = (): OrderView => orderView(driver.order.document, driver.order.state);
  // Looked up in the turn that decides: what is in flight may be this same request's twin.
  while (driver.busy) await driver.run();
  const given = once === null ? null : rows.answer(once.key);
  if (given !== null) {
    if (given.fingerprint !== once?.fingerprint) return fail({ reason: 'key_reused' });
    await driver.run();
    const answer: OrderView | null = JSON.parse(given.body);
    return { ok: true, value: answer ?? view(), replayed: true };
  }
  const decided = await driver.command<Result<Move, F>>(decide, () => {
    if (once !== null) rows.saveAnswer(once.key, once.fingerprint, null);
  });
  if (!decided.ok) return decided;
  if (once !== null) rows.saveAnswer(once.key, once.fingerprint, view());
  return { ok: true, value: view(), replayed: false };
}
