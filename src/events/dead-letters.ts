/**
 * What became of messages that nobody could act on: they are kept, counted and shown, until staff
 * sends them again once the cause is gone, or discards them and says why.
 */
import type { Page } from '../kernel/page.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';

export const LETTER_STATES = ['waiting', 'replayed', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

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
  readonly state: LetterState;
  /** When staff replayed or discarded it. */
  readonly settledAt: Milliseconds | null;
  /** Why it was discarded. */
  readonly note: string | null;
};

export type LetterQuery = {
  readonly queue: string | null;
  readonly state: LetterState | null;
  /** The `next_cursor` of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
};

export type DeadLetters = {
  /** Keeps a message; the same one again is counted, and waits again. */
  keep(queue: string, body: unknown, reason: string): Promise<void>;
  /** One page, the latest first; null for a cursor that is none of ours. */
  page(query: LetterQuery): Promise<Page<DeadLetter> | null>;
  find(key: string): Promise<DeadLetter | null>;
  /** Records what staff did with a letter; one that came again since waits on. */
  settle(
    letter: Pick<DeadLetter, 'key' | 'times'>,
    settlement: Pick<DeadLetter, 'state' | 'settledAt' | 'note'>,
  ): Promise<void>;
  /** How many wait, counted up to `most`. */
  waiting(most: number): Promise<number>;
};

/** A letter in the API's list. */
export type DeadLetterView = {
  key: string;
  queue: string;
  reason: string;
  state: LetterState;
  times: number;
  first_at: string;
  last_at: string;
  settled_at: string | null;
  note: string | null;
};

/** A letter in the API's shape, without its body. */
export const deadLetterView = (letter: DeadLetter): DeadLetterView => ({
  key: letter.key,
  queue: letter.queue,
  reason: letter.reason,
  state: letter.state,
  times: letter.times,
  first_at: rfc3339(letter.firstAt),
  last_at: rfc3339(letter.lastAt),
  settled_at: letter.settledAt === null ? null : rfc3339(letter.settledAt),
  note: letter.note,
});
