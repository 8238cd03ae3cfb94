/** Starts rebuilds and takes them on, one at a time, whoever asks: staff, a script or the cron. */
import type { Clock } from '../kernel/random.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { advance, newRebuild } from './rebuild.ts';
import type { Rebuild, RebuildPorts } from './rebuild.ts';

export type RebuildLog = {
  /** Keeps a new rebuild, unless another one is under way. */
  begin(rebuild: Rebuild): Promise<void>;
  /** Gives the next slice to one worker, until it is kept, let go or overdue. */
  claim(id: string, step: number, now: Milliseconds, until: Milliseconds): Promise<boolean>;
  /** Keeps the outcome of a slice that was claimed. */
  keep(rebuild: Rebuild): Promise<void>;
  /** Lets a slice go that failed. */
  release(id: string): Promise<void>;
  find(id: string): Promise<Rebuild | null>;
  /** The latest ones, at most `limit`. */
  latest(limit: number): Promise<Rebuild[]>;
};

export type Rebuilds = Pick<RebuildLog, 'find' | 'latest'> & {
  /** A new rebuild, or the one that is under way. */
  start(repair: boolean): Promise<Rebuild>;
  /** Does a slice; null for an unknown one. A finished one stays as it is. */
  advance(id: string): Promise<Rebuild | null>;
  /** Takes on what was left lying for a minute, a few slices of it. */
  resume(now: Milliseconds): Promise<void>;
};

/** A slice takes seconds; after this its worker is gone. */
const LEASE_MS = 2 * MINUTE_MS;
/** Slices a cron run does: some ten seconds, well within its time. */
const SLICES_A_RUN = 5;

/** Rebuilds over their ports. */
export function rebuildsOver(
  ports: RebuildPorts & {
    readonly log: RebuildLog;
    readonly clock: Clock;
    readonly newId: () => string;
  },
): Rebuilds {
  const { log, clock } = ports;

  /** Does the next slice, unless another worker is at it. */
  async function step(rebuild: Rebuild): Promise<Rebuild> {
    if (rebuild.phase === 'done') return rebuild;
    const now = clock();
    if (!(await log.claim(rebuild.id, rebuild.step, now, now + LEASE_MS))) return rebuild;
    try {
      const next = await advance(rebuild, ports);
      const kept = { ...next, step: rebuild.step + 1, updatedAt: clock() };
      await log.keep(kept);
      if (kept.phase === 'done') await ports.scratch.clear();
      return kept;
    } catch (error) {
      await log.release(rebuild.id);
      throw error;
    }
  }

  const underWay = async (): Promise<Rebuild | null> => {
    const [latest] = await log.latest(1);
    return latest === undefined || latest.phase === 'done' ? null : latest;
  };

  return {
    find: log.find,
    latest: log.latest,

    async start(repair) {
      const fresh = newRebuild(ports.newId(), repair, clock());
      await log.begin(fresh);
      return (await underWay()) ?? fresh;
    },

    async advance(id) {
      const rebuild = await log.find(id);
      return rebuild === null ? null : step(rebuild);
    },

    async resume(now) {
      let rebuild = await underWay();
      if (rebuild === null || rebuild.updatedAt > now - MINUTE_MS) return;
      for (let slice = 0; slice < SLICES_A_RUN && rebuild.phase !== 'done'; slice++) {
        rebuild = await step(rebuild);
      }
    },
  };
}
