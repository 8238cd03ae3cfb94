/** The numbers of many runs of the simulator: added up, looked through for gaps, written out. */

const COUNTS = ['faults', 'endings', 'saga', 'awaits', 'crashPoints', 'calls'];

/** Every status and every outcome of an effect that a long run has to have met. */
const STATUSES = {
  status: [
    ...['placed', 'reserved', 'awaiting_payment', 'authorized', 'committed', 'confirmed'],
    ...['needs_attention', 'rejected', 'expired', 'cancelled'],
  ],
  shipment: ['pending', 'packed', 'shipped', 'delivered', 'lost', 'cancelled'],
  return: ['requested', 'approved', 'received', 'refunded', 'refused'],
};
const OUTCOMES = {
  reserve: ['reserved', 'short', 'coupon_refused', 'unknown'],
  create_payment: ['created', 'refused', 'unknown'],
  resolve: ['found', 'unknown'],
  commit: ['committed', 'lost', 'unknown'],
  capture: ['captured', 'refused', 'unknown'],
  cancel_payment: ['cancelled', 'not_cancellable', 'unknown'],
  release: ['released', 'unknown'],
  refund: ['refunded', 'pending', 'refused', 'unknown'],
  settle_cart: ['settled', 'unknown'],
  restock: ['restocked', 'unknown'],
  check_money: ['found', 'unknown'],
};
const EXPECTED = [
  ...Object.entries(STATUSES).flatMap(([kind, all]) => all.map((status) => `${kind} ${status}`)),
  ...Object.entries(OUTCOMES).flatMap(([step, all]) =>
    all.map((result) => `outcome ${step}: ${result}`),
  ),
];

/** How a caller may die at an await: before its call arrives, after, or replaced and acting on. */
const DEATHS = ['before', 'during', 'stale'];
/** An await this rare has not had its chance of every death. */
const OFTEN = 5_000;

export const emptySums = () => ({
  seeds: 0,
  orders: 0,
  steps: 0,
  ...Object.fromEntries(COUNTS.map((name) => [name, {}])),
});

/** The sums with one more run. */
export function added(sums, report) {
  const total = { ...sums, seeds: sums.seeds + 1 };
  total.orders += report.orders;
  total.steps += report.steps;
  for (const name of COUNTS) {
    total[name] = { ...total[name] };
    for (const [what, count] of Object.entries(report[name])) {
      total[name][what] = (total[name][what] ?? 0) + count;
    }
  }
  return total;
}

/** Deaths that no caller has died although it waited there often enough. */
export const gapsIn = (sums) => [
  ...EXPECTED.filter((what) => sums.saga[what] === undefined),
  ...Object.entries(sums.awaits).flatMap(([place, waits]) =>
    waits < OFTEN
      ? []
      : DEATHS.map((death) => `${place}: ${death}`).filter(
          (point) => sums.crashPoints[point] === undefined,
        ),
  ),
];

const grouped = (number) => (number ?? 0).toLocaleString('en-US');
const sorted = (counts) => Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));

const tableOf = (title, counts) => [
  `\n### ${title}\n`,
  '| what | times |',
  '|---|--:|',
  ...sorted(counts).map(([what, count]) => `| ${what} | ${grouped(count)} |`),
];

const awaitsOf = ({ awaits, crashPoints }) => [
  '\n### Crash points: who waits for what, and died meanwhile\n',
  '| await | waited | before it arrived | while it ran | replaced, and acted on |',
  '|---|--:|--:|--:|--:|',
  ...sorted(awaits).map(([place, waits]) => {
    const deaths = DEATHS.map((death) => grouped(crashPoints[`${place}: ${death}`]));
    return `| ${place} | ${grouped(waits)} | ${deaths.join(' | ')} |`;
  }),
];

/** Markdown: what was run, and every count. */
export function summary(sums, { first, shoppers, seconds, broken }) {
  const last = first + sums.seeds + broken - 1;
  const rate = Math.round(sums.orders / seconds);
  const fulfilled = sums.endings.confirmed ?? 0;
  const others = ((100 * (sums.orders - fulfilled)) / Math.max(1, sums.orders)).toFixed(0);
  const gaps = gapsIn(sums);
  return [
    `## Seeds ${first} to ${last}, ${shoppers} shoppers each`,
    '',
    `${grouped(sums.orders)} orders in ${grouped(sums.seeds)} runs, ${grouped(sums.steps)} steps,`,
    `${Math.round(seconds)} s, ${rate} orders a second. Violations: ${broken}.`,
    `${others} % of the orders did not end confirmed or delivered.`,
    `Not reached: ${gaps.length === 0 ? 'nothing' : gaps.join('; ')}.`,
    ...tableOf('Faults that struck', sums.faults),
    ...tableOf('Where orders ended', sums.endings),
    ...tableOf('Statuses and outcomes of effects', sums.saga),
    ...awaitsOf(sums),
    ...tableOf('What calls came to', sums.calls),
    '',
  ].join('\n');
}
