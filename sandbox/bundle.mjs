/**
 * Bundles the sandbox into one ES module for `miniflare.workers`, so that vitest and the benchmark
 * run the same Worker as `wrangler dev`. The description matches wrangler.toml.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('src/index.ts', import.meta.url));
const TOML = fileURLToPath(new URL('wrangler.toml', import.meta.url));

/** The object classes by binding, as miniflare's options name them. */
export const DURABLE_OBJECTS = {
  STRIPE: { className: 'StripeAccount', useSQLite: true },
  POSTBOX: { className: 'Postbox', useSQLite: true },
  CHALLENGES: { className: 'Challenges', useSQLite: true },
  IDENTITIES: { className: 'Identities', useSQLite: true },
  ZONES: { className: 'Zones', useSQLite: true },
};

/**
 * The options of a miniflare Worker (in miniflare 4's flat form; miniflare 5 takes them through
 * `convertV4MiniflareOptions`). `shop` is the name of the Worker that webhooks are sent to;
 * without it none are.
 *
 * @param {{ shop?: string, webhookSecret?: string, events?: string }} [options]
 */
export async function bundleSandbox({ shop, webhookSecret = '', events = '*' } = {}) {
  const script = await bundleScript();
  return {
    name: 'edgewise-sandbox',
    modules: [{ type: 'ESModule', path: 'index.mjs', contents: script }],
    compatibilityDate: compatibilityDate(),
    bindings: { STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_WEBHOOK_EVENTS: events },
    durableObjects: DURABLE_OBJECTS,
    ...(shop === undefined ? {} : { serviceBindings: { SHOP: shop } }),
  };
}

/** The Worker as the text of a single ES module. */
export async function bundleScript() {
  const result = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    loader: { '.browser.js': 'text', '.css': 'text' },
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  });
  return result.outputFiles[0].text;
}

function compatibilityDate() {
  const match = /^compatibility_date = "(.+)"$/m.exec(readFileSync(TOML, 'utf8'));
  if (!match) throw new Error('sandbox/wrangler.toml names no compatibility_date.');
  return match[1];
}
