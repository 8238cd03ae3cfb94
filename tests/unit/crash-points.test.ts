/** Each crash point has a test under its name, and docs/correctness.md a row for each test. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { titlesIn } from './titles.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = 'tests/worker/crash';

const POINTS = Array.from({ length: 22 }, (_, index) => `C${index + 1}`);

const tests = readdirSync(join(root, folder))
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) =>
    [...titlesIn(readFileSync(join(root, folder, name), 'utf8'))].map((title) => ({
      file: `${folder}/${name}`,
      title,
    })),
  );

/** Rows `| C1 what | `file`: title | what it proved |`. */
const rows = [
  ...readFileSync(join(root, 'docs/correctness.md'), 'utf8').matchAll(
    /^\| (C\d+) .+ \| `([\w./-]+)`: (.+) \| .+ \|$/gm,
  ),
].map(([, point = '', file = '', title = '']) => ({ point, file, title }));

test('each crash point C1 to C22 has a test that is named for it', () => {
  const points = new Set(tests.map(({ title }) => title.split(' ')[0] ?? ''));
  expect(POINTS.filter((point) => !points.has(point))).toEqual([]);
});

test('the table of crash points names every test, and none that is not there', () => {
  const named = rows.map(({ point, file, title }) => `${file}: ${point} ${title}`);
  expect(named.toSorted()).toEqual(tests.map(({ file, title }) => `${file}: ${title}`).toSorted());
});
