/**
 * Makes the orders' projection anew from the journal, beside the live one, compares the two row by
 * row and mends what differs. The work goes on in slices of bounded memory, each of which is kept
 * before the next begins, so that any request or cron run takes it up where the last one ended.
 */
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { decodeCursor, encodeCursor } from '../kernel/page.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { DIFFERENCE_KINDS, differenceOf } from '../orders/scratch.ts';
import type { ComparedRow, DifferenceKind, OrderScratch, RowPlace } from '../orders/scratch.ts';
import { rowsOf } from './event.ts';
import type { JournalEntry } from './event.ts';

export const REBUILD_PHASES = ['reading', 'comparing', 'done'] as const;
export type RebuildPhase = (typeof REBUILD_PHASES)[number];

export type Difference = { readonly kind: DifferenceKind; readonly order: string };

export type Rebuild = {
  readonly id: string;
  /** False to compare only. */
  readonly repair: boolean;
  readonly phase: RebuildPhase;
  /** Slices done. */
  readonly step: number;
  /** Where reading or comparing goes on; null at the beginning. */
  readonly cursor: string | null;
  /** Of the journal. */
  readonly batches: number;
  readonly events: number;
  /** Lines that no schema knows: they stay in the journal and are to be looked into. */
  readonly unreadable: number;
  /** Rows compared. */
  readonly rows: number;
  readonly differences: Readonly<Record<DifferenceKind, number>>;
  readonly mended: number;
  /** The first differences found. */
  readonly samples: readonly Difference[];
  readonly startedAt: Milliseconds;
  readonly updatedAt: Milliseconds;
};

/** The journal's next part: as many whole batches as fit a bound of bytes. */
export type JournalPart = {
  readonly batches: number;
  /** As they were parsed from JSON; null for one that is none. */
  readonly lines: readonly unknown[];
  /** Where to read on. */
  readonly last: string | null;
  readonly done: boolean;
};

export type RebuildPorts = {
  readonly journal: { read(after: string | null): Promise<JournalPart> };
  /** An entry of the journal, or null where the line is none. */
  readonly parse: (line: unknown) => JournalEntry | null;
  readonly scratch: OrderScratch;
  /** True where an Order object knows the order. */
  readonly isKnown: (id: OrderId) => Promise<boolean>;
};

/** Parts of the journal read in one slice: some seconds of work. */
const PARTS_A_SLICE = 5;
/** Rows compared in one slice. */
const ROWS_A_SLICE = 1_000;
/** Orders written at once: some 4 kB each, and a statement of D1's takes 2 MB. */
const ROWS_A_WRITE = 200;
/** Differences that a report names; all are counted. */
const MAX_SAMPLES = 100;

const NONE = { missing: 0, behind: 0, different: 0, newer: 0, stray: 0 };

/** A rebuild that has yet to begin. */
export const newRebuild = (id: string, repair: boolean, now: Milliseconds): Rebuild => ({
  ...{ id, repair, phase: 'reading', step: 0, cursor: null },
  ...{ batches: 0, events: 0, unreadable: 0, rows: 0, mended: 0 },
  ...{ differences: NONE, samples: [], startedAt: now, updatedAt: now },
});

/** Does the next slice and answers how far it is. Done again after a crash, it ends the same. */
export async function advance(rebuild: Rebuild, ports: RebuildPorts): Promise<Rebuild> {
  switch (rebuild.phase) {
    case 'reading':
      return read(rebuild, ports);
    case 'comparing':
      return compare(rebuild, ports);
    case 'done':
      return rebuild;
  }
}

async function read(rebuild: Rebuild, ports: RebuildPorts): Promise<Rebuild> {
  const { journal, parse, scratch } = ports;
  if (rebuild.cursor === null) await scratch.clear();
  let { cursor, batches, events, unreadable } = rebuild;
  for (let part = 0; part < PARTS_A_SLICE; part++) {
    const { lines, last, done, ...found } = await journal.read(cursor);
    const entries = lines.flatMap((line) => parse(line) ?? []);
    const rows = rowsOf(entries);
    for (let at = 0; at < rows.length; at += ROWS_A_WRITE) {
      await scratch.project(rows.slice(at, at + ROWS_A_WRITE));
    }
    cursor = last;
    batches += found.batches;
    events += entries.length;
    unreadable += lines.length - entries.length;
    if (done) {
      return { ...rebuild, batches, events, unreadable, phase: 'comparing', cursor: null };
    }
  }
  return { ...rebuild, batches, events, unreadable, cursor };
}

function placeOf(cursor: string | null): RowPlace | null {
  const [placedAt, id] = cursor === null ? [] : (decodeCursor(cursor) ?? []);
  return typeof placedAt === 'number' && typeof id === 'string' ? { placedAt, id } : null;
}

type Found = ComparedRow & { readonly kind: DifferenceKind };

async function compare(rebuild: Rebuild, ports: RebuildPorts): Promise<Rebuild> {
  const rows = await ports.scratch.compare(placeOf(rebuild.cursor), ROWS_A_SLICE);
  const found = rows.flatMap((row): Found[] => {
    const kind = differenceOf(row, rebuild.startedAt);
    return kind === null ? [] : [{ ...row, kind }];
  });
  const mended = rebuild.repair ? await mend(found, ports) : 0;
  const differences = { ...rebuild.differences };
  for (const kind of DIFFERENCE_KINDS) {
    differences[kind] += found.filter((row) => row.kind === kind).length;
  }
  const named = found.filter(({ kind }) => kind !== 'newer');
  const samples = named.map(({ kind, id }) => ({ kind, order: id }));
  const last = rows.at(-1);
  const more = rows.length === ROWS_A_SLICE && last !== undefined;
  return {
    ...rebuild,
    differences,
    mended: rebuild.mended + mended,
    rows: rebuild.rows + rows.length,
    samples: [...rebuild.samples, ...samples].slice(0, MAX_SAMPLES),
    phase: more ? 'comparing' : 'done',
    cursor: more ? encodeCursor([last.placedAt, last.id]) : null,
  };
}

/** Puts the journal's rows in place, and drops strays that no owner knows. Counts both. */
async function mend(found: readonly Found[], ports: RebuildPorts): Promise<number> {
  const older = found.filter(({ kind }) => kind !== 'newer' && kind !== 'stray');
  if (older.length > 0) await ports.scratch.mend(older);
  const strays: RowPlace[] = [];
  for (const row of found.filter(({ kind }) => kind === 'stray')) {
    const id = asOrderId(row.id);
    if (id === null || !(await ports.isKnown(id))) strays.push(row);
  }
  if (strays.length > 0) await ports.scratch.drop(strays);
  return older.length + strays.length;
}

/** A rebuild in the API's shape. */
export type RebuildView = {
  id: string;
  repair: boolean;
  phase: RebuildPhase;
  batches: number;
  events: number;
  unreadable: number;
  rows: number;
  differences: Record<DifferenceKind, number>;
  mended: number;
  samples: { kind: DifferenceKind; order: string }[];
  started_at: string;
  updated_at: string;
};

export const rebuildView = (rebuild: Rebuild): RebuildView => ({
  id: rebuild.id,
  repair: rebuild.repair,
  phase: rebuild.phase,
  batches: rebuild.batches,
  events: rebuild.events,
  unreadable: rebuild.unreadable,
  rows: rebuild.rows,
  differences: { ...rebuild.differences },
  mended: rebuild.mended,
  samples: rebuild.samples.map((sample) => ({ ...sample })),
  started_at: rfc3339(rebuild.startedAt),
  updated_at: rfc3339(rebuild.updatedAt),
});
