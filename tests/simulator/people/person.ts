/** Somebody outside: waits, and asks the shop, again when no answer comes. */
import { Actor } from '../engine/actor.ts';
import { Stream } from '../engine/random.ts';
import type { World } from '../world.ts';

const LATENCY_MS = 60;
const MOST_TRIES = 5;

export class Person {
  readonly world: World;
  readonly draws: Stream;
  readonly #actor: Actor;

  constructor(world: World, role: string, name: string) {
    this.world = world;
    this.draws = new Stream(world.options.seed, `${role} ${name}`);
    this.#actor = new Actor('person', role, name);
  }

  /** Lets time pass. */
  wait(milliseconds: number): Promise<void> {
    const { scheduler, network } = this.world;
    return new Promise((resolve) => {
      scheduler.after(milliseconds, 'a person waits', () => {
        network.running = this.#actor;
        resolve();
      });
    });
  }

  /** One request to the shop; rejects when no answer comes. */
  once<T>(role: string, run: () => Promise<T>, repeatable = true): Promise<T> {
    const call = { route: `http ${role}`, target: 'shop', latency: LATENCY_MS, repeatable };
    return this.world.network.call(call, () => this.world.request(role, run));
  }

  /** The same request until an answer comes; null when none does. */
  async ask<T>(role: string, run: () => Promise<T>): Promise<T | null> {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      try {
        return await this.once(role, run);
      } catch {
        await this.wait(1_000 * tries);
      }
    }
    return null;
  }

  note(what: string, about: string): void {
    this.world.trace.note(this.#actor, what, about);
  }
}
