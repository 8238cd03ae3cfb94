/**
 * D1 as the shop asks it: writes that survive its passing errors, and reads from the nearest
 * replica. D1 itself repeats what only reads, twice; a write it leaves to whoever knows that doing
 * it twice does no harm.
 */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { isTransient } from './trouble.ts';

/** After these the queue, the cron or the person who asked tries again, minutes apart. */
const MOST_RETRIES = 2;
/** A reset takes a moment; the waits double and are spread, so that many do not come at once. */
const WAITS_MS = { initialDelay: 100, maxDelay: 1_000 } as const;

const repeating = retry(handleWhen(isTransient), {
  maxAttempts: MOST_RETRIES,
  backoff: new ExponentialBackoff(WAITS_MS),
});

/** Runs an idempotent write, again where D1 says that its trouble passes. */
export const idempotentWrite = <T>(write: () => Promise<T>): Promise<T> =>
  repeating.execute(() => write());

/** What stores need that only read. */
export type Reading = Pick<D1Database, 'prepare' | 'batch'>;

/**
 * Reads from whichever replica is near. One session serves the isolate, so that what it reads never
 * goes back in time; `advance` lets it see what is known to be written. Staff do not read here: who
 * asks the database itself is answered by the primary, which knows what they have just done.
 */
export class Replica implements Reading {
  readonly #database: D1Database;
  #session: D1DatabaseSession | null = null;

  constructor(database: D1Database) {
    this.#database = database;
  }

  prepare(query: string): D1PreparedStatement {
    return this.#current().prepare(query);
  }

  batch<T = unknown>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    return this.#current().batch<T>(statements);
  }

  /** From now on reads see all that was written before `bookmark`. Bookmarks sort by age. */
  advance(bookmark: string): void {
    const seen = this.#current().getBookmark();
    if (seen === null || seen < bookmark) this.#session = this.#database.withSession(bookmark);
  }

  // Begun at the first read: a shop whose database is down is composed too.
  #current(): D1DatabaseSession {
    this.#session ??= this.#database.withSession('first-unconstrained');
    return this.#session;
  }
}

/** Where the primary stands: whoever begins a session with it sees everything written before. */
export async function bookmarkOf(database: D1Database): Promise<string | null> {
  const session = database.withSession('first-primary');
  await session.prepare('SELECT 1').run();
  return session.getBookmark();
}
