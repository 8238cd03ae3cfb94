/**
 * Cron → jobs. Nothing a buyer waits for depends on one: they sweep what a lost message or a crash
 * has left. One job's failure keeps no other from running.
 */
import { forget } from './data-care/retention.ts';
import { rotate } from './data-care/rotation.ts';
import { sweep } from './catalog/publishing.ts';
import { keepTimetable } from './catalog/timetable.ts';
import { required } from './kernel/assert.ts';
import { DAY_MS, MINUTE_MS } from './kernel/time.ts';
import { describeError, log } from './platform/log.ts';
import type { Services } from './services.ts';

type Job = {
  readonly name: string;
  /** Runs at minutes that this divides, counted from the epoch. */
  readonly everyMinutes?: number;
  readonly run: (services: Services, now: number) => Promise<unknown>;
};

/** Clients repeat a request within a day; a day more for clocks and queues. */
const ANSWERS_KEPT_MS = 2 * DAY_MS;
/** With a hundred orders a run that is 28,800 a day; see docs/operations.md for more. */
const RECONCILE_EVERY_MINUTES = 5;

const JOBS: Readonly<Record<string, readonly Job[]>> = {
  '* * * * *': [
    { name: 'keep_timetable', run: ({ timetable }, now) => keepTimetable(timetable, now) },
    { name: 'sweep_catalogue', run: ({ publishing }, now) => sweep(publishing, now) },
    {
      name: 'forget_answers',
      run: ({ catalogueOutbox }, now) => catalogueOutbox.forgetBefore(now - ANSWERS_KEPT_MS),
    },
    {
      name: 'reconcile',
      everyMinutes: RECONCILE_EVERY_MINUTES,
      run: ({ reconciliation }) => reconciliation.run('cron', null),
    },
    { name: 'resume_bulk', run: ({ bulk }) => bulk.resume() },
    { name: 'resume_rebuild', run: ({ rebuilds }, now) => rebuilds.resume(now) },
    { name: 'reseal_data', run: ({ dataCare }, now) => rotate(dataCare, now) },
    { name: 'forget_data', run: ({ dataCare }, now) => forget(dataCare, now) },
    { name: 'sweep_search', run: ({ searchUpkeep }) => searchUpkeep.sweep() },
    {
      name: 'forget_searches',
      everyMinutes: 60,
      run: ({ searchUpkeep }) => searchUpkeep.forget(),
    },
  ],
};

const isDue = ({ everyMinutes = 1 }: Job, now: number): boolean =>
  Math.floor(now / MINUTE_MS) % everyMinutes === 0;

/** The crons there are jobs for: those of wrangler.toml. */
export const CRONS: readonly string[] = Object.keys(JOBS);

/** Runs the jobs of a cron trigger, one after the other. Throws for a cron that has none. */
export async function runJobs(cron: string, services: Services, now: number): Promise<void> {
  const jobs = required(JOBS[cron], `there are no jobs for the cron “${cron}”`);
  for (const job of jobs.filter((candidate) => isDue(candidate, now))) {
    try {
      await job.run(services, now);
    } catch (error) {
      log('error', 'job_failed', { job: job.name, error: describeError(error) });
    }
  }
}
