/** Bulk jobs: begun by staff, taken on by the queue and the cron, a slice at a time. */
import type { Clock, Digest } from '../../kernel/random.ts';
import type { Result } from '../../kernel/result.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/time.ts';
import type { Milliseconds } from '../../kernel/time.ts';
import type { CatalogueAdmin } from '../admin.ts';
import type { InvalidInput } from '../faults.ts';
import type { ProductRow } from '../input.ts';
import type { Product, ProductId } from '../product.ts';
import type { BulkEdit } from './edit.ts';
import { afterSlice, cancelled, isRunning, newJob, writing } from './job.ts';
import type { Format, Job, Mode, Note } from './job.ts';
import type { BrokenPart, FileRecord } from './slices.ts';
import { nextSlice } from './working.ts';

export type FilePart = {
  readonly bytes: Uint8Array;
  /** Null where the bytes are no UTF-8. */
  readonly text: string | null;
  /** True where the file ends with it. */
  readonly final: boolean;
  readonly lost: boolean;
};

export type Files = {
  put(id: string, bytes: Uint8Array): Promise<void>;
  read(id: string, at: number, length: number, size: number): Promise<FilePart>;
  remove(id: string): Promise<void>;
};

export type UsedName = { readonly name: string; readonly line: number };

export type JobLog = {
  begin(job: Job): Promise<void>;
  /** True for the one who may do the next slice, until then. */
  claim(id: string, step: number, now: Milliseconds, until: Milliseconds): Promise<boolean>;
  release(id: string): Promise<void>;
  /** Keeps where the slice that is under way ends. */
  place(job: Job): Promise<void>;
  /** Keeps how far it is, and gives the claim back. */
  keep(job: Job, notes: readonly Note[]): Promise<void>;
  cancel(id: string): Promise<void>;
  find(id: string): Promise<{ readonly job: Job; readonly cancel: boolean } | null>;
  latest(limit: number): Promise<Job[]>;
  /** Running jobs that nobody works on. */
  left(now: Milliseconds): Promise<string[]>;
  notes(id: string, kind: Note['kind'], limit: number): Promise<Note[]>;
  /** Notes names; answers those that another line has used before. */
  takenNames(
    id: string,
    names: readonly UsedName[],
  ): Promise<(UsedName & { readonly first: number })[]>;
  forgetBefore(at: Milliseconds): Promise<void>;
};

export type BulkPorts = {
  readonly log: JobLog;
  readonly files: Files;
  readonly readCsv: (part: Uint8Array, final: boolean) => Promise<Result<FileRecord[], BrokenPart>>;
  readonly admin: Pick<CatalogueAdmin, 'importOnce'>;
  readonly rowOfValue: (value: unknown) => Result<ProductRow, InvalidInput>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  readonly bySlugs: (slugs: readonly string[]) => Promise<Product[]>;
  /** In the order of their row numbers, which are above `row` and up to `last`. */
  readonly productsAfter: (row: number, limit: number, last?: number) => Promise<Product[]>;
  /** Sends for another turn of a job. */
  readonly send: (id: string) => Promise<void>;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly digest: Digest;
};

/** A worker that says nothing for so long has ended. */
const CLAIM_MS = 2 * MINUTE_MS;
/** How long a job and its report can be looked at. */
const KEPT_MS = 30 * DAY_MS;

export type NewFile = {
  readonly format: Format;
  readonly name: string;
  readonly bytes: Uint8Array;
};

export type Bulk = {
  /** Begins to look at a file; writes nothing unless `mode` says so. */
  importFile(file: NewFile, mode: Mode): Promise<Job>;
  edit(edit: BulkEdit): Promise<Job>;
  /** Writes what was checked; null for an unknown job. */
  write(id: string): Promise<Job | null>;
  /** Ends it after the slice that is under way; what was written stays. */
  cancel(id: string): Promise<Job | null>;
  find(id: string): Promise<Job | null>;
  latest(limit: number): Promise<Job[]>;
  notes(id: string, kind: Note['kind'], limit: number): Promise<Note[]>;
  /** Goes on with a job for so long, then sends for the next turn. */
  turn(id: string, milliseconds: number): Promise<void>;
  /** Takes up what was left lying, and forgets old jobs. */
  resume(): Promise<void>;
};

/** Does the next slice, unless somebody else is at it; answers the job when it was done. */
async function advance(ports: BulkPorts, id: string): Promise<Job | null> {
  const { log, files, clock } = ports;
  const found = await log.find(id);
  if (found === null || !isRunning(found.job)) return null;
  const { job, cancel } = found;
  const now = clock();
  if (!(await log.claim(id, job.step, now, now + CLAIM_MS))) return null;
  try {
    const { outcome, notes } = cancel ? { outcome: null, notes: [] } : await nextSlice(ports, job);
    const next = outcome === null ? cancelled(job, clock()) : afterSlice(job, outcome, clock());
    await log.keep(next, notes);
    if (!isRunning(next) && next.phase !== 'checked') await files.remove(id);
    return next;
  } catch (error) {
    await log.release(id);
    throw error;
  }
}

/** Bulk jobs over these ports. */
export function bulkOf(ports: BulkPorts): Bulk {
  const { log, files, send, newId, clock } = ports;
  const begin = async (job: Job): Promise<Job> => {
    await log.begin(job);
    await send(job.id);
    return job;
  };
  const find = async (id: string): Promise<Job | null> => (await log.find(id))?.job ?? null;
  return {
    async importFile({ bytes, format, name }, mode) {
      const id = newId();
      await files.put(id, bytes);
      return begin(newJob(id, { kind: 'file', format, name, size: bytes.length }, mode, clock()));
    },
    edit: (edit) => begin(newJob(newId(), { kind: 'edit', edit }, 'stop', clock())),
    async write(id) {
      const job = await find(id);
      if (job === null) return null;
      const next = writing(job, clock());
      if (next === job) return job;
      await log.keep(next, []);
      await send(id);
      return next;
    },
    async cancel(id) {
      const job = await find(id);
      if (job === null) return null;
      if (job.phase === 'checked') {
        await log.keep(cancelled(job, clock()), []);
        await files.remove(id);
      } else {
        await log.cancel(id);
        await advance(ports, id);
      }
      return find(id);
    },
    find,
    latest: (limit) => log.latest(limit),
    notes: (id, kind, limit) => log.notes(id, kind, limit),
    async turn(id, milliseconds) {
      const until = clock() + milliseconds;
      for (;;) {
        const job = await advance(ports, id);
        if (job === null || !isRunning(job)) return;
        if (clock() >= until) return send(id);
      }
    },
    async resume() {
      for (const id of await log.left(clock())) await send(id);
      await log.forgetBefore(clock() - KEPT_MS);
    },
  };
}
