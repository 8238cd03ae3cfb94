/**
 * Runs Workers through the miniflare API, without `wrangler dev` in front of them: the shop as
 * wrangler.toml describes it with the sandbox beside it, and the bare platform.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import type { V4WorkerOptions } from 'miniflare';
import { bundleSandbox } from '../sandbox/bundle.mjs';
import type { Target } from './load.ts';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const MEMORY_DISK = '/dev/shm';
export const hasMemoryDisk = existsSync(MEMORY_DISK);

export type Medium = 'memory' | 'disk';

export const ADMIN_KEY = 'bench-admin-key';
export const STRIPE_KEY = 'sk_test_sandbox';
export const WEBHOOK_SECRET = 'whsec_bench';
const SECRETS = {
  STRIPE_SECRET_KEY: STRIPE_KEY,
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  ADMIN_API_KEY: ADMIN_KEY,
  TOKEN_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64url')}`,
  NAME_KEY: Buffer.alloc(32, 8).toString('base64url'),
  PASSWORD_KEYS: `p1:${Buffer.alloc(32, 9).toString('base64url')}`,
  SESSION_KEYS:
    's1:3P1s7LCe6KB0Dwx_MvA_wnCIlxsnsItkyA_A-sTSb9g:Bxhk8UYfrM4TyT4jIFN7tHR1mhtzrLrg2AHOWr0b27w',
  DATA_KEYS: `d1:${Buffer.alloc(32, 10).toString('base64url')}`,
  SENDGRID_API_KEY: 'SG.bench',
  TWILIO_ACCOUNT_SID: 'ACbench',
  TWILIO_AUTH_TOKEN: 'bench',
  METRICS_TOKEN: 'bench-metrics',
  TURNSTILE_SECRET_KEY: '0xbench',
  PURGE_TOKEN: 'bench-purge',
};

/**
 * What a deployment subscribes its webhook endpoint to. `succeeded` would only repeat the answer to
 * the shop's own capture, whose effect asks by itself when that was lost.
 */
const WEBHOOK_EVENTS = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.canceled',
].join(',');

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    // Packages name Node's modules without their prefix; workerd knows them with it alone.
    alias: Object.fromEntries(builtinModules.map((name) => [name, `node:${name}`])),
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`${entry} bundled to nothing`);
  return file.text;
}

const moduleOf = (contents: string) => [{ type: 'ESModule' as const, path: 'index.mjs', contents }];

/** Variables of wrangler.toml that a run sets otherwise. */
export type Vars = Readonly<Record<string, string>>;

/** The shop's own description, read by wrangler, with another entry and without its assets. */
async function shopWorker(
  entry: string,
  vars: Vars,
  shards: readonly string[],
): Promise<V4WorkerOptions> {
  // Set before wrangler loads: it warns of secrets that only this file knows.
  process.env.WRANGLER_LOG = 'none';
  const { unstable_getMiniflareWorkerOptions: optionsOf } = await import('wrangler');
  const { workerOptions } = optionsOf(join(root, 'wrangler.toml'));
  const { assets: _assets, modulesRules: _rules, rootPath: _root, ...options } = workerOptions;
  return {
    ...options,
    name: 'edgewise',
    modules: moduleOf(await bundle(entry)),
    bindings: Object.assign({}, options.bindings, vars, SECRETS),
    d1Databases: Object.assign(
      {},
      options.d1Databases,
      Object.fromEntries(shards.map((name) => [name, name.toLowerCase()])),
    ),
    serviceBindings: { OUTSIDE: 'edgewise-sandbox' },
  };
}

/** Writes under way at once while a store is filled. */
const AT_ONCE = 50;

/** Does something for each of many names, some at once. */
export async function eachOf(
  names: readonly string[],
  work: (name: string) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < names.length; at += AT_ONCE) {
    await Promise.all(names.slice(at, at + AT_ONCE).map(work));
  }
}

export type Platform = {
  readonly target: Target;
  readonly miniflare: Miniflare;
  /** Lines the Workers logged as errors. */
  readonly errors: string[];
  stop(): Promise<void>;
};

/** The processes this one has started; empty where there is no /proc. */
function childProcesses(): number[] {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function start(workers: V4WorkerOptions[], medium: Medium): Promise<Platform> {
  const base = medium === 'memory' && hasMemoryDisk ? MEMORY_DISK : tmpdir();
  const folder = mkdtempSync(join(base, 'edgewise-bench-'));
  const before = new Set(childProcesses());
  const errors: string[] = [];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers,
      resourcePersistencePath: folder,
      logRequests: false,
      ...(process.env.BENCH_INSPECTOR === undefined ? {} : { inspectorPort: 0 }),
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'error') errors.push(message);
      },
    }),
  );
  const origin = await miniflare.ready;
  const pid = childProcesses().find((child) => !before.has(child)) ?? null;
  return {
    target: { origin, pid },
    miniflare,
    errors,
    async stop() {
      await miniflare.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function migrate(miniflare: Miniflare, binding: string, folder: string): Promise<void> {
  const database = await miniflare.getD1Database(binding, 'edgewise');
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.sql'));
  for (const name of files.toSorted()) {
    const text = readFileSync(join(root, folder, name), 'utf8');
    const statements = text.split('--> statement-breakpoint').filter((part) => part.trim() !== '');
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}

/**
 * The shop and the sandbox, migrated and empty. `entry` re-exports the shop's Worker.
 * @param shards bindings of databases that the search index is shared out to
 */
export async function startShop(
  entry: string,
  medium: Medium,
  vars: Vars = {},
  shards: readonly string[] = [],
): Promise<Platform> {
  const sandbox = await bundleSandbox({
    shop: 'edgewise',
    webhookSecret: WEBHOOK_SECRET,
    events: WEBHOOK_EVENTS,
  });
  const platform = await start([await shopWorker(entry, vars, shards), { ...sandbox }], medium);
  for (const name of ['CATALOG_DB', ...shards]) {
    await migrate(platform.miniflare, name, 'migrations/catalog');
  }
  await migrate(platform.miniflare, 'BACKOFFICE_DB', 'migrations/backoffice');
  return platform;
}

/** The bare platform, answering with texts of the size of ours. */
export async function startBare(
  texts: { product: string; page: string; list: string },
  slugs: readonly string[],
  medium: Medium,
): Promise<Platform> {
  const platform = await start(
    [
      {
        name: 'bare',
        modules: moduleOf(await bundle('bench/bare/worker.ts')),
        compatibilityDate: '2026-09-01',
        compatibilityFlags: ['nodejs_compat'],
        bindings: { PRODUCT: texts.product, PAGE: texts.page, LIST: texts.list },
        kvNamespaces: ['DOCUMENTS'],
        d1Databases: ['DB'],
        durableObjects: { COUNTER: { className: 'Counter', useSQLite: true } },
      },
    ],
    medium,
  );
  const documents = await platform.miniflare.getKVNamespace('DOCUMENTS');
  const database = await platform.miniflare.getD1Database('DB');
  await database
    .prepare('CREATE TABLE document (slug TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID')
    .run();
  const insert = database.prepare('INSERT INTO document VALUES (?, ?)');
  await database.batch(slugs.map((slug) => insert.bind(slug, texts.product)));
  await eachOf(slugs, (slug) => documents.put(slug, texts.product));
  return platform;
}
