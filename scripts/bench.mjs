/**
 * `npm run bench`: installs what is missing, then runs bench/main.ts with the Node of the `node`
 * package, which reads TypeScript. A first argument that ends in `.ts` names another file of
 * bench/; the other arguments go on to it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node, root } from './install.mjs';

const words = process.argv.slice(2);
const [entry, ...rest] = words[0]?.endsWith('.ts') ? words : ['main.ts', ...words];

ensureInstalled((line) => console.log(line));
const { status } = spawnSync(
  node,
  ['--disable-warning=ExperimentalWarning', join(root, 'bench', entry), ...rest],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
