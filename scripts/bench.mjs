/**
 * `npm run bench`: installs what is missing, then runs bench/main.ts with the Node of the `node`
 * package, which reads TypeScript. Arguments go on to it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node, root } from './install.mjs';

ensureInstalled((line) => console.log(line));
const { status } = spawnSync(
  node,
  ['--disable-warning=ExperimentalWarning', join(root, 'bench/main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
