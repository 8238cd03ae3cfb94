/** The README's table of claims names tests; a test that is renamed or gone must be seen here. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Rows `| claim | `file`: title |`. */
const claims = [...readme.matchAll(/^\| .+ \| `([\w./-]+\.test\.ts)`: (.+) \|$/gm)].map(
  ([, file = '', title = '']) => ({ file, title }),
);

test('each claim of the README names a test that exists', () => {
  expect(claims.length).toBeGreaterThan(20);
  const missing = claims.filter(({ file, title }) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
  });
  expect(missing).toEqual([]);
});

test('each file the README points to is there', () => {
  const links = [...readme.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
  const named = [...readme.matchAll(/`((?:src|docs|tests|durable-objects|sandbox)\/[\w./-]+)`/g)];
  const paths = [...links, ...named.map(([, path = '']) => path)];
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
