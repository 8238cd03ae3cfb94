/** The figures as a table for people and as JSON for machines. */
import type { Cost } from './costs.ts';
import type { Counts } from './counting.ts';
import type { Measured } from './rounds.ts';

export type Row = Measured & { readonly diskRatio: number | null };

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(1);

const ratio = (value: number | null): string =>
  value === null
    ? '–'
    : value < 0.1 && value > 0
      ? `1/${(1 / value).toFixed(0)}`
      : value.toFixed(2);

const told = (wanted: string, held: boolean): string => (held ? wanted : `${wanted} **missed**`);

/** What a bound on CPU time comes to; null where there is none, or no CPU time to hold to it. */
export function cpuVerdict({ cpuBound, ours, bare }: Measured): string | null {
  if (cpuBound === null || ours.cpuMicroseconds === null || bare.cpuMicroseconds === null) {
    return null;
  }
  const { of, microseconds } = cpuBound;
  const most = `${microseconds / 1_000} ms`;
  if (of === 'ours') return told(`CPU ≤ ${most}`, ours.cpuMicroseconds <= microseconds);
  const more = ours.cpuMicroseconds - bare.cpuMicroseconds;
  return told(`CPU ≤ ${most} more`, more <= microseconds);
}

const verdict = (row: Row): string => {
  const { target, ratio: reached } = row;
  const rates = target === null ? null : told(`≥ ${ratio(target)}`, reached >= target);
  return [rates, cpuVerdict(row)].filter((words) => words !== null).join(', ') || '–';
};

const cpu = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} µs`);

/** A Markdown table: rates of ours and the bare platform, their ratio, and whether it is enough. */
export function speedTable(rows: readonly Row[]): string {
  const head = [
    '| work | beside | ours /s | bare /s | ratio | target ' +
      '| by CPU time | on disk | CPU ours | CPU bare |',
    '|---|---|--:|--:|--:|---|--:|--:|--:|--:|',
  ];
  const lines = rows.map((row) =>
    [
      row.name,
      row.against,
      number(row.ours.perSecond),
      number(row.bare.perSecond),
      ratio(row.ratio),
      verdict(row),
      ratio(row.cpuRatio),
      ratio(row.diskRatio),
      cpu(row.ours.cpuMicroseconds),
      cpu(row.bare.cpuMicroseconds),
    ].join(' | '),
  );
  return [...head, ...lines.map((line) => `| ${line} |`)].join('\n');
}

const COUNTED: readonly (readonly [keyof Counts, string])[] = [
  ['workerRequests', 'Worker requests'],
  ['objectRequests', 'object requests'],
  ['objectRows', 'rows written by objects'],
  ['databaseRows', 'rows written in D1'],
  ['databaseQueries', 'D1 queries'],
  ['kvReads', 'KV reads'],
  ['kvWrites', 'KV writes'],
  ['messages', 'queue messages'],
  ['bucketWrites', 'R2 writes'],
];

/** A Markdown table: what each operation costs, counted. */
export function costTable(costs: readonly Cost[]): string {
  const lines = [
    ['operation', ...COUNTED.map(([, name]) => name)],
    ['---', ...COUNTED.map(() => '--:')],
    ...costs.map(({ name, counts }) => [name, ...COUNTED.map(([key]) => String(counts[key]))]),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
