/** Drives work at a bounded concurrency for a bounded time, and counts what it took. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Connection } from './connections.ts';

export type Slice = {
  readonly done: number;
  readonly perSecond: number;
  /** CPU time of the platform's process per piece of work; null where it cannot be read. */
  readonly cpuMicroseconds: number | null;
  readonly p50Ms: number;
};

/** One piece of work over a connection; throws when its answer is not the expected one. */
export type Piece = (connection: Connection) => Promise<void>;

/** A clock tick of /proc, in seconds. */
const TICK_S = 0.01;

/** CPU seconds a process has used; null where there is no /proc. */
export function cpuSecondsOf(pid: number | null): number | null {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_S;
  } catch {
    return null;
  }
}

/** The middle one of some values. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export type Target = { readonly origin: URL; readonly pid: number | null };

export type Bounds = {
  readonly concurrency: number;
  /** Time in which pieces are counted. */
  readonly milliseconds: number;
  /** Time before it, until as many pieces end as begin. */
  readonly rampMs: number;
  /** Pieces at most. */
  readonly most: number;
};

/**
 * How long a slice may go on after its time. workerd was seen to hang for good, its V8 sweeping one
 * page over and over.
 */
const STALLED_MS = 30_000;

type Mark = { readonly at: number; readonly cpu: number | null };

const mark = ({ pid }: Target): Mark => ({ at: performance.now(), cpu: cpuSecondsOf(pid) });

/**
 * Repeats a piece on `concurrency` connections until the time or the pieces are used up, and counts
 * those that ended within it.
 */
export async function drive(target: Target, piece: Piece, bounds: Bounds): Promise<Slice> {
  const { concurrency, milliseconds, rampMs, most } = bounds;
  const connections = Array.from({ length: concurrency }, () => new Connection(target.origin));
  const latencies: number[] = [];
  let begun = 0;
  let from: Mark = mark(target);
  let until: Mark | null = null;
  const finish = (): void => {
    until ??= mark(target);
  };
  const timers = [
    setTimeout(() => {
      from = mark(target);
      latencies.length = 0;
    }, rampMs),
    setTimeout(finish, rampMs + milliseconds),
  ];
  const stalled = new Promise<never>((_, reject) => {
    const give = (): void => reject(new Error('the platform stopped answering'));
    timers.push(setTimeout(give, rampMs + milliseconds + STALLED_MS));
  });
  try {
    const driven = Promise.all(
      connections.map(async (connection) => {
        for (let now = performance.now(); until === null && begun < most;) {
          begun += 1;
          await piece(connection);
          const after = performance.now();
          if (until === null) latencies.push(after - now);
          now = after;
        }
        // The pieces are used up: what is still under way does not fill the machine any more.
        if (until === null) finish();
      }),
    );
    await Promise.race([driven, stalled]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    for (const connection of connections) connection.close();
  }
  return sliceOf(latencies, from, until ?? mark(target));
}

function sliceOf(latencies: readonly number[], from: Mark, until: Mark): Slice {
  const done = latencies.length;
  const cpu = from.cpu === null || until.cpu === null ? null : until.cpu - from.cpu;
  return {
    done,
    perSecond: (done / (until.at - from.at)) * 1000,
    cpuMicroseconds: cpu === null ? null : (cpu / done) * 1e6,
    p50Ms: median(latencies),
  };
}
