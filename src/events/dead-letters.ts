/** What became of messages that nobody could act on: they are kept, counted and shown. */
import type { Milliseconds } from '../kernel/time.ts';

export type DeadLetter = {
  readonly key: string;
  /** The queue it was sent to. */
  readonly queue: string;
  /** JSON, as it was sent. */
  readonly body: string;
  readonly reason: string;
  /** How often it came. */
  readonly times: number;
  readonly firstAt: Milliseconds;
  readonly lastAt: Milliseconds;
};

export type DeadLetters = {
  /** Keeps a message; the same one again is counted. */
  keep(queue: string, body: unknown, reason: string): Promise<void>;
  /** The latest ones, at most `limit`. */
  list(limit: number): Promise<DeadLetter[]>;
};
