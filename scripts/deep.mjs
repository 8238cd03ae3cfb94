/**
 * `npm run test:deep -- [PART] …`: what takes minutes, a part at a time, with the Node of the
 * `node` package, which reads TypeScript. What follows a part's name goes on to it; without a name
 * it is the simulator: `npm run test:deep -- --seed N --minutes M`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node, root } from './install.mjs';

const parts = {
  escrow: 'tests/model/escrow-deep.ts',
  simulator: 'scripts/deep/simulator.mjs',
  sight: 'scripts/deep/sight.mjs',
  mutants: 'scripts/mutants.mjs',
  storms: 'tests/storms/main.ts',
  fuzz: 'scripts/deep/fuzz.mjs',
};

const [first, ...rest] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith('-');
const name = named ? first : 'simulator';
const given = named || first === undefined ? rest : [first, ...rest];
const program = parts[name];
if (program === undefined) {
  console.error(`npm run test:deep -- PART, one of: ${Object.keys(parts).join(', ')}`);
  process.exitCode = 1;
} else {
  ensureInstalled((line) => console.log(line));
  const args = ['--disable-warning=ExperimentalWarning', join(root, program), ...given];
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
