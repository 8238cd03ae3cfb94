/** The storms' reports as a Markdown table. */
import type { Report } from './storm.ts';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** One line a storm, and below it what did not hold. */
export function stormTable(reports: readonly Report[]): string {
  const head = [
    '| storm | requests | sold | refused | ≥ 500 or dropped | p50 | p99 | all terminal after |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
  ];
  const lines = reports.map((report) => {
    const counts = [report.requests, report.sold, report.refused, report.failed].map(whole);
    const times = [`${whole(report.p50Ms)} ms`, `${whole(report.p99Ms)} ms`];
    const cells = [report.does, ...counts, ...times, seconds(report.terminalMs)];
    return `| ${cells.join(' | ')} |`;
  });
  const faults = reports.flatMap(({ name, faults: found }) =>
    found.map((fault) => `- **${name}**: ${fault}`),
  );
  return [...head, ...lines, ...(faults.length === 0 ? [] : ['', ...faults])].join('\n');
}
