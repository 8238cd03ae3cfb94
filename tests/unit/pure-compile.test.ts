import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { placeOf } from '../tidy/layout.ts';
import { readSources } from '../tidy/source.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const config = join(root, '.ci/tsconfig.pure.json');

const tsc = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], {
    encoding: 'utf8',
    cwd: root,
  });

test('the pure compile check covers every pure file and no other', { timeout: 30_000 }, () => {
  const listed = tsc('-p', config, '--listFilesOnly').stdout.trim().split('\n');
  const compiled = listed
    .filter((path) => path.startsWith(join(root, 'src')))
    .map((path) => path.slice(root.length + 1));
  const pure = readSources(root).map(({ path }) => path);
  const expected = pure.filter((path) => placeOf(path)?.kind === 'pure');
  expect(compiled.toSorted()).toEqual(expected.toSorted());
});

test('the pure compile check knows nothing of the platform', { timeout: 30_000 }, () => {
  const names = [
    ...['fetch', 'crypto', 'console', 'setTimeout', 'Request', 'Response', 'URL', 'process'],
    ...['TextEncoder', 'structuredClone', 'caches', 'Buffer', 'performance'],
  ];
  const types = ['D1Database', 'KVNamespace', 'DurableObjectState', 'Env'];
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-pure-'));
  const code = [
    ...names.map((name, index) => `export const v${index} = ${name};`),
    ...types.map((name, index) => `export type T${index} = ${name};`),
  ];
  writeFileSync(join(folder, 'planted.ts'), code.join('\n'));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: config, include: ['planted.ts'], exclude: [] }),
  );
  const { status, stdout } = tsc('-p', folder);
  rmSync(folder, { recursive: true });
  expect(status).not.toBe(0);
  const unknown = [...stdout.matchAll(/Cannot find name '(\w+)'/g)].map(([, name]) => name);
  expect(new Set(unknown)).toEqual(new Set([...names, ...types]));
});
