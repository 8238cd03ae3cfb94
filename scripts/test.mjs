/**
 * `npm test`: installs what is missing, then runs types, lint, format and the tests, and ends with
 * one line of sums. `npm test -- core` runs one part; what follows a part's name goes to vitest.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, node, root } from './install.mjs';

const checks = {
  types: ['npm', 'run', '-s', 'check:types'],
  lint: ['npm', 'run', '-s', 'lint'],
  format: ['npm', 'run', '-s', 'format:check'],
};
const projects = ['core', 'sandbox', 'worker', 'storms', 'browser'];

const say = (line) => console.log(line);
const seconds = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

/** Runs a command to its end and keeps what it says. */
function run(command, args) {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${dirname(node)}`;
  const env = { ...process.env, PATH: `${path}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.once('error', (error) => resolve({ code: 1, said: String(error) }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

function report(name, ok, detail, said) {
  if (!ok) say(said.trimEnd());
  say(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${detail}`);
}

/** A check counts as one. */
async function check(name) {
  const startedAt = Date.now();
  const [command, ...args] = checks[name];
  const { code, said } = await run(command, args);
  report(name, code === 0, seconds(startedAt), said);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function countsIn(file) {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    const skipped = found.numPendingTests + found.numTodoTests;
    return { passed: found.numPassedTests, failed: found.numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/** A failure outside any test (a file that does not load, an unhandled rejection) counts as one. */
async function project(name, filters) {
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'edgewise-test-'));
  const file = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const config = ['--config', 'tests/vitest.config.ts', '--project', name];
  const { code, said } = await run(node, [vitest, 'run', ...config, ...reporters, ...filters]);
  const counts = countsIn(file);
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  const detail = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  report(name, code === 0, `${detail} (${seconds(startedAt)})`, said);
  return counts;
}

/** The static checks side by side, then one project after the other. */
async function runParts(parts, filters) {
  const running = Object.keys(checks).filter((name) => parts.includes(name));
  const results = await Promise.all(running.map(check));
  for (const name of projects) {
    if (parts.includes(name)) results.push(await project(name, filters));
  }
  return results;
}

async function main() {
  ensureInstalled(say);
  const all = [...Object.keys(checks), ...projects];
  const given = process.argv.slice(2);
  const chosen = given.filter((word) => all.includes(word));
  const filters = given.filter((word) => !all.includes(word));
  const results = await runParts(chosen.length > 0 ? chosen : all, filters);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  say(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
