/** R2, KV and the Cache API in memory, as far as the shop uses them. */
import type { World } from '../world.ts';
import { partly } from './partly.ts';

const LATENCY_MS = 10;

/** A bucket of texts. */
export class Bucket {
  readonly #world: World;
  readonly #texts = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  binding(): R2Bucket {
    const texts = this.#texts;
    const ask = <T>(act: () => T): Promise<T> => this.#world.store('R2', LATENCY_MS, act);
    return partly<R2Bucket>({
      put: (key: string, text: string) => ask(() => void texts.set(key, text)),
      get: async (key: string) => {
        const text = await ask(() => texts.get(key) ?? null);
        return text === null ? null : { text: async () => text };
      },
      list: ({ prefix }: { prefix: string }) =>
        ask(() => {
          const keys = [...texts.keys()].filter((key) => key.startsWith(prefix)).toSorted();
          return { objects: keys.map((key) => ({ key })), truncated: false };
        }),
    });
  }

  /** Every text, in the order of the keys, for checkers. */
  texts(): string[] {
    return [...this.#texts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }
}

/** A namespace of texts with what is known of them. */
export function namespaceOf(world: World): KVNamespace {
  const values = new Map<string, { value: string; metadata: unknown }>();
  const ask = <T>(act: () => T): Promise<T> => world.store('KV', LATENCY_MS, act);
  return partly<KVNamespace>({
    getWithMetadata: (key: string) => ask(() => values.get(key) ?? { value: null, metadata: null }),
    put: (key: string, value: string, options: { metadata: unknown }) =>
      ask(() => void values.set(key, { value, metadata: options.metadata })),
  });
}

/** A cache that keeps nothing, as a far data centre's. */
export const emptyCaches = partly<CacheStorage>({
  default: partly<Cache>({ match: async () => undefined, put: async () => {} }),
});
