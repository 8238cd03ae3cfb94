/**
 * Five projects: `core` (pure code, in Node), `sandbox` (the outside world's stand-in, through
 * miniflare), `worker` (routes, objects and queues, inside workerd), `storms` (many at once over
 * sockets) and `browser` (a real browser against a running shop).
 */
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sandboxWorker } from './sandbox-worker.ts';
import { TEST_SECRETS } from './secrets.ts';
import { PACKAGES, hastyConsumers, withoutPackageMaps } from './worker-runtime.ts';

/** Past this, workers wait for the one process that hands them their modules. */
const MOST_WORKERS = 4;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export default defineConfig({
  root,
  test: {
    // One for each core: vitest would leave a core to itself, which then mostly waits.
    maxWorkers: Math.min(availableParallelism(), MOST_WORKERS),
    // Requests that went well are not worth a line of a test's output.
    onConsoleLog: (line) => !line.startsWith('{"level":"info"'),
    projects: [
      {
        root,
        logLevel: 'error',
        test: {
          name: 'core',
          include: [
            ...['src/**/*.test.ts', 'tests/unit/**/*.test.ts', 'tests/model/**/*.test.ts'],
            ...['tests/simulator/**/*.test.ts', 'tests/drop/**/*.test.ts'],
          ],
        },
      },
      {
        root,
        logLevel: 'error',
        test: {
          name: 'sandbox',
          include: ['tests/sandbox/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        logLevel: 'error',
        plugins: [
          withoutPackageMaps,
          cloudflareTest(async () => ({
            main: './src/index.ts',
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ...TEST_SECRETS,
                STOCK_TELL_MS: '1000',
                FUZZ_REQUESTS: process.env.FUZZ_REQUESTS ?? '2000',
                FUZZ_SEED: process.env.FUZZ_SEED ?? '1',
                CATALOG_MIGRATIONS: await readD1Migrations(join(root, 'migrations/catalog')),
                BACKOFFICE_MIGRATIONS: await readD1Migrations(join(root, 'migrations/backoffice')),
              },
              queueConsumers: hastyConsumers(join(root, 'wrangler.toml')),
              d1Databases: ['SHARD_A', 'SHARD_B'],
              workers: [await sandboxWorker('worker')],
            },
          })),
        ],
        test: {
          name: 'worker',
          // `npm run record:release` runs these instead: they write down, and test nothing.
          include: [`tests/worker/**/*.${process.env.RECORD_RELEASE ? 'record' : 'test'}.ts`],
          setupFiles: ['tests/worker/setup.ts'],
          deps: { optimizer: { ssr: { enabled: true, include: PACKAGES } } },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        logLevel: 'error',
        test: {
          name: 'storms',
          include: ['tests/storms/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        root,
        logLevel: 'error',
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/browser/start-shop.ts'],
          // One shop serves all files: a file at a time keeps its stock and inbox to itself.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
