/**
 * The saga as the orders' driver is given it: the shop's own, with what it is told and where it
 * goes counted, and every move held against its table.
 */
import { next as move } from '../../src/orders/saga.ts';
import { ORDER_TRANSITIONS } from '../../src/orders/machine.ts';
import { allows } from '../../src/kernel/machine.ts';
import { simulated } from './simulated.ts';

/** `next` of the saga, observed. */
export const next: typeof move = (state, outcome, context) => {
  const world = simulated();
  const moved = move(state, outcome, context);
  world.sees(`outcome ${outcome.step}: ${outcome.result}${moved === null ? ', too late' : ''}`);
  if (moved === null) return null;
  const { status, version } = moved.state;
  world.sees(`status ${status}`);
  const { id } = context.document;
  const path = moved.state.history.slice(state.history.length - 1).map((entry) => entry.status);
  const legal = path.every((to, step) => {
    const from = path[step - 1];
    return from === undefined || allows(ORDER_TRANSITIONS, from, to);
  });
  world.holds(legal && path.at(-1) === status, 'I9', id, path.join(' → '));
  world.holds(version >= state.version, 'I9', id, `version ${state.version} → ${version}`);
  if (world.trace.on) {
    const after = moved.state.effect?.step ?? 'nothing';
    world.trace.line(`order ${outcome.step} ${outcome.result}: ${status}, then ${after}`, id);
  }
  return moved;
};
