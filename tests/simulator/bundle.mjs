/**
 * Bundles the simulator with the shop's own code. Replaced are the platform's module, the `stripe`
 * package, and, for the orders' driver, the saga by one that is observed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = (path) => join(root, 'tests/simulator', path);

const REPLACED = [
  { filter: /^cloudflare:workers$/, path: here('platform/workers.ts') },
  { filter: /^stripe$/, path: here('outside/stripe.ts') },
  { filter: /\/orders\/saga\.ts$/, path: here('observed-saga.ts'), by: 'order-driver.ts' },
];

const replacing = {
  name: 'replaces what surrounds the shop',
  setup(builder) {
    for (const { filter, path, by = '' } of REPLACED) {
      builder.onResolve({ filter }, ({ importer }) => (importer.endsWith(by) ? { path } : null));
    }
  },
};

/** Takes one guard of the shop out (`removals.mjs`). */
const removing = ({ name, file, find, put }) => ({
  name: 'takes a guard out',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path !== join(root, file)) return null;
      const parts = (await readFile(path, 'utf8')).split(find);
      if (parts.length !== 2) throw new Error(`${file} does not hold the guard "${name}" once`);
      return { contents: parts.join(put), loader: 'ts' };
    });
  },
});

/** Writes the bundle and returns its path. */
export async function bundleSimulator({ name = 'main', removal = null } = {}) {
  const outfile = join(root, `dist/simulator/${name}.mjs`);
  await build({
    entryPoints: [here('main.ts')],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.css': 'text' },
    sourcemap: 'inline',
    plugins: removal === null ? [replacing] : [replacing, removing(removal)],
    logLevel: 'error',
  });
  return outfile;
}
