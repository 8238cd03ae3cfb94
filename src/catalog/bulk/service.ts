/** Bulk jobs: begun by staff, taken on by the queue and the cron, a slice at a time. */
import type { Clock, Digest } from '../../kernel/random.ts';
import type { Result } from '../../kernel/result.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import type { Milliseconds } from '../../kernel/time.ts';
import type { CatalogueAdmin, ImportOptions, KeyReused, Reply } from '../admin.ts';
import type { InvalidInput } from '../faults.ts';
import type { ProductRow } from '../input.ts';
import type { Product, ProductId } from '../product.ts';
import type { BulkEdit } from './edit.ts';
import { afterSlice, cancelled, isOver, isRunning, newJob, writing } from './job.ts';
import type { Format, Job, Mode, Note } from './job.ts';
import { bringAtOnce } from './at-once.ts';
import type { ShortFile } from './at-once.ts';
import type { BadFile, BrokenPart, FileRecord } from './slices.ts';
import { nextSlice } from './working.ts';
import type { Slice } from './working.ts';

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

export type FoundJob = { readonly job: Job; readonly cancel: boolean };

export type JobLog = {
  begin(job: Job): Promise<void>;
  /** The job, with one try more, for who may do the next slice until then; null for others. */
  claim(id: string, step: number, now: Milliseconds, until: Milliseconds): Promise<FoundJob | null>;
  /** Gives a claim back that has not been given to another; nobody takes it before `until`. */
  release(id: string, claimed: Milliseconds, until: Milliseconds): Promise<void>;
  /** Keeps where the slice that is under way ends. */
  place(job: Job): Promise<void>;
  /**
   * Keeps `next` in the place of `before`, or `ifCancelled` if it was cancelled, and gives the
   * claim back. Null where `before` is not how the job stands any more: then nothing is kept.
   */
  keep(before: Job, next: Job, ifCancelled: Job, notes: readonly Note[]): Promise<Job | null>;
  cancel(id: string): Promise<void>;
  find(id: string): Promise<FoundJob | null>;
  /** Of one seller, or of all for null. */
  latest(limit: number, seller: string | null): Promise<Job[]>;
  /** Running jobs that nobody works on. */
  left(now: Milliseconds): Promise<string[]>;
  notes(id: string, kind: Note['kind'], limit: number): Promise<Note[]>;
  /** Notes names; answers those that another line has used before. */
  takenNames(
    id: string,
    names: readonly UsedName[],
  ): Promise<(UsedName & { readonly first: number })[]>;
  endedBefore(at: Milliseconds, limit: number): Promise<string[]>;
  forget(id: string): Promise<void>;
};

export type BulkPorts = {
  readonly log: JobLog;
  readonly files: Files;
  readonly readCsv: (part: Uint8Array, final: boolean) => Promise<Result<FileRecord[], BrokenPart>>;
  /** Null for bytes that are no UTF-8. */
  readonly decode: (bytes: Uint8Array) => string | null;
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
/** Jobs forgotten in one minute: each has a file to be removed. */
const MAX_FORGOTTEN = 50;
/** A slice that was begun so often will not do better; with the waits between that is a while. */
const MAX_TRIES = 10;
/** How long a slice that failed is left alone; doubles each time, up to the last. */
const FIRST_WAIT_MS = 5 * SECOND_MS;
const LAST_WAIT_MS = 2 * MINUTE_MS;

export type NewFile = {
  readonly format: Format;
  readonly name: string;
  readonly bytes: Uint8Array;
};

/** Jobs as somebody sees them: a seller those they began, staff of the shop all. */
export type Jobs = {
  /** Begins to look at a file; writes nothing unless `mode` says so. */
  importFile(file: NewFile, mode: Mode): Promise<Job>;
  /** Writes what was checked; null for an unknown job. */
  write(id: string): Promise<Job | null>;
  /** Ends it after the slice that is under way; what was written stays. */
  cancel(id: string): Promise<Job | null>;
  find(id: string): Promise<Job | null>;
  latest(limit: number): Promise<Job[]>;
  notes(id: string, kind: Note['kind'], limit: number): Promise<Note[]>;
};

export type Bulk = {
  /** The jobs of a seller, or of everybody for null. */
  of(seller: string | null): Jobs;
  edit(edit: BulkEdit): Promise<Job>;
  /** Brings a short file in without a job, or tells what that would do. */
  atOnce(file: ShortFile, options: ImportOptions): Promise<Result<Reply, KeyReused | BadFile>>;
  /** Goes on with a job for so long, then sends for the next turn. */
  turn(id: string, milliseconds: number): Promise<void>;
  /** Takes up what was left lying, and forgets old jobs. */
  resume(): Promise<void>;
};

/** Puts `next` in the place of a job that still stands as it was read; answers what it is now. */
async function change(
  { log, files, clock }: BulkPorts,
  before: Job,
  next: Job,
  notes: readonly Note[] = [],
): Promise<Job | null> {
  const stepped = { ...next, step: before.step + 1, tries: 0 };
  const kept = await log.keep(before, stepped, cancelled(stepped, clock()), notes);
  if (kept !== null && isOver(kept)) await files.remove(kept.id);
  return kept;
}

const givenUp = ({ place: { line }, tries }: Job): Slice => {
  const problem = `After line ${line} it failed ${tries - 1} times in a row.`;
  return { outcome: { problem }, notes: [] };
};

/** Does the next slice, unless somebody else is at it; answers the job when it was done. */
async function advance(ports: BulkPorts, id: string): Promise<Job | null> {
  const { log, clock } = ports;
  const found = await log.find(id);
  if (found === null || !isRunning(found.job)) return null;
  const now = clock();
  const until = now + CLAIM_MS;
  const claimed = await log.claim(id, found.job.step, now, until);
  if (claimed === null) return null;
  const { job, cancel } = claimed;
  try {
    if (cancel) return await change(ports, job, job);
    const slice = job.tries > MAX_TRIES ? givenUp(job) : await nextSlice(ports, job);
    return await change(ports, job, afterSlice(job, slice.outcome, clock()), slice.notes);
  } catch (error) {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (job.tries - 1), LAST_WAIT_MS);
    await log.release(id, until, clock() + wait);
    throw error;
  }
}

async function begin({ log, send }: BulkPorts, job: Job): Promise<Job> {
  await log.begin(job);
  await send(job.id);
  return job;
}

/** The jobs of a seller, or of everybody for null. */
function jobsOf(ports: BulkPorts, seller: string | null): Jobs {
  const { log, files, send, newId, clock } = ports;
  const find = async (id: string): Promise<Job | null> => {
    const job = (await log.find(id))?.job ?? null;
    return seller === null || job?.seller === seller ? job : null;
  };
  return {
    async importFile({ bytes, format, name }, mode) {
      const id = newId();
      await files.put(id, bytes);
      const source = { kind: 'file', format, name, size: bytes.length } as const;
      return begin(ports, newJob({ id, seller }, source, mode, clock()));
    },
    async write(id) {
      const job = await find(id);
      if (job === null) return null;
      const next = writing(job, clock());
      if (next === job || (await change(ports, job, next)) === null) return find(id);
      await send(id);
      return find(id);
    },
    async cancel(id) {
      if ((await find(id)) === null) return null;
      // From now on it ends with whatever is kept next, whoever keeps it.
      await log.cancel(id);
      const job = await find(id);
      if (job?.phase === 'checked') await change(ports, job, job);
      else await advance(ports, id);
      return find(id);
    },
    find,
    latest: (limit) => log.latest(limit, seller),
    notes: async (id, kind, limit) => ((await find(id)) === null ? [] : log.notes(id, kind, limit)),
  };
}

/** Bulk jobs over these ports. */
export function bulkOf(ports: BulkPorts): Bulk {
  const { log, files, send, newId, clock } = ports;
  return {
    of: (seller) => jobsOf(ports, seller),
    atOnce: (file, options) => bringAtOnce(ports, file, options),
    edit: (edit) =>
      begin(ports, newJob({ id: newId(), seller: null }, { kind: 'edit', edit }, 'stop', clock())),
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
      for (const id of await log.endedBefore(clock() - KEPT_MS, MAX_FORGOTTEN)) {
        await files.remove(id);
        await log.forget(id);
      }
    },
  };
}
