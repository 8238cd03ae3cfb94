/**
 * Before the browser tests: `npm start` on a free port with a state of its own, stocked; after
 * them it is stopped as Ctrl-C would. Time limits are short, so that an abandoned checkout is seen.
 */
import { execFileSync, spawn } from 'node:child_process';
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

/** A port nothing listens on. */
export function freePort(): Promise<number> {
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

/** A shop that `npm start` runs. */
export type RunningShop = {
  readonly origin: string;
  /** Stops it as Ctrl-C would. */
  stop(): Promise<void>;
  /** Ends every process of it at once, as a power cut would. */
  kill(): Promise<void>;
};

/** Process ids below one process, itself first. */
function familyOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  for (const member of family) {
    for (const [child = 0, parent = 0] of pairs) if (parent === member) family.push(child);
  }
  return family;
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for (const pid of familyOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  await exited;
}

/** Starts the shop on a port with its state in a folder, and waits until it is stocked. */
export async function startShop(
  port: number,
  state: string,
  vars: Readonly<Record<string, string | number>>,
): Promise<RunningShop> {
  const child = spawn(
    process.execPath,
    [
      join(root, 'scripts/start.mjs'),
      ...['--port', String(port), '--persist-to', state],
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
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
  const origin = `http://localhost:${port}`;
  return { origin, stop: () => stop(child), kill: () => kill(child) };
}

/** Vitest's global setup of the project `browser`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = mkdtempSync(join(tmpdir(), 'edgewise-browser-'));
  const shop = await startShop(await freePort(), state, { HOLD_TTL_MS, PAYMENT_POLL_MS });
  project.provide('origin', shop.origin);
  return async () => {
    await shop.stop();
    rmSync(state, { recursive: true, force: true });
  };
}
