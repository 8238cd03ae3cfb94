/** What a run came to, in numbers that can be added up. */
import type { World } from './world.ts';

export type Counts = Readonly<Record<string, number>>;

export type RunReport = {
  readonly seed: number;
  /** Stands for the whole run: the same seed has the same. */
  readonly digest: string;
  readonly steps: number;
  readonly orders: number;
  readonly faults: Counts;
  readonly awaits: Counts;
  readonly crashPoints: Counts;
  readonly calls: Counts;
  readonly saga: Counts;
  readonly endings: Counts;
};

const countsOf = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Sums of counts, by name. */
export function added(sums: Counts, more: Counts): Counts {
  const total = new Map(Object.entries(sums));
  for (const [name, count] of Object.entries(more)) total.set(name, (total.get(name) ?? 0) + count);
  return countsOf(total);
}

/** The numbers of a world that has settled. */
export function reportOf(world: World): RunReport {
  const endings = new Map<string, number>();
  let orders = 0;
  for (const { state } of world.orders.all()) {
    orders += 1;
    for (const { history } of state.shipments) {
      for (const { status } of history) world.sees(`shipment ${status}`);
    }
    for (const { history } of state.returns) {
      for (const { status } of history) world.sees(`return ${status}`);
    }
    const cause = state.ending === null ? '' : `: ${state.ending.cause}`;
    const ending = `${state.status}${cause}`;
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  return {
    seed: world.options.seed,
    digest: `${world.scheduler.digest.toString(16)}-${world.scheduler.steps}`,
    steps: world.scheduler.steps,
    orders,
    faults: countsOf(world.faults.counts),
    awaits: countsOf(world.network.awaits),
    crashPoints: countsOf(world.network.crashPoints),
    calls: countsOf(world.network.outcomes),
    saga: countsOf(world.seen),
    endings: countsOf(endings),
  };
}
