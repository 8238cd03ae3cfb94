/** The CATALOG_JOBS queue: each message is a turn of a bulk job's, which sends for the next one. */
import { describeError, log } from '../../platform/log.ts';
import type { Bulk } from './service.ts';

/** How long one turn goes on: well within what the platform gives a batch. */
const TURN_MS = 20_000;

export type JobMessage = { readonly job: string };

const jobIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'job' in body && typeof body.job === 'string'
    ? body.job
    : null;

/** Takes jobs on. A turn that fails is tried again; the cron takes up what the queue lost. */
export async function consumeCatalogJobs(batch: MessageBatch, bulk: Bulk): Promise<void> {
  for (const message of batch.messages) {
    const job = jobIn(message.body);
    try {
      if (job !== null) await bulk.turn(job, TURN_MS);
      message.ack();
    } catch (error) {
      log('warn', 'bulk_turn_failed', { job, error: describeError(error) });
      message.retry();
    }
  }
}
