/**
 * Before the browser tests: `npm start` on a free port with a state of its own, stocked; after
 * them it is stopped as Ctrl-C would. Time limits are short, so that an abandoned checkout is seen.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

/** How long a buyer of these tests may take to pay. */
export const HOLD_TTL_MS = 20_000;
/** How often an unpaid order asks the gateway by itself. */
const PAYMENT_POLL_MS = 1_000;
/** A busy machine takes a minute to start and stock the shop. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

declare module 'vitest' {
  interface ProvidedContext {
    origin: string;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Resolves when the script has printed the addresses, which it does last. */
function printedAddresses(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`npm start ${why}:\n${said}`));
    const timer = setTimeout(() => fail('took too long'), START_TIMEOUT_MS);
    child.once('exit', (code) => fail(`ended with ${code}`));
    const listen = (chunk: unknown): void => {
      said += String(chunk);
      if (!said.includes('Ctrl-C stops it')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/** Vitest's global setup of the project `browser`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = mkdtempSync(join(tmpdir(), 'edgewise-browser-'));
  const port = await freePort();
  const vars = [`HOLD_TTL_MS:${HOLD_TTL_MS}`, `PAYMENT_POLL_MS:${PAYMENT_POLL_MS}`];
  const child = spawn(
    process.execPath,
    [
      join(root, 'scripts/start.mjs'),
      ...['--port', String(port), '--persist-to', state],
      ...vars.flatMap((text) => ['--var', text]),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Run as by npm, it stops when its parent is gone.
      env: { ...process.env, npm_lifecycle_event: 'start' },
    },
  );
  await printedAddresses(child).catch(async (error: unknown) => {
    if (child.exitCode === null) await stop(child);
    throw error;
  });
  project.provide('origin', `http://localhost:${port}`);
  return async () => {
    await stop(child);
    rmSync(state, { recursive: true, force: true });
  };
}
