/**
 * A bulk job: a file to bring in, or an edit of many products. It first looks at everything and
 * writes nothing; then, if nothing is wrong or somebody says so, it goes through it again and
 * writes. The work goes on in slices, each kept before the next begins, so that whoever comes by
 * (the queue, a cron) takes it up where the last one ended.
 */
import type { Milliseconds } from '../../kernel/time.ts';
import type { ImportReport } from '../admin-shapes.ts';
import type { BulkEdit } from './edit.ts';

export const PHASES = ['checking', 'checked', 'writing', 'done', 'failed', 'cancelled'] as const;
export type Phase = (typeof PHASES)[number];

export const FORMATS = ['shopify', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** The format of a file by its content type; CSV of a row's own columns is told by its header. */
export function formatOf(type: string): Format | null {
  if (/^text\/csv\b/i.test(type)) return 'shopify';
  const isNdjson = /^application\/(x-ndjson|ndjson|jsonl|jsonlines|x-jsonlines)\b/i.test(type);
  return isNdjson ? 'ndjson' : null;
}

/** What follows the check by itself: nothing, writing if all of it is sound, or whatever is. */
export const MODES = ['stop', 'write_if_sound', 'write_sound'] as const;
export type Mode = (typeof MODES)[number];

export type Source =
  | { readonly kind: 'file'; readonly format: Format; readonly size: number; readonly name: string }
  | { readonly kind: 'edit'; readonly edit: BulkEdit };

/** Where the next slice begins. */
export type Place = {
  /** Bytes of the file; the row number of the last product that was looked at. */
  readonly at: number;
  /** Lines, or products, before it. */
  readonly line: number;
  /** Of a CSV file. */
  readonly header: readonly string[] | null;
  /** Of an edit: the row number that the slice ends with which may have been written already. */
  readonly last?: number;
};

export type Counts = Pick<ImportReport, 'created' | 'updated' | 'unchanged' | 'failed'>;

export type Job = {
  readonly id: string;
  /** Whose it is, and whose products alone it makes and changes; null for staff of the shop. */
  readonly seller: string | null;
  readonly source: Source;
  readonly phase: Phase;
  readonly mode: Mode;
  /** How often it was changed; with the id the key of the next slice, so that it counts once. */
  readonly step: number;
  /** How often the slice that comes next was begun. */
  readonly tries: number;
  readonly place: Place;
  readonly checked: Counts;
  readonly written: Counts;
  /** Why it failed as a whole. */
  readonly problem: string | null;
  readonly startedAt: Milliseconds;
  readonly updatedAt: Milliseconds;
};

/** A row that is wrong, or a product that would change: what a report lists. */
export type Note = {
  readonly line: number;
  readonly kind: 'fault' | 'change';
  /** The merchant's id. */
  readonly id: string;
  readonly text: string;
};

/** What a slice came to. */
export type SliceOutcome =
  | { readonly counts: Counts; readonly next: Place | null }
  | { readonly problem: string };

const NONE: Counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
const START: Place = { at: 0, line: 0, header: null };
const EDIT_START: Place = { at: -1, line: 0, header: null };

const startOf = ({ kind }: Source): Place => (kind === 'file' ? START : EDIT_START);

/** A job that has yet to begin. */
export const newJob = (
  { id, seller }: Pick<Job, 'id' | 'seller'>,
  source: Source,
  mode: Mode,
  now: Milliseconds,
): Job => ({
  ...{ id, seller, source, mode, phase: 'checking', step: 0, tries: 0 },
  ...{ place: startOf(source), checked: NONE, written: NONE, problem: null },
  ...{ startedAt: now, updatedAt: now },
});

const sum = (a: Counts, b: Counts): Counts => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  unchanged: a.unchanged + b.unchanged,
  failed: a.failed + b.failed,
});

export const isRunning = ({ phase }: Job): boolean => phase === 'checking' || phase === 'writing';

/** True for a job that nothing follows any more. */
export const isOver = (job: Job): boolean => !isRunning(job) && job.phase !== 'checked';

/** The job begins to write; a check that is not over, or found nothing to write, stays. */
export function writing(job: Job, now: Milliseconds): Job {
  if (job.phase !== 'checked') return job;
  return { ...job, phase: 'writing', place: startOf(job.source), updatedAt: now };
}

/** The job ends where it is: what was written stays. */
export const cancelled = (job: Job, now: Milliseconds): Job =>
  isRunning(job) || job.phase === 'checked' ? { ...job, phase: 'cancelled', updatedAt: now } : job;

function ended(job: Job, now: Milliseconds): Job {
  if (job.phase === 'writing') return { ...job, phase: 'done' };
  const found: Job = { ...job, phase: 'checked' };
  const sound = job.checked.failed === 0;
  const goesOn = job.mode === 'write_sound' || (job.mode === 'write_if_sound' && sound);
  return goesOn ? writing(found, now) : found;
}

/** The job after its next slice. */
export function afterSlice(job: Job, outcome: SliceOutcome, now: Milliseconds): Job {
  const later = { ...job, updatedAt: now };
  if ('problem' in outcome) return { ...later, phase: 'failed', problem: outcome.problem };
  const counted =
    job.phase === 'writing'
      ? { ...later, written: sum(job.written, outcome.counts) }
      : { ...later, checked: sum(job.checked, outcome.counts) };
  return outcome.next === null ? ended(counted, now) : { ...counted, place: outcome.next };
}

/** How much of the phase is done, 0 to 1; null where nobody can tell. */
export function progressOf({ source, phase, place }: Job): number | null {
  if (phase === 'done' || phase === 'checked') return 1;
  if (source.kind === 'edit') return null;
  return source.size === 0 ? 1 : Math.min(1, place.at / source.size);
}
