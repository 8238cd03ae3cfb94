/** What keeps search going: builds of the index, counts of shelves, and the report of searches. */
import type { Clock } from '../kernel/random.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Generation } from './generation.ts';
import type { ReportEntry, ReportKind } from './log.ts';
import type { Plan } from './plan.ts';
import { countShelves, goOn, isDue } from './rebuild.ts';
import type { RebuildPorts } from './rebuild.ts';
import { servingIn } from './state.ts';
import type { SearchState } from './state.ts';

export type UpkeepPorts = {
  readonly rebuild: RebuildPorts;
  readonly log: {
    report(kind: ReportKind, since: number, limit: number): Promise<ReportEntry[]>;
    forgetBefore(at: number): Promise<void>;
  };
  /** Writes what this isolate has counted. */
  readonly write: () => Promise<void>;
  readonly planOf: (generation: Generation) => Promise<Plan>;
  readonly later: (work: Promise<unknown>) => void;
  readonly clock: Clock;
};

export type Upkeep = {
  state(): Promise<SearchState>;
  /** Begins a build, or lets one that is under way go on, after the answer. */
  build(): Promise<SearchState>;
  /** Each minute: goes on with a build, begins one that is due, counts shelves. */
  sweep(): Promise<void>;
  /** Drops searches of long ago. */
  forget(): Promise<void>;
  report(kind: ReportKind, days: number): Promise<ReportEntry[]>;
};

/** Searches one report names. */
const MAX_REPORTED = 100;
/** What people typed is theirs: kept no longer than a season's trends need. */
const SEARCHES_KEPT_MS = 90 * DAY_MS;

/** Upkeep over these ports. */
export function upkeepOf({ rebuild, log, write, planOf, later, clock }: UpkeepPorts): Upkeep {
  const { state } = rebuild;
  return {
    state: () => state.read(),
    async build() {
      await state.begin(clock(), rebuild.bound);
      later(goOn(rebuild, planOf));
      return state.read();
    },
    async sweep() {
      const now = await state.read();
      const due = now.building === null && isDue(now, rebuild.bound, clock());
      if (due) await state.begin(clock(), rebuild.bound);
      if (await goOn(rebuild, planOf)) return;
      await countShelves(rebuild, servingIn(now));
    },
    forget: () => log.forgetBefore(clock() - SEARCHES_KEPT_MS),
    async report(kind, days) {
      await write();
      return log.report(kind, clock() - days * DAY_MS, MAX_REPORTED);
    },
  };
}
