/** What makes the `worker` project quick: none of it changes what a test sees. */
import { unstable_readConfig } from 'wrangler';
import type { Plugin } from 'vite';

/**
 * Packages handed to a runtime as one file each: each test file starts a runtime of its own, which
 * asks for its modules one by one. Hono is not among them, since its parts must share their state.
 */
export const PACKAGES = [
  ...['zod', 'stripe', 'jose', 'otpauth', 'cockatiel', 'uqr'],
  ...['drizzle-orm', 'drizzle-orm/d1', 'drizzle-orm/sqlite-core'],
];

/** Leaves the source maps of packages out: they are most of what a runtime would be sent. */
export const withoutPackageMaps: Plugin = {
  name: 'without-package-maps',
  enforce: 'post',
  transform: (code, id) =>
    id.includes('/node_modules/') ? { code, map: { mappings: '' } } : undefined,
};

type Consumer = {
  queue: string;
  max_batch_size?: number;
  max_retries?: number;
  dead_letter_queue?: string;
};

const RETRY_DELAY_S = 1;

/** The consumers of `wrangler.toml`, without the waits that let messages gather. */
export function hastyConsumers(configPath: string) {
  const { queues } = unstable_readConfig({ config: configPath });
  const own: readonly Consumer[] = queues.consumers ?? [];
  const consumers = own.map((consumer) => [
    consumer.queue,
    {
      maxBatchSize: consumer.max_batch_size,
      maxRetries: consumer.max_retries,
      deadLetterQueue: consumer.dead_letter_queue,
      maxBatchTimeout: 0,
      retryDelay: RETRY_DELAY_S,
    },
  ]);
  return Object.fromEntries(consumers);
}
