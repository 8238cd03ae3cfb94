/**
 * What staff does with dead letters. A letter is sent before it is marked, so a crash between the
 * two sends it again: its consumer, which acts once on a message however often it comes, is used to
 * that. Both are told in the log.
 */
import { required } from '../kernel/assert.ts';
import type { Clock } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';

export type LetterRefusal =
  | { reason: 'unknown_letter' }
  | { reason: 'unknown_queue'; queue: string }
  | { reason: 'already_replayed' };

export type LetterDesk = {
  /** Sends a letter to its queue again; one that was sent and did not come back is left alone. */
  replay(key: string): Promise<Result<DeadLetter, LetterRefusal>>;
  /** Takes a letter off the list for good, for a reason; it can still be replayed. */
  discard(key: string, note: string): Promise<Result<DeadLetter, LetterRefusal>>;
};

export type LetterPorts = {
  readonly letters: Pick<DeadLetters, 'find' | 'settle'>;
  /** Sends a body to a queue; false where there is no such queue. */
  readonly send: (queue: string, body: unknown) => Promise<boolean>;
  readonly audit: (event: string, fields: Record<string, string | number>) => void;
  readonly clock: Clock;
};

/** The desk over its ports. */
export function letterDesk({ letters, send, audit, clock }: LetterPorts): LetterDesk {
  async function settle(
    letter: DeadLetter,
    state: 'replayed' | 'discarded',
    note: string | null,
  ): Promise<Result<DeadLetter, LetterRefusal>> {
    const { key, queue, times } = letter;
    await letters.settle(letter, { state, settledAt: clock(), note });
    audit(`dead_letter_${state}`, { key, queue, times, ...(note === null ? {} : { note }) });
    return ok(required(await letters.find(key), 'letters are not deleted'));
  }

  return {
    async replay(key) {
      const letter = await letters.find(key);
      if (letter === null) return fail({ reason: 'unknown_letter' });
      if (letter.state === 'replayed') return ok(letter);
      const body: unknown = JSON.parse(letter.body);
      const sent = await send(letter.queue, body);
      if (!sent) return fail({ reason: 'unknown_queue', queue: letter.queue });
      return settle(letter, 'replayed', null);
    },

    async discard(key, note) {
      const letter = await letters.find(key);
      if (letter === null) return fail({ reason: 'unknown_letter' });
      if (letter.state === 'replayed') return fail({ reason: 'already_replayed' });
      return letter.state === 'discarded' ? ok(letter) : settle(letter, 'discarded', note);
    },
  };
}
