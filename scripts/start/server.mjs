/**
 * `wrangler dev` with the shop and the sandbox, as a child in a process group of its own: Ctrl-C
 * reaches only us, we stop wrangler in order, and what it leaves behind is ended with its group.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { node, root } from '../install.mjs';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 100;

/** Settings of wrangler that make it quiet, local and independent of other dev servers. */
export const wranglerEnvironment = (stateFolder) => ({
  ...process.env,
  // wrangler keeps a trace of every call on disk, a third of all syncs; nobody looks at it here.
  X_LOCAL_OBSERVABILITY: process.env.X_LOCAL_OBSERVABILITY ?? 'false',
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  WRANGLER_REGISTRY_PATH: join(stateFolder, 'registry'),
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
});

/** True when nobody listens there yet. */
export function isPortFree(host, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Passes wrangler's lines on, but for the blank ones and the one about crons, which we call. */
function relay(stream, target) {
  let skipping = false;
  createInterface({ input: stream }).on('line', (line) => {
    if (line.includes('Scheduled Workers are not automatically triggered')) skipping = true;
    else if (skipping && /^\S/.test(line)) skipping = false;
    if (!skipping && line.trim() !== '') target.write(`${line}\n`);
  });
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Starts wrangler; `exited` resolves with its exit code, `stop` ends it and all it started. */
export function startServer({ host, port, stateFolder, flags }) {
  const cli = join(root, 'node_modules/wrangler/wrangler-dist/cli.js');
  const configs = ['-c', 'wrangler.toml', '-c', 'sandbox/wrangler.toml'];
  const own = ['--ip', host, '--port', String(port), '--persist-to', stateFolder];
  const calm = ['--inspector-port', '0', '--show-interactive-dev-session=false'];
  const quiet = flags.some((flag) => flag.startsWith('--log-level')) ? [] : ['--log-level', 'warn'];
  const args = ['--no-warnings', cli, 'dev', ...configs, ...own, ...calm, ...quiet, ...flags];
  const child = spawn(node, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: wranglerEnvironment(stateFolder),
  });
  relay(child.stdout, process.stdout);
  relay(child.stderr, process.stderr);
  const exited = new Promise((resolve) => {
    child.once('exit', (code) => {
      killGroup(child.pid, 'SIGKILL');
      resolve(code ?? 1);
    });
  });

  async function stop() {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await Promise.race([exited, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    killGroup(child.pid, 'SIGKILL');
    await exited;
  }
  return { exited, stop };
}

/** Resolves when the shop answers its health check; false when wrangler ended or time ran out. */
export async function becomesHealthy(origin, exited) {
  const abort = new AbortController();
  void exited.then(() => abort.abort());
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!abort.signal.aborted && Date.now() < deadline) {
    const healthy = await fetch(`${origin}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return true;
    await sleep(POLL_MS);
  }
  return false;
}
