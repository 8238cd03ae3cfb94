/**
 * `npm run test:deep -- storms`: every storm in full, each on a shop of its own, and the table in
 * docs/storms.md. A part of a storm's name as argument runs only that one and writes nothing.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../../bench/platform.ts';
import { storms } from './all.ts';
import { stormTable } from './report.ts';
import { StormShop } from './shop.ts';
import { unleash } from './storm.ts';
import type { Report } from './storm.ts';

const [only = '', size] = process.argv.slice(2);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const reports: Report[] = [];
for (const storm of storms.filter(({ name }) => name.includes(only))) {
  const shop = await StormShop.open(storm.vars);
  try {
    const report = await unleash(storm, shop, size === undefined ? storm.full : Number(size));
    reports.push(report);
    const verdict = report.faults.length === 0 ? 'ok  ' : 'FAIL';
    const figures = `${report.sold} sold, ${report.refused} refused, ${report.failed} failed`;
    const times = `p99 ${Math.round(report.p99Ms)} ms`;
    say(`${verdict} ${report.does}: ${figures}, ${times}`);
    for (const fault of report.faults) say(`     ${fault}`);
  } finally {
    await shop.close();
  }
}

const machine = `${cpus().length} cores (${process.platform}, Node ${process.versions.node})`;
const preface = `# Storms

Written by \`npm run test:deep -- storms\`: every storm over sockets, through the miniflare API,
on ${machine} that also run the crowd: the times are those of
a machine at its limit, and only the counts are promises. After each storm all stock, orders and
payments are compared (\`tests/storms/audit.ts\`): what was sold is what confirmed orders hold, each
captured once and in full; nothing is held, payable or capturable any more. An order that is not
terminal within its storm's bound fails the run. \`npm test\` runs a small sample of each.`;
const whole = only === '' && size === undefined;
const table = stormTable(reports);
say(`\n${table}`);
if (whole) writeFileSync(join(root, 'docs/storms.md'), `${preface}\n\n${table}\n`);
process.exitCode = reports.every(({ faults }) => faults.length === 0) ? 0 : 1;
