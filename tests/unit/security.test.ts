/** docs/security.md is true of the code: each row names files and tests that there are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const rows = read('docs/security.md')
  .split('\n')
  .filter((line) => /^\| \d+\.\d+/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, requirement = '', where = '', proof = '']) => ({ requirement, where, proof }));

test('every requirement names a test that there is', () => {
  expect(rows.length).toBeGreaterThan(50);
  const missing = rows.filter(({ proof }) => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(proof) ?? [];
    return !existsSync(join(root, file)) || !read(file).includes(title);
  });
  expect(missing.map(({ requirement }) => requirement)).toEqual([]);
});

test('every file that a requirement names is there', () => {
  const files = rows.flatMap(
    ({ where }) => where.match(/(?:src|durable-objects)\/[\w/.-]+\.tsx?/g) ?? [],
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`);

test('nothing is fetched but through the one way out, from no address of a request', () => {
  const sources = [...sourcesIn('src'), ...sourcesIn('durable-objects')];
  const fetching = sources.filter((file) => /(?<![.\w]|async )fetch\((?!\w+: )/.test(read(file)));
  expect(fetching).toEqual(['src/platform/outbound.ts']);
});
