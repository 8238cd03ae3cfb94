/**
 * Brings the local databases to the current schema with `wrangler d1 migrations apply`. Each call
 * costs a second, so a stamp beside the databases tells when the files have not changed since.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root } from '../install.mjs';

const databases = { CATALOG_DB: 'migrations/catalog', BACKOFFICE_DB: 'migrations/backoffice' };

const migrationsIn = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort();

function digestOf(folder) {
  const hash = createHash('sha256');
  for (const name of migrationsIn(folder)) {
    hash.update(`${name}\0`).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex');
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function apply(binding, stateFolder, environment) {
  const cli = join(root, 'node_modules/wrangler/wrangler-dist/cli.js');
  const flags = ['--local', '--persist-to', stateFolder];
  const { status, stdout, stderr } = spawnSync(
    node,
    ['--no-warnings', cli, 'd1', 'migrations', 'apply', binding, ...flags],
    { cwd: root, env: { ...environment, CI: 'true' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Migrating ${binding} failed.\n${stdout}\n${stderr}`);
}

/** Applies what is not applied yet; answers how many databases were touched. */
export function migrate(stateFolder, environment) {
  const folder = join(stateFolder, 'v3/d1');
  mkdirSync(folder, { recursive: true });
  let touched = 0;
  for (const [binding, source] of Object.entries(databases)) {
    const stamp = join(folder, `${binding}.sha256`);
    const digest = digestOf(source);
    if (migrationsIn(source).length === 0 || textOf(stamp) === digest) continue;
    apply(binding, stateFolder, environment);
    writeFileSync(stamp, digest);
    touched += 1;
  }
  return touched;
}
