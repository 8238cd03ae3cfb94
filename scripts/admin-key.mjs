/** The admin API key of commands that are given none: the environment's, else this machine's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/** ADMIN_API_KEY, else the one in `.dev.vars`; undefined where there is neither. */
export function knownAdminKey() {
  if (process.env.ADMIN_API_KEY !== undefined) return process.env.ADMIN_API_KEY;
  try {
    const vars = readFileSync(join(root, '.dev.vars'), 'utf8');
    return /^ADMIN_API_KEY\s*=\s*"?([^"\n]+)"?/m.exec(vars)?.[1];
  } catch {
    return undefined;
  }
}
