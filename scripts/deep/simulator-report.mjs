/** The numbers of many runs of the simulator, added up and written out. */

const TABLES = {
  faults: 'Faults that struck',
  endings: 'Where orders ended',
  saga: 'Statuses and outcomes of effects',
  crashPoints: 'Crash points: who died waiting for what',
  calls: 'What calls came to',
};

export const emptySums = () => ({
  seeds: 0,
  orders: 0,
  steps: 0,
  ...Object.fromEntries(Object.keys(TABLES).map((name) => [name, {}])),
});

/** The sums with one more run. */
export function added(sums, report) {
  const total = { ...sums, seeds: sums.seeds + 1 };
  total.orders += report.orders;
  total.steps += report.steps;
  for (const name of Object.keys(TABLES)) {
    total[name] = { ...total[name] };
    for (const [what, count] of Object.entries(report[name])) {
      total[name][what] = (total[name][what] ?? 0) + count;
    }
  }
  return total;
}

const grouped = (number) => number.toLocaleString('en-US');

/** Markdown: what was run, and every count. */
export function summary(sums, { first, shoppers, seconds, broken }) {
  const last = first + sums.seeds + broken - 1;
  const rate = Math.round(sums.orders / seconds);
  const tables = Object.entries(TABLES).flatMap(([name, title]) => [
    `\n### ${title}\n`,
    '| what | times |',
    '|---|--:|',
    ...Object.entries(sums[name])
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `| ${what} | ${grouped(count)} |`),
  ]);
  return [
    `## Seeds ${first} to ${last}, ${shoppers} shoppers each`,
    '',
    `${grouped(sums.orders)} orders in ${grouped(sums.seeds)} runs, ${grouped(sums.steps)} steps,`,
    `${Math.round(seconds)} s, ${rate} orders a second. Violations: ${broken}.`,
    ...tables,
    '',
  ].join('\n');
}
