/**
 * A process that runs seeds: each message names one, each answer is its report, or what it broke.
 * Clock, timers and chance belong to the world that runs, so nothing else runs here.
 */
import type { Planned } from './engine/scheduler.ts';
import { emptyCaches } from './platform/stores.ts';
import { settingsOf } from './platform/settings.ts';
import { Replaced } from './platform/storage.ts';
import { run } from './run.ts';
import { simulated } from './simulated.ts';
import type { World, WorldOptions } from './world.ts';
import { STARTS_AT, Violation } from './world.ts';

export type Job = {
  readonly seed: number;
  readonly shoppers: number;
  readonly without: readonly string[];
  readonly traced: boolean;
};

const settings = settingsOf(process.cwd());

/** Replaces the process's clock, timers, chance and console by the world's. */
function takeOver(): void {
  Date.now = () => simulated().scheduler.now;
  Object.defineProperty(performance, 'now', { value: () => Date.now() - STARTS_AT });
  Math.random = () => simulated().draws.next();
  AbortSignal.timeout = () => new AbortController().signal;
  // Else hono's JSX keeps a context across awaits, for which Node watches every promise there is.
  Object.assign(process, { getBuiltinModule: () => undefined });
  Object.assign(globalThis, {
    caches: emptyCaches,
    setTimeout: (act: () => void, milliseconds: number) => simulated().timer(act, milliseconds),
    clearTimeout: (planned: Planned | undefined) => planned && (planned.cancelled = true),
    console: { ...console, log: () => {}, warn: () => {}, error: () => {} },
  });
}

async function perform({ seed, shoppers, without, traced }: Job): Promise<unknown> {
  const kept: { world: World | null } = { world: null };
  const options: WorldOptions = {
    ...{ seed, shoppers, traced, settings, without: new Set(without) },
  };
  try {
    return await run(options, (world) => (kept.world = world));
  } catch (error) {
    const violation = error instanceof Violation ? error : null;
    const about = violation?.about ?? '';
    return {
      seed,
      broke:
        error instanceof Error ? (violation === null ? error.stack : error.message) : String(error),
      invariant: violation?.invariant ?? 'error',
      trace: about === '' ? [] : (kept.world?.trace.about([about]) ?? []),
    };
  }
}

takeOver();
process.on('unhandledRejection', (error) => {
  // On the platform a replaced instance's refused write ends that instance and nothing else.
  if (!(error instanceof Replaced)) simulated().scheduler.fail(error);
});
process.on('message', (job: Job) => {
  perform(job).then(
    (report) => process.send?.(report),
    (error: unknown) =>
      process.send?.({ seed: job.seed, broke: String(error), invariant: 'error' }),
  );
});
