/**
 * `npm run test:deep -- fuzz [--requests N] [--seed N]`: requests made from the API's document, as
 * tests/worker/fuzz.test.ts sends a few of with each `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { node, root } from '../install.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
console.log(`seed ${values.seed}`);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const config = ['--config', 'tests/vitest.config.ts', '--project', 'worker'];
const env = { ...process.env, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed };
const args = [vitest, 'run', ...config, 'tests/worker/fuzz.test.ts'];
const { status } = spawnSync(node, args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;
