/**
 * The process of those who only look: so many requests a second until told to stop, each on a free
 * connection of its own. Tells what `browse` answers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '../../../bench/connections.ts';
import type { Browsed, Browsing } from './browsing.ts';

/** The server closes what was idle for 5 s; one near that is not written to any more. */
const IDLE_MS = 3_000;
/** A connection that the server closes just as it is written to is no answer. */
const TRIES = 4;

const { origin, paths, perSecond }: Browsing = JSON.parse(process.argv[2] ?? '');

type Idle = { readonly connection: Connection; readonly since: number };

let idle: Idle[] = [];
const latencies: number[] = [];
const under: Promise<void>[] = [];
let refused = 0;
const stopping = new AbortController();

function connectionTo(url: URL): Connection {
  const last = idle.pop();
  if (last === undefined) return new Connection(url);
  if (performance.now() - last.since < IDLE_MS) return last.connection;
  for (const { connection } of [last, ...idle]) connection.close();
  idle = [];
  return new Connection(url);
}

async function statusOf(path: string): Promise<number> {
  const connection = connectionTo(new URL(origin));
  try {
    const { status } = await connection.call({ method: 'GET', path });
    idle.push({ connection, since: performance.now() });
    return status;
  } catch {
    connection.close();
    return 0;
  }
}

async function look(path: string): Promise<void> {
  const startedAt = performance.now();
  let status = await statusOf(path);
  for (let tries = 1; status === 0 && tries < TRIES; tries++) status = await statusOf(path);
  if (status === 200) latencies.push(performance.now() - startedAt);
  else refused += 1;
}

process.once('message', () => stopping.abort());

const startedAt = performance.now();
for (let at = 0; !stopping.signal.aborted; at++) {
  const due = startedAt + (at * 1_000) / perSecond;
  await pause(Math.max(0, due - performance.now()));
  under.push(look(paths[at % paths.length] ?? '/'));
}
await Promise.all(under);
for (const { connection } of idle) connection.close();
const told: Browsed = { latencies, refused };
// Only once it is out: what is still on its way when the channel closes is lost.
process.send?.(told, () => process.disconnect());
