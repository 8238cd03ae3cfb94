/**
 * `npm run import -- FILE`: brings products into a running shop through its admin API, from NDJSON
 * or CSV, plain or gzip. Run again after a failure it goes on where it stopped: rows that are there
 * already cost one comparison and change nothing, so no state is kept but the shop's own.
 */
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { knownAdminKey } from './admin-key.mjs';
import { chunksOf } from './import/rows.mjs';
import { progressOn } from './progress.mjs';

/** Requests under way at once: the shop works on one while another travels. */
const IN_FLIGHT = 3;
/**
 * New products a second at most. Each new SKU is an object, and `wrangler dev` keeps the two files
 * of an object open for 70 s: faster than this it runs into a limit of 20,000 open files, and all
 * objects fail at once. Rows that are there already are not held back.
 */
const NEW_PER_S = 100;
/** Some two minutes of patience: a shop that is out of breath gets it back. */
const ATTEMPTS = 12;
const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;

const USAGE = `Usage: npm run import -- FILE [options]
  FILE          products as .jsonl, .ndjson or .csv, also .gz
  --url URL     the shop (http://127.0.0.1:8787)
  --key KEY     its admin API key (else ADMIN_API_KEY, else the one in .dev.vars)
  --stock N     opening stock of new SKUs whose row names none (20)
  --dry-run     check everything, change nothing`;

const number = new Intl.NumberFormat('en');

function optionsOf(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8787' },
      key: { type: 'string', default: knownAdminKey() },
      stock: { type: 'string', default: '20' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (values.help || file === undefined || more.length > 0) throw new Error(USAGE);
  if (values.key === undefined) throw new Error('No admin key: give --key or ADMIN_API_KEY.');
  if (!/^\d{1,7}$/.test(values.stock)) throw new Error('--stock takes a whole number.');
  const address = new URL('/api/admin/import', values.url);
  address.searchParams.set('stock', values.stock);
  if (values['dry-run']) address.searchParams.set('dry_run', 'true');
  const paced = values.stock !== '0' && !values['dry-run'];
  return { file, key: values.key, address, dryRun: values['dry-run'], paced };
}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The shop's answer, or an error that says whether trying again may help. */
async function request({ address, key }, chunk) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': chunk.type },
    body: chunk.body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (response.ok) return response.json();
  const problem = await response.text();
  const failure = new Error(`the shop answered ${response.status}: ${problem.slice(0, 500)}`);
  failure.final = response.status < 500 && response.status !== 429;
  throw failure;
}

/** Sends a chunk until it is taken; the same chunk twice changes nothing the second time. */
async function send(options, chunk) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request(options, chunk);
    } catch (error) {
      if (error.final || attempt === ATTEMPTS) throw error;
      await wait(Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
    }
  }
}

async function importFile(options, progress) {
  const size = statSync(options.file).size;
  const totals = { rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0 };
  let bytes = 0;
  const startedAt = Date.now();
  const chunks = chunksOf(options.file, (read) => (bytes += read));
  const work = async () => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      const chunk = next.value;
      const report = await send(options, chunk);
      for (const { line, id, pointer, detail } of report.errors) {
        const name = id === undefined ? '' : ` (${id})`;
        progress.note(`line ${chunk.lineOf(line)}${name}: ${pointer} ${detail}`.trimEnd());
      }
      totals.rows += chunk.rows;
      for (const count of ['created', 'updated', 'unchanged', 'failed']) {
        totals[count] += report[count];
      }
      // A small file is read at once: what was taken tells more than what was read.
      progress.show(Math.min(0.99, bytes / size), totals.rows);
      const due = startedAt + (totals.created / NEW_PER_S) * 1_000;
      if (options.paced && due > Date.now()) await wait(due - Date.now());
    }
  };
  // What cannot be sent ends the reading; requests under way are waited for.
  const stop = async (error) => {
    await chunks.return();
    throw error;
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, () => work().catch(stop)));
  progress.show(1, totals.rows, true);
  return totals;
}

function summaryOf({ created, updated, unchanged, failed }, dryRun, seconds) {
  const parts = { created, updated, unchanged, failed };
  const counts = Object.entries(parts).map(([name, count]) => `${number.format(count)} ${name}`);
  const nothing = created + updated + failed === 0;
  const verdict = nothing ? 'No change: everything was there already. ' : '';
  const tense = dryRun ? 'Dry run, nothing was written. ' : '';
  return `${tense}${verdict}${counts.join(', ')}, in ${seconds.toFixed(1)} s.`;
}

try {
  const options = optionsOf(process.argv.slice(2));
  const startedAt = Date.now();
  const totals = await importFile(options, progressOn(process.stderr, 'rows'));
  console.log(summaryOf(totals, options.dryRun, (Date.now() - startedAt) / 1_000));
  if (totals.failed > 0) process.exitCode = 1;
} catch (error) {
  const cause = error.cause?.code === undefined ? '' : ` (${error.cause.code})`;
  console.error(`${error.message}${cause}`);
  process.exitCode = 2;
}
