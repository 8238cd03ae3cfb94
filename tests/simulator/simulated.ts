/** The world that runs now: for the modules that stand in for packages, which nobody hands it. */
import { required } from '../../src/kernel/assert.ts';
import type { World } from './world.ts';

const held: { world: World | null } = { world: null };

/** The world that runs now. */
export const simulated = (): World => required(held.world, 'a world runs');

export const setSimulated = (world: World): void => {
  held.world = world;
};
