/** How busy the busiest thread of a process is: the one that runs the Workers. */
import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of /proc, in seconds. */
const TICK_S = 0.01;

/** CPU seconds by thread; empty where there is no /proc. */
function secondsOf(pid: number | null): Map<string, number> {
  const folder = `/proc/${pid}/task`;
  const seconds = new Map<string, number>();
  if (pid === null) return seconds;
  try {
    for (const thread of readdirSync(folder)) {
      const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      seconds.set(thread, (Number(fields[11]) + Number(fields[12])) * TICK_S);
    }
  } catch {
    // No /proc, or a thread that ended just now: what was read so far is told.
  }
  return seconds;
}

/** Begins to measure; what it answers with tells the share of the time since, 0 to 1. */
export function watchThreads(pid: number | null): () => number {
  const before = secondsOf(pid);
  const startedAt = performance.now();
  return () => {
    const passed = (performance.now() - startedAt) / 1_000;
    const used = [...secondsOf(pid)].map(([id, seconds]) => seconds - (before.get(id) ?? 0));
    return Math.max(0, ...used) / passed;
  };
}
