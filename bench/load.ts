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
function cpuSecondsOf(pid: number | null): number | null {
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
  readonly milliseconds: number;
  /** Pieces at most. */
  readonly most: number;
};

/** Repeats a piece on `concurrency` connections until the time or the pieces are used up. */
export async function drive(
  target: Target,
  piece: Piece,
  { concurrency, milliseconds, most }: Bounds,
): Promise<Slice> {
  const connections = Array.from({ length: concurrency }, () => new Connection(target.origin));
  const latencies: number[] = [];
  const cpuBefore = cpuSecondsOf(target.pid);
  const startedAt = performance.now();
  const end = startedAt + milliseconds;
  let begun = 0;
  try {
    await Promise.all(
      connections.map(async (connection) => {
        for (let now = performance.now(); now < end && begun < most;) {
          begun += 1;
          await piece(connection);
          const after = performance.now();
          latencies.push(after - now);
          now = after;
        }
      }),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = cpuSecondsOf(target.pid);
  const done = latencies.length;
  const cpu = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  return {
    done,
    perSecond: done / seconds,
    cpuMicroseconds: cpu === null ? null : (cpu / done) * 1e6,
    p50Ms: median(latencies),
  };
}
