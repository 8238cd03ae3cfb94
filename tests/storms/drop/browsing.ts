/**
 * People who only look, at a rate that does not depend on how soon they are answered. They have a
 * process of their own: in the crowd's, they would wait for the crowd's work beside the shop's.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Home, product pages, products and a list, as people who click through a shop ask for them. */
const pathsOf = (slug: string): readonly string[] => [
  '/',
  `/products/${slug}`,
  `/api/products/${slug}`,
  '/api/products?limit=20',
  `/products/${slug}`,
];

/** What the process is told. */
export type Browsing = {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly perSecond: number;
};

/** Milliseconds of each answer, and how many were refused. */
export type Browsed = { readonly latencies: readonly number[]; readonly refused: number };

/** Browses one product's surroundings at so many requests a second until told to stop. */
export function browse(origin: URL, slug: string, perSecond: number): { stop(): Promise<Browsed> } {
  const told: Browsing = { origin: origin.href, paths: pathsOf(slug), perSecond };
  const child = fork(new URL('./browsing-process.ts', import.meta.url), [JSON.stringify(told)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const answered: Promise<Browsed[]> = once(child, 'message');
  const gone = once(child, 'exit').then(() => []);
  return {
    async stop() {
      child.send('stop');
      const [browsed] = await Promise.race([answered, gone]);
      if (browsed === undefined) throw new Error('the process told nothing');
      return browsed;
    },
  };
}
