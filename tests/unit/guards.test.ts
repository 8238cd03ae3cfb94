/**
 * The guards' table stays true to the code: each removal fits its file, each test is there, and
 * docs/correctness.md shows the same rows. `npm run test:guards` takes each of them away.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { GUARDS } from '../guards/guards.ts';
import { remove } from '../guards/remove.ts';
import { titlesIn } from './titles.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('each guard stands in its file, once, as its removal expects it', () => {
  const lost = GUARDS.filter((guard) => {
    if (!existsSync(join(root, guard.file))) return true;
    const without = remove(read(guard.file), guard);
    return without === null || without === read(guard.file);
  });
  expect(lost.map(({ guard, file }) => `${guard}: ${file}`)).toEqual([]);
});

test('each guard names a test that exists, and has a name of its own', () => {
  const missing = GUARDS.filter(({ test: [file, title] }) => !titlesIn(read(file)).has(title));
  expect(missing.map(({ guard, test: [file] }) => `${guard}: ${file}`)).toEqual([]);
  expect(new Set(GUARDS.map(({ guard }) => guard)).size).toBe(GUARDS.length);
});

test('a removal that fits nowhere, or in two places, is none', () => {
  const guard = { guard: 'g', file: 'f', without: 'b', test: ['t', 'u'] as const };
  expect(remove('if (a)\n  return;', { ...guard, code: 'if (a) return;' })).toBe('b');
  expect(remove('if (c) return;', { ...guard, code: 'if (a) return;' })).toBeNull();
  expect(remove('a; a;', { ...guard, code: 'a;' })).toBeNull();
});

test('a guard that is taken away is missed by its test', { timeout: 60_000 }, () => {
  const script = join(root, 'scripts/guards.mjs');
  const said = execFileSync(process.execPath, [script, 'a', 'closed', 'round'], { cwd: root });
  expect(String(said)).toMatch(/^red .+\n1 of 1 guards /);
});

test('docs/correctness.md shows every guard with its file and its test', () => {
  const text = read('docs/correctness.md');
  const rows = GUARDS.map(
    ({ guard, file, test: [path, title] }) => `| ${guard} | \`${file}\` | \`${path}\`: ${title} |`,
  );
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  const table = text.slice(text.indexOf('## Guards')).match(/^\| .* \| `/gm) ?? [];
  expect(table).toHaveLength(GUARDS.length);
});
