/**
 * Installs what package-lock.json asks for, where it is not there yet, and names the Node that runs
 * the tools. Uses nothing but Node 20 itself, since it runs before anything is installed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node of the `node` package: wrangler needs 22, and the machine may have 20. */
export const node = join(root, 'node_modules/node/bin/node');

/** Versions by path of a lock file; null where there is none. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

/** True when each package of the lock file is there in its version (optional ones may lack). */
export function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  const wanted = packagesOf('package-lock.json');
  if (installed === null || wanted === null) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

/** npm as it was called, or the one on the path. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'development' },
    shell: process.platform === 'win32' && command === 'npm',
  });
}

/** An npm that blocks install scripts leaves the `node` package without its binary. */
function ensureNode() {
  if (existsSync(node)) return;
  const folder = join(root, 'node_modules/node');
  execFileSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
  if (!existsSync(node)) throw new Error('The "node" package did not bring its binary.');
}

/** Installs what is missing; `say` is told when that takes a while. */
export function ensureInstalled(say) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Node 20 or newer is needed; this is ${process.version}.`);
  }
  if (!isInstalled()) {
    say('Installing packages; the first time takes a minute …');
    const { status } = npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
    if (status !== 0) throw new Error('npm ci failed; its message is above.');
  }
  ensureNode();
}
