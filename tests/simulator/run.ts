/** One run of a seed: opens the shop, lets people and faults loose, lets it settle, checks. */
import { servicesOf } from '../../src/services.ts';
import { checkAll } from './checks/all.ts';
import { reportOf } from './report.ts';
import type { RunReport } from './report.ts';
import { Goods } from './people/goods.ts';
import { Shopper } from './people/shopper.ts';
import { Staff } from './people/staff.ts';
import { setSimulated } from './simulated.ts';
import { World } from './world.ts';
import type { WorldOptions } from './world.ts';

const MINUTE_MS = 60_000;
/** Faults stop this long after the last shopper has come. */
const TROUBLE_AFTER_MS = 30 * MINUTE_MS;
/**
 * By then every wait there is has been waited out: the longest is for a provider to forget a key
 * whose answer it saved as an error, a day.
 */
const SETTLES_IN_MS = 30 * 60 * MINUTE_MS;

/** Runs a seed; throws a Violation where an invariant does not hold. */
export async function run(options: WorldOptions, keep: (world: World) => void): Promise<RunReport> {
  const world = new World(options);
  keep(world);
  setSimulated(world);
  try {
    const goods = await opened(world);
    const people = [
      new Staff(world, goods),
      ...Array.from({ length: options.shoppers }, (_, number) => new Shopper(world, number, goods)),
    ];
    let out = people.length;
    for (const person of people) {
      person.run().then(
        () => (out -= 1),
        (error: unknown) => world.scheduler.fail(error),
      );
    }
    world.faults.start();
    await world.scheduler.runUntil(world.scheduler.now + goods.openForMs + TROUBLE_AFTER_MS);
    world.faults.stop();
    for (const space of Object.values(world.spaces)) space.restart();
    await world.scheduler.runUntil(world.scheduler.now + SETTLES_IN_MS);
    world.holds(out === 0, 'I10', '', `${out} people wait for an answer that never comes`);
    checkAll(world, goods);
    // Throws what a check has found.
    await world.scheduler.runUntil(world.scheduler.now);
    return reportOf(world);
  } finally {
    world.close();
  }
}

async function opened(world: World): Promise<Goods> {
  const goods = new Goods(world);
  let open = false;
  servicesOf(world.env);
  goods.open().then(
    () => (open = true),
    (error: unknown) => world.scheduler.fail(error),
  );
  await world.scheduler.runUntil(world.scheduler.now + MINUTE_MS);
  world.holds(open, 'I10', '', 'the shop does not open');
  return goods;
}
