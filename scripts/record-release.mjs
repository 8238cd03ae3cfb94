/**
 * `npm run record:release`: writes what the present code stores of orders that stand at several
 * steps to tests/fixtures/release-{version}/, so that later code can be tried on it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from './install.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = join(root, 'tests/fixtures', `release-${version}`);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

const { stdout, stderr, status } = spawnSync(
  node,
  [vitest, 'run', '--config', 'tests/vitest.config.ts', '--project', 'worker'],
  {
    cwd: root,
    env: { ...process.env, RECORD_RELEASE: '1', NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
const lines = `${stdout}\n${stderr}`
  .split('\n')
  .filter((line) => line.includes('"event":"recorded"'));
if (status !== 0 || lines.length === 0) {
  console.error(stdout, stderr);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
for (const line of lines) {
  const { scene, stored } = JSON.parse(line);
  const text = JSON.stringify(JSON.parse(stored), null, 2);
  writeFileSync(join(folder, `${scene}.json`), `${text}\n`);
  console.log(`tests/fixtures/release-${version}/${scene}.json`);
}
