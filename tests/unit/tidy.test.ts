import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { bindingFaults } from '../tidy/bindings.ts';
import { faultsOf } from '../tidy/rules.ts';
import { parse, readSources } from '../tidy/source.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What the rules say of one file that opens as it should. */
function planted(path: string, code: string): string[] {
  return faultsOf(parse(path, `/** Planted. */\n${code}\n`)).map((fault) => fault.says);
}

describe('the project', () => {
  // It parses every file there is: seconds, and more beside other work.
  test('keeps its own rules', { timeout: 60_000 }, () => {
    const faults = readSources(root).flatMap(faultsOf);
    expect(faults.map(({ path, line, says }) => `${path}:${line} ${says}`)).toEqual([]);
  });

  test('binds in production what it binds in development, but the stand-in', () => {
    const config = join(root, 'wrangler.toml');
    const development = unstable_readConfig({ config }, { hideWarnings: true });
    const production = unstable_readConfig({ config, env: 'production' }, { hideWarnings: true });
    expect(bindingFaults({ ...development }, { ...production })).toEqual([]);
    expect(production.name).toBe(development.name);
  });

  test('names its two commands in the README', () => {
    expect(read('README.md')).toMatch(/^npm start$/m);
    expect(read('README.md')).toMatch(/^npm test$/m);
  });

  test('pins every dependency to one version', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    for (const version of Object.values({ ...dependencies, ...devDependencies })) {
      expect(version).toMatch(/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });
});

describe('a planted violation is seen', () => {
  test.each([
    ['Date.now()', 'a pure file calls Date.now; take it as an argument'],
    ['Date()', 'a pure file calls Date(); take it as an argument'],
    ['new Date()', 'a pure file calls new Date(); take it as an argument'],
    ['Math.random()', 'a pure file calls Math.random; take it as an argument'],
    ['new Intl.NumberFormat()', 'a pure file calls Intl.NumberFormat(); take it as an argument'],
    ['(1).toLocaleString()', 'a pure file calls toLocaleString(); take it as an argument'],
  ])('%s in a pure file', (code, says) => {
    expect(planted('src/orders/saga.ts', `export const x = ${code};`)).toEqual([says]);
    expect(planted('src/orders/routes.ts', `export const x = ${code};`)).toEqual([]);
  });

  test.each([
    ['new Date(0)', []],
    ["new Intl.NumberFormat('en')", []],
    ["(1).toLocaleString('en')", []],
  ])('%s is told nothing', (code, faults) => {
    expect(planted('src/orders/saga.ts', `export const x = ${code};`)).toEqual(faults);
  });

  test.each([
    ['src/orders/saga.ts', 'hono', 'a pure file imports hono, which is not pure'],
    ['src/orders/saga.ts', 'node:crypto', 'a pure file imports node:crypto, which is not pure'],
    ['src/orders/saga.ts', './store.ts', 'a pure file imports ./store.ts, which is not pure'],
    [
      'src/orders/saga.ts',
      './list-store.ts',
      'a pure file imports ./list-store.ts, which is not pure',
    ],
    ['src/kernel/money.ts', '../cart/cart.ts', 'kernel may not import src/cart/cart.ts'],
    ['src/catalog/offer.ts', '../cart/cart.ts', 'catalog may not import src/cart/cart.ts'],
    ['src/orders/routes.ts', '../checkout/quote.ts', 'orders may not import src/checkout/quote.ts'],
    ['src/orders/store.ts', '../catalog/store.ts', 'orders may not import src/catalog/store.ts'],
    ['src/reviews/store.ts', '../orders/store.ts', 'reviews may not import src/orders/store.ts'],
    ['src/admin/pages.tsx', '../orders/store.ts', 'admin may not import src/orders/store.ts'],
    ['src/platform/log.ts', '../http/problem.ts', 'platform may not import src/http/problem.ts'],
    ['src/orders/store.ts', '../http/problem.ts', 'orders may not import src/http/problem.ts'],
    ['src/orders/saga.ts', './order', './order lacks its extension'],
    [
      'src/orders/store.ts',
      './wire.ts',
      'src/orders/wire.ts is for routes, consumers and adapters only',
    ],
    [
      'durable-objects/cart.ts',
      '../src/cart/store.ts',
      'durable-objects may not import src/cart/store.ts',
    ],
  ])('%s imports %s', (path, specifier, says) => {
    expect(planted(path, `import type { X } from '${specifier}';\nexport type Y = X;`)).toEqual([
      says,
    ]);
    expect(planted(path, `export type Y = import('${specifier}').X;`)).toEqual([says]);
  });

  test.each([
    ['src/cart/cart.ts', '../catalog/offer.ts'],
    ['src/search/consumer.ts', '../orders/events.ts'],
    ['src/search/store.ts', '../orders/schema.ts'],
    ['src/reviews/service.ts', '../orders/machine.ts'],
    ['src/admin/pages.tsx', '../checkout/service.ts'],
    ['src/cart/client.ts', '../../durable-objects/cart.ts'],
    ['durable-objects/order.ts', '../src/orders/saga.ts'],
    ['src/app.ts', './checkout/routes.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(planted(path, `import type { X } from '${specifier}';\nexport type Y = X;`)).toEqual([]);
  });

  test('a barrel, by its name and by what it holds', () => {
    const says = ['a barrel: import from the file itself'];
    expect(planted('src/orders/index.ts', 'export const x = 1;')).toEqual(says);
    expect(planted('src/orders/all.ts', "export { x } from './order.ts';")).toEqual(says);
    expect(planted('src/index.ts', "export { x } from './app.ts';")).toEqual([]);
  });
});
