/**
 * Cron → jobs. Nothing a buyer waits for depends on one: they sweep what a lost message or a crash
 * has left. One job's failure keeps no other from running.
 */
import { sweep } from './catalog/publishing.ts';
import { DAY_MS } from './kernel/time.ts';
import { describeError, log } from './platform/log.ts';
import type { Services } from './services.ts';

type Job = {
  readonly name: string;
  readonly run: (services: Services, now: number) => Promise<unknown>;
};

/** Clients repeat a request within a day; a day more for clocks and queues. */
const ANSWERS_KEPT_MS = 2 * DAY_MS;

const JOBS: Readonly<Record<string, readonly Job[]>> = {
  '* * * * *': [
    { name: 'sweep_catalogue', run: ({ publishing }, now) => sweep(publishing, now) },
    {
      name: 'forget_answers',
      run: ({ catalogueOutbox }, now) => catalogueOutbox.forgetBefore(now - ANSWERS_KEPT_MS),
    },
  ],
};

/** Runs the jobs of a cron trigger, one after the other. */
export async function runJobs(cron: string, services: Services, now: number): Promise<void> {
  for (const job of JOBS[cron] ?? []) {
    try {
      await job.run(services, now);
    } catch (error) {
      log('error', 'job_failed', { job: job.name, error: describeError(error) });
    }
  }
}
