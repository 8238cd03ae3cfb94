/**
 * State machines as data. A machine is a table `state → states it may move to`; an illegal move is
 * an answer, never silent.
 */

export type Transitions = Readonly<Record<string, readonly string[]>>;

/** True when the table lets `from` move to `to`. */
export const allows = (table: Transitions, from: string, to: string): boolean =>
  table[from]?.includes(to) ?? false;

/** What is wrong with a table: unknown targets, unreachable states, states without a way out. */
export type MachineDefect = { kind: 'unknown' | 'unreachable' | 'dead_end'; state: string };

/** Checks that every state is reached from `start` and that only `ends` have no way out. */
export function defectsOf(
  table: Transitions,
  start: string,
  ends: readonly string[],
): MachineDefect[] {
  const defects: MachineDefect[] = [];
  const seen = new Set([start]);
  const queue = [start];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const target of table[state] ?? []) {
      if (!(target in table)) defects.push({ kind: 'unknown', state: target });
      else if (!seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  for (const [state, targets] of Object.entries(table)) {
    if (!seen.has(state)) defects.push({ kind: 'unreachable', state });
    if (targets.length === 0 && !ends.includes(state)) defects.push({ kind: 'dead_end', state });
  }
  return defects;
}
