/**
 * `npm start`: installs what is missing, makes secrets, migrates, starts the shop with the sandbox
 * beside it, stocks it when it is empty, and keeps its crons going. Ctrl-C leaves nothing running.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './install.mjs';
import { keepTime } from './start/crons.mjs';
import { migrate } from './start/migrate.mjs';
import { ensureSecrets } from './start/secrets.mjs';
import { becomesHealthy, isPortFree, startServer, wranglerEnvironment } from './start/server.mjs';

const PARENT_CHECK_MS = 500;

const say = (line) => console.log(line);

/** Our own options; whatever else was given goes to wrangler. */
function parseOptions(args) {
  const own = {
    port: { type: 'string', default: '8787' },
    host: { type: 'string', default: '127.0.0.1' },
    'persist-to': { type: 'string', default: '.wrangler/state' },
  };
  const { values, tokens } = parseArgs({ args, options: own, strict: false, tokens: true });
  const flags = [];
  let previous = -1;
  for (const token of tokens) {
    const isOwn = token.kind === 'option' && token.name in own;
    if (!isOwn && token.index !== previous) flags.push(args[token.index]);
    previous = token.index;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error('--port takes a number from 1 to 65535.');
  }
  const stateFolder = resolve(root, String(values['persist-to']));
  return { port, host: String(values.host), stateFolder, flags };
}

/**
 * Calls `stop` on a signal, and when npm is gone: it hands a SIGTERM to a shell that does not pass
 * it on, so that we would go on without a parent.
 */
function onGoodbye(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, PARENT_CHECK_MS);
  watch.unref();
}

function showAddresses(origin, adminKey) {
  say('');
  say(`  Shop    ${origin}/`);
  say(`  Admin   ${origin}/admin   (key: ${adminKey})`);
  say(`  Inbox   ${origin}/sandbox/   (mails, SMS and payments of the stand-in providers)`);
  say('');
  say('  Ctrl-C stops it; what you do here is kept for the next start.');
}

/** The demo is loaded only now: it is not needed before packages are there. */
async function stock(origin, adminKey, stateFolder, server) {
  const { stockIfEmpty } = await import('./start/stock.mjs');
  try {
    await stockIfEmpty({ origin, adminKey, stateFolder, stream: process.stdout });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function main() {
  const { port, host, stateFolder, flags } = parseOptions(process.argv.slice(2));
  if (!(await isPortFree(host, port))) {
    throw new Error(
      `Port ${port} is taken, perhaps by another "npm start". Stop that one, or run beside it ` +
        `with a state of its own:\n  npm start -- --port ${port + 1} --persist-to .wrangler/second`,
    );
  }
  ensureInstalled(say);
  const { secrets, changed } = ensureSecrets(
    resolve(root, '.dev.vars'),
    resolve(root, 'sandbox/.dev.vars'),
  );
  if (changed) say('Wrote secrets to .dev.vars and sandbox/.dev.vars.');
  const migrated = migrate(stateFolder, wranglerEnvironment(stateFolder));
  if (migrated > 0) say(`Migrated ${migrated} database${migrated === 1 ? '' : 's'}.`);

  say('Starting the shop …');
  const local = ['0.0.0.0', '127.0.0.1', '::'].includes(host) ? 'localhost' : host;
  const origin = `http://${local}:${port}`;
  // Links in mails lead to this port; a flag of the caller's own comes later and wins.
  const links = ['--var', `PUBLIC_URL:${origin}`];
  const server = startServer({ host, port, stateFolder, flags: [...links, ...flags] });
  let stopping = false;
  onGoodbye(() => {
    stopping = true;
    void server.stop();
  });
  const healthy = await becomesHealthy(origin, server.exited);
  if (!healthy && !stopping) {
    await server.stop();
    throw new Error('The shop did not come up; what it said is above.');
  }
  if (healthy) {
    keepTime(origin, say);
    await stock(origin, secrets.ADMIN_API_KEY, stateFolder, server).catch((error) => {
      if (!stopping) throw error;
    });
    if (!stopping) showAddresses(origin, secrets.ADMIN_API_KEY);
  }
  const code = await server.exited;
  if (!stopping) throw new Error(`wrangler dev ended by itself with code ${code}.`);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
