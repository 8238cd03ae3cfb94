/**
 * `npm run test:guards`: takes each guard of tests/guards/guards.ts away in a copy of the project,
 * runs the test that is named for it and expects it to fail. Words after it choose guards by name.
 * Ends with the table guard → file → test, and with 1 if any test stays green.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root } from './install.mjs';
import { GUARDS } from '../tests/guards/guards.ts';
import { remove } from '../tests/guards/remove.ts';

/** Everything the tests read; the packages are linked, not copied. */
const COPIED = [
  ...['src', 'durable-objects', 'tests', 'sandbox', 'scripts', 'migrations', 'bench', 'dist'],
  ...['.ci', 'wrangler.toml', 'package.json', 'tsconfig.json'],
];
/** Longer than the slowest of the named tests takes where it fails by its time limit. */
const TEST_WITHIN_MS = 180_000;

const say = (line) => console.log(line);

/** A copy to break: whatever ends this script, the project itself is never touched. */
function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-guards-'));
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

function run(folder, args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: folder, stdio: 'ignore', timeout: TEST_WITHIN_MS });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}

const exactly = (title) => `(^| )${title.replaceAll(/[.?+*^$[\](){}|\\]/g, '\\$&')}$`;

/** What became of the one test: red, green, or why it did not run. */
async function outcome(folder, [file, title]) {
  const project = file.startsWith('tests/worker/') ? 'worker' : 'core';
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  await run(folder, [
    ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'tests/vitest.config.ts'],
    ...['--project', project, file, '-t', exactly(title)],
    ...['--reporter=json', `--outputFile.json=${report}`],
  ]);
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const tests = testResults.flatMap((result) => result.assertionResults);
    const status = tests.find((test) => test.title === title)?.status;
    if (status === 'failed') return 'red';
    return status === 'passed' ? 'GREEN' : 'NOT RUN';
  } catch {
    return 'NOT RUN';
  }
}

/** Takes one guard away, runs its test, and puts it back. */
async function tryWithout(folder, guard) {
  const path = join(folder, guard.file);
  const whole = readFileSync(path, 'utf8');
  const without = remove(whole, guard);
  if (without === null) return 'NOT FOUND';
  writeFileSync(path, without);
  try {
    return await outcome(folder, guard.test);
  } finally {
    writeFileSync(path, whole);
  }
}

async function main() {
  const words = process.argv.slice(2);
  const chosen = GUARDS.filter(({ guard }) => words.every((word) => guard.includes(word)));
  const folder = scratch();
  let held = 0;
  try {
    for (const guard of chosen) {
      const startedAt = Date.now();
      const result = await tryWithout(folder, guard);
      if (result === 'red') held += 1;
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      const [file, title] = guard.test;
      say(`${result.padEnd(9)} ${guard.guard} → ${guard.file} → ${file}: ${title} (${seconds} s)`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`${held} of ${chosen.length} guards are missed by their test when they are gone`);
  process.exitCode = held === chosen.length && held > 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
