/** People who only look, at a rate that does not depend on how soon they are answered. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Door } from './door.ts';

/** Home, product pages, products and a list, as people who click through a shop ask for them. */
const pathsOf = (slug: string): readonly string[] => [
  '/',
  `/products/${slug}`,
  `/api/products/${slug}`,
  '/api/products?limit=20',
  `/products/${slug}`,
];

export type Browsed = { readonly latencies: readonly number[]; readonly refused: number };

/** Browses one product's surroundings at so many requests a second until told to stop. */
export function browse(door: Door, slug: string, perSecond: number): { stop(): Promise<Browsed> } {
  const paths = pathsOf(slug);
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  let refused = 0;
  const stopping = new AbortController();
  const look = async (at: number): Promise<void> => {
    const { status, ms } = await door.get(paths[at % paths.length] ?? '/');
    if (status === 200) latencies.push(ms);
    else refused += 1;
  };
  const startedAt = performance.now();
  const driven = (async () => {
    for (let at = 0; !stopping.signal.aborted; at++) {
      const due = startedAt + (at * 1_000) / perSecond;
      await pause(Math.max(0, due - performance.now()));
      under.push(look(at));
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await driven;
      await Promise.all(under);
      return { latencies, refused };
    },
  };
}
