/** Small facts that every request reads and that change rarely, remembered for some seconds. */
import type { Clock } from './random.ts';

export type RememberOptions<T> = {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** What serves in place of a failed answer, given the last one; without it, it is thrown. */
  readonly instead?: (error: unknown, last: T | null) => T;
};

type Entry<T> = { readonly value: T; readonly from: number };

export type Remembered<K, T> = {
  /** The answer for `key`: from memory while it is fresh. */
  get(key: K): Promise<T>;
  /** Lets the next one ask anew. */
  forget(): void;
};

/**
 * Remembers what `ask` answered. Only answers are shared, not questions: a question may die with
 * the request that asked it, and whoever waited for it would wait for ever.
 */
export function remembered<K extends string, T>(
  ask: (key: K) => Promise<T>,
  { clock, milliseconds, instead }: RememberOptions<T>,
): Remembered<K, T> {
  const held = new Map<K, Entry<T>>();
  return {
    async get(key) {
      const known = held.get(key);
      const now = clock();
      if (known !== undefined && now >= known.from && now < known.from + milliseconds) {
        return known.value;
      }
      try {
        const value = await ask(key);
        held.set(key, { value, from: now });
        return value;
      } catch (error) {
        if (instead === undefined) throw error;
        return instead(error, known?.value ?? null);
      }
    },
    forget: () => held.clear(),
  };
}
