/** What a size was measured at: kept as JSON, since sizes may be run apart, and told as a table. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform.ts';

export type Asked = {
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** CPU time of the platform's process a request. */
  readonly cpuMs: number | null;
  /** Rows that D1 read a request. */
  readonly rowsRead: number;
};

export type Size = {
  readonly products: number;
  readonly shards: number;
  readonly loadSeconds: number;
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number | null;
  /** Of the machine at the end, by `os.loadavg`: what else was going on. */
  readonly machineLoad: number;
  readonly asked: readonly Asked[];
};

const KEPT = join(root, 'bench/scale/results.json');
const PAGE = join(root, 'docs/scale.md');

const thousands = (value: number): string => Math.round(value).toLocaleString('en-GB');
const decimal = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

function page(sizes: readonly Size[]): string {
  const builds = sizes.map(
    ({ products, shards, loadSeconds, buildSeconds, buildCpuSeconds, machineLoad }) =>
      `| ${thousands(products)} | ${shards} | ${decimal(loadSeconds)} | ${decimal(buildSeconds)} ` +
      `| ${decimal(buildCpuSeconds)} | ${decimal(machineLoad)} |`,
  );
  const asked = sizes.flatMap(({ products, asked: all }) =>
    all.map(
      ({ name, p50Ms, p95Ms, cpuMs, rowsRead }) =>
        `| ${name} | ${thousands(products)} | ${decimal(p50Ms)} | ${decimal(p95Ms)} ` +
        `| ${decimal(cpuMs)} | ${thousands(rowsRead)} |`,
    ),
  );
  return `# Search at scale

Written by \`npm run bench:scale\`, through the miniflare API, of products made after the real ones
(\`bench/scale/likeness.ts\`): their words, attributes and values are as frequent as in the real
catalogue. Loaded by the catalogue's own statements, without stock objects. No answer comes from a
cache of lists; requests come one after the other. From 200,000 products on there are shards. Rows
and CPU say the same on any machine; times are worth reading where its load was below its cores (2).

| products | shards | loaded in s | index built in s | CPU s | load of the machine |
|--:|--:|--:|--:|--:|--:|
${builds.join('\n')}

| asked | products | p50 ms | p95 ms | CPU ms | rows read |
|---|--:|--:|--:|--:|--:|
${asked.toSorted((a, b) => a.split('|')[1]?.localeCompare(b.split('|')[1] ?? '') ?? 0).join('\n')}
`;
}

/** Keeps a size's figures in the place of older ones, and writes the page anew. */
export function keep(size: Size): void {
  const before: Size[] = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : [];
  const sizes = [...before.filter(({ products }) => products !== size.products), size].toSorted(
    (a, b) => a.products - b.products,
  );
  writeFileSync(KEPT, `${JSON.stringify(sizes, null, 2)}\n`);
  writeFileSync(PAGE, page(sizes));
}
