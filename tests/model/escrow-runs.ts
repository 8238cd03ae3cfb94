/**
 * Larger worlds around a hot SKU than can be explored to the end, walked at random: whatever a seed
 * makes arrive, in whatever order and how often, I12 holds at every step, and in the end all that
 * no order holds comes home.
 */
import { Stream } from '../simulator/engine/random.ts';
import { brokenIn, strandedIn } from './escrow-checks.ts';
import { after, arrivals, modes, settled, turns } from './escrow-steps.ts';
import { start } from './escrow-world.ts';
import type { Rules } from './escrow-world.ts';

const STEPS = 300;
/** Of the steps, messages that arrive: else orders would end before they are answered. */
const ARRIVALS = 0.7;
/** Of the others, how many open and close lanes: more would leave no time to sell. */
const MODES = 0.1;

/** What a run has seen; numbers of transfers over all lanes. */
export type EscrowRun = {
  readonly granted: number;
  readonly recalled: number;
  readonly epochs: number;
  readonly confirmed: number;
};

function rulesOf(seed: number): Rules {
  const draws = new Stream(seed, 'rules');
  const lanes = draws.between(1, 4);
  const wants = Array.from({ length: draws.between(4, 12) }, () => draws.between(1, 3));
  const stock = draws.between(lanes * 4, lanes * 20);
  return { stock, wants, lanes, opens: 6, recalls: Infinity, cancels: draws.chance(0.5) };
}

/** Walks one seed; throws what does not hold, with all that led to it. */
export function runEscrow(seed: number): EscrowRun {
  const rules = rulesOf(seed);
  const draws = new Stream(seed, 'steps');
  const broken = brokenIn(rules);
  const trace: string[] = [];
  let world = start(rules);
  const holds = (fault: string | null): void => {
    if (fault !== null) throw new Error(`seed ${seed}: ${fault} after ${trace.join(' → ')}`);
  };
  for (let count = 0; count < STEPS; count++) {
    const one = world.wire[draws.between(0, Math.max(0, world.wire.length - 1))];
    const arriving = one !== undefined && draws.chance(ARRIVALS);
    const own = draws.chance(MODES) ? modes : turns;
    const [first, ...others] = arriving ? arrivals(world, rules, [one]) : own(world, rules);
    if (first === undefined) continue;
    const step = after(draws.pick([first, ...others]), rules);
    trace.push(step.name);
    world = step.world;
    holds(broken(world));
  }
  const rest = settled(world, rules);
  trace.push('comes to rest');
  holds(broken(rest) ?? strandedIn(rest));
  const { accounts, epoch } = world.home;
  return {
    granted: accounts.reduce((total, { granted }) => total + granted.number, 0),
    recalled: accounts.reduce((total, { recalled }) => total + recalled, 0),
    epochs: epoch,
    confirmed: world.orders.filter(({ stage }) => stage === 'confirmed').length,
  };
}
