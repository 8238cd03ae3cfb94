/** The bundle that tests and the benchmark run is the Worker that `wrangler dev` runs. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bundleSandbox } from '../../sandbox/bundle.mjs';

const toml = await readFile(new URL('../../sandbox/wrangler.toml', import.meta.url), 'utf8');

test('has the object classes, the bindings and the date of wrangler.toml', async () => {
  const { durableObjects, ...worker } = await bundleSandbox({ shop: 'edgewise' });
  const pairs = [...toml.matchAll(/^name = "(\w+)"\nclass_name = "(\w+)"$/gm)];
  const classes = Object.fromEntries(pairs.map(([, name, className]) => [name, className]));
  expect(classes).toEqual({
    STRIPE: 'StripeAccount',
    POSTBOX: 'Postbox',
    CHALLENGES: 'Challenges',
    IDENTITIES: 'Identities',
    ZONES: 'Zones',
  });
  expect(Object.entries(durableObjects)).toEqual(
    Object.entries(classes).map(([name, className]) => [name, { className, useSQLite: true }]),
  );
  expect(toml).toContain(`compatibility_date = "${worker.compatibilityDate}"`);
  expect(toml).toContain(`name = "${worker.name}"`);
  expect(worker.serviceBindings).toEqual({ SHOP: 'edgewise' });
});

test('is one module that imports nothing but the platform', async () => {
  const { modules } = await bundleSandbox();
  expect(modules).toHaveLength(1);
  const imports = [...(modules[0]?.contents ?? '').matchAll(/^import .* from "(.+)";$/gm)];
  expect(new Set(imports.map(([, name]) => name))).toEqual(new Set(['cloudflare:workers']));
});
