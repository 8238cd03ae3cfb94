/**
 * `npm run rebuild`: makes the back office's list of orders anew from the journal beside the live
 * one, compares the two row by row, mends what differs and says what it was. The shop does the
 * work, slice by slice; run again after a failure, it goes on where it stopped.
 */
import { parseArgs } from 'node:util';
import { knownAdminKey } from './admin-key.mjs';

/** Slices that fail in a row: with the waits between them some two minutes. */
const ATTEMPTS = 8;
const WAIT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 120_000;

const USAGE = `Usage: npm run rebuild -- [options]
  --check       compare only, change nothing
  --url URL     the shop (http://127.0.0.1:8787)
  --key KEY     its admin API key (else ADMIN_API_KEY, else the one in .dev.vars)`;

const number = new Intl.NumberFormat('en');
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      url: { type: 'string', default: 'http://127.0.0.1:8787' },
      key: { type: 'string', default: knownAdminKey() },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) throw new Error(USAGE);
  if (values.key === undefined) throw new Error('No admin key: give --key or ADMIN_API_KEY.');
  return values;
}

async function post({ url, key }, path, body) {
  const response = await fetch(new URL(`/api/admin/rebuilds${path}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (response.ok) return response.json();
  const failure = new Error(`the shop answered ${response.status}: ${await response.text()}`);
  failure.final = response.status < 500 && response.status !== 429;
  throw failure;
}

/** Asks until there is an answer; a slice that is asked for twice is done once. */
async function persist(ask) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (error.final || attempt === ATTEMPTS) throw error;
      await wait(WAIT_MS * attempt);
    }
  }
}

const told = ({ batches, events, rows }) =>
  `${number.format(events)} events of ${number.format(batches)} batches read, ` +
  `${number.format(rows)} rows compared`;

function report(rebuild) {
  console.log(`${told(rebuild)}.`);
  const { newer, ...faults } = rebuild.differences;
  for (const [kind, count] of Object.entries(faults)) {
    if (count > 0) console.log(`  ${kind}: ${number.format(count)}`);
  }
  for (const { kind, order } of rebuild.samples) console.log(`    ${kind} ${order}`);
  if (newer > 0) console.log(`  told since it was read, and left: ${number.format(newer)}`);
  if (rebuild.unreadable > 0) {
    console.log(
      `  lines of the journal that nobody can read: ${number.format(rebuild.unreadable)}`,
    );
  }
  const found = Object.values(faults).reduce((total, count) => total + count, 0);
  if (found === 0) console.log('The list says what the journal says.');
  else console.log(rebuild.repair ? `Mended: ${number.format(rebuild.mended)}.` : 'Left as it is.');
  return found - rebuild.mended;
}

async function rebuildOrders(options) {
  let rebuild = await post(options, '', { repair: !options.check });
  if (rebuild.repair === options.check) {
    console.log('A rebuild of the other kind was under way: this goes on with that one.');
  }
  let shown = '';
  while (rebuild.phase !== 'done') {
    const before = told(rebuild);
    rebuild = await persist(() => post(options, `/${rebuild.id}/advance`));
    const line = `${told(rebuild)} …`;
    if (line !== shown && rebuild.phase !== 'done') console.log(line);
    shown = line;
    // Another worker, such as the cron, has this slice.
    if (told(rebuild) === before && rebuild.phase !== 'done') await wait(WAIT_MS);
  }
  return report(rebuild);
}

try {
  process.exitCode = (await rebuildOrders(optionsOf(process.argv.slice(2)))) > 0 ? 1 : 0;
} catch (error) {
  const cause = error.cause?.code === undefined ? '' : ` (${error.cause.code})`;
  console.error(`${error.message}${cause}`);
  process.exitCode = 1;
}
