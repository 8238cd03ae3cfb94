/**
 * `npm run bench`: measures the shop beside the bare platform, both through the miniflare API, and
 * counts what its operations cost. Writes results.md and results.json beside this file. A name or a
 * part of one as argument measures only that; `--quick` takes short slices.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { SHAPE } from '../src/catalog/document.ts';
import { productKey } from '../src/catalog/reads.ts';
import { DEFAULT_MARKET } from '../src/pricing/markets.ts';
import { countCosts } from './costs.ts';
import { eachOf, hasMemoryDisk, root, startBare, startShop } from './platform.ts';
import type { Medium, Platform } from './platform.ts';
import { costTable, speedTable } from './report.ts';
import type { Row } from './report.ts';
import { measure } from './rounds.ts';
import type { Measured, Timing } from './rounds.ts';
import { stock } from './stocking.ts';
import { comparisons, seededSlugs } from './works.ts';

const words = process.argv.slice(2);
const quick = words.includes('--quick');
const [only = ''] = words.filter((word) => !word.startsWith('--'));

const TIMING: Timing = quick
  ? { rounds: 3, sliceMs: 700, warmUpMs: 500 }
  : { rounds: 5, sliceMs: 1_500, warmUpMs: 1_000 };
const DISK_TIMING: Timing = { ...TIMING, rounds: 3 };
/** More than a slice reads, so that none is read twice within memory's time to live. */
const SEEDED = 14_000;

async function seedDocuments(shop: Platform, slugs: readonly string[], text: string) {
  const documents = await shop.miniflare.getKVNamespace('DOCUMENTS', 'edgewise');
  const metadata = { etag: '"seeded"', version: 1, gone: false, shape: SHAPE };
  await eachOf(slugs, (slug) =>
    documents.put(productKey(slug, DEFAULT_MARKET), text, { metadata }),
  );
}

async function measureOn(medium: Medium): Promise<Measured[]> {
  const shop = await startShop('bench/shop.ts', medium);
  const slugs = seededSlugs(
    medium === 'memory' && 'product JSON, from KV'.includes(only) ? SEEDED : 1,
  );
  const stocked = await stock(shop);
  await seedDocuments(shop, slugs, stocked.product);
  const bare = await startBare(stocked, slugs, medium);
  const measured: Measured[] = [];
  try {
    for (const comparison of comparisons(shop, stocked, slugs)) {
      if (!comparison.name.includes(only) || (medium === 'disk' && !comparison.writes)) continue;
      const figure = await measure(
        { shop, bare },
        comparison,
        medium === 'disk' ? DISK_TIMING : TIMING,
      );
      measured.push(figure);
      const [ours, theirs] = [figure.ours, figure.bare].map((side) => side.perSecond.toFixed(0));
      const rates = `${ours} beside ${theirs}`;
      console.log(`${medium.padEnd(6)} ${figure.name}: ${rates} /s = ${figure.ratio.toFixed(3)}`);
    }
  } finally {
    for (const error of new Set([...shop.errors, ...bare.errors])) console.log(`logged: ${error}`);
    await shop.stop();
    await bare.stop();
  }
  return measured;
}

const machine = `${cpus().length} cores (${process.platform}, Node ${process.versions.node})`;
const stateOn = hasMemoryDisk ? 'a memory-backed folder' : 'the disk';
/** What the tables are, for who reads them elsewhere. */
const preface = (): string => `# What it costs and how fast it is

Written by \`npm run bench\`, through the miniflare API on ${machine}, state on
${stateOn}. *Bare* is the platform doing the least that answers (\`bench/bare/worker.ts\`).
Ratios are medians of ${TIMING.rounds} rounds in which ours and bare take turns; "by CPU
time" compares the CPU time of the platform's process per piece of work, "on disk" is the same ratio
with the state on the disk, whose sync both wait for.`;

const costs = only === '' ? await countCosts() : [];
const inMemory = await measureOn('memory');
const onDisk = hasMemoryDisk && !quick ? await measureOn('disk') : [];
const rows = inMemory.map((measured): Row => {
  const disk = onDisk.find(({ name }) => name === measured.name);
  return { ...measured, diskRatio: disk?.ratio ?? null };
});
const parts = [preface(), '## Speed', speedTable(rows), '## Cost', costTable(costs)];
const document = `${parts.join('\n\n')}\n`;
console.log(`\n${document}`);
if (only === '' && !quick) {
  writeFileSync(join(root, 'bench/results.md'), document);
  const figures = { speed: rows, cost: costs.map(({ name, counts }) => ({ name, counts })) };
  writeFileSync(join(root, 'bench/results.json'), `${JSON.stringify(figures, null, 2)}\n`);
}
