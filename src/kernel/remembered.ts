/** Small facts that every request reads and that change rarely, remembered for some seconds. */
import type { Clock } from './random.ts';

export type RememberOptions = { readonly clock: Clock; readonly milliseconds: number };

type Entry<T> = { readonly value: Promise<T>; readonly until: number };

export type Remembered<K, T> = {
  /** The answer for `key`: from memory while it is fresh. */
  get(key: K): Promise<T>;
  /** Lets the next one ask anew. */
  forget(): void;
};

/**
 * Remembers what `ask` answers. What failed is not kept, and who asks while an answer is on its way
 * waits for that one.
 */
export function remembered<K extends string, T>(
  ask: (key: K) => Promise<T>,
  { clock, milliseconds }: RememberOptions,
): Remembered<K, T> {
  const held = new Map<K, Entry<T>>();
  return {
    get(key) {
      const known = held.get(key);
      const now = clock();
      if (known !== undefined && known.until > now) return known.value;
      const value = ask(key);
      held.set(key, { value, until: now + milliseconds });
      value.catch(() => held.delete(key));
      return value;
    },
    forget: () => held.clear(),
  };
}
