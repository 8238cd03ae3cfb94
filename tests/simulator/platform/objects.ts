/**
 * Objects by class and name: each has its storage, its alarm and at most one instance that counts.
 * An instance is made when something is asked of it, and is lost whenever the seed says so.
 */
import { copied } from '../engine/copy.ts';
import { Actor } from '../engine/actor.ts';
import type { World } from '../world.ts';
import { partly } from './partly.ts';
import { Storage } from './storage.ts';

/** Makes an instance of one class over its storage. */
export type Make = (context: DurableObjectState, env: Env) => object;

/** Wait before an alarm that failed comes again; doubled with each failure. */
const ALARM_RETRY_MS = 2_000;
const ALARM_DOUBLINGS = 6;
const LATE_ALARM_MS = 60_000;
/** How long a replaced instance goes on before it is gone. */
const OUTLIVES_MS = 45_000;

const LATENCY_MS = 12;

type Instance = { readonly actor: Actor; readonly object: object };

class Kept {
  readonly name: string;
  readonly storage: Storage;
  instance: Instance | null = null;
  stale: Instance | null = null;
  alarmAt: number | null = null;
  /** Names the alarm that is set, so that one that was moved does not fire. */
  alarmSet = 0;
  failures = 0;

  constructor(name: string, armed: (kept: Kept) => void) {
    this.name = name;
    this.storage = new Storage({
      set: (at) => {
        this.alarmAt = at;
        this.alarmSet += 1;
        if (at !== null) armed(this);
      },
    });
  }
}

export class ObjectSpace {
  readonly #world: World;
  readonly role: string;
  readonly #make: Make;
  /** Calls that may come twice. */
  readonly #repeatable: (method: string, args: readonly unknown[]) => boolean;
  /** Looks at an object's rows after each call. */
  readonly #inspect: (name: string) => void;
  readonly #kept = new Map<string, Kept>();

  constructor(
    world: World,
    role: string,
    make: Make,
    {
      repeatable = () => true,
      inspect = () => {},
    }: {
      repeatable?: (method: string, args: readonly unknown[]) => boolean;
      inspect?: (name: string) => void;
    } = {},
  ) {
    this.#world = world;
    this.role = role;
    this.#make = make;
    this.#repeatable = repeatable;
    this.#inspect = inspect;
  }

  /** The binding of this class. */
  namespace<T extends Rpc.DurableObjectBranded>(): DurableObjectNamespace<T> {
    return partly<DurableObjectNamespace<T>>({ getByName: (name: string) => this.#stub(name) });
  }

  /** Every object that was ever written to, by name. */
  *all(): Generator<{ name: string; storage: Storage }> {
    for (const { name, storage } of this.#kept.values())
      if (!storage.empty) yield { name, storage };
  }

  storageOf(name: string): Storage {
    return this.#of(name).storage;
  }

  /** Replaced instances, and the memory of all others, are gone: storage stays. */
  restart(): void {
    for (const kept of this.#kept.values()) {
      kept.stale?.actor.kill();
      kept.stale = null;
    }
  }

  close(): void {
    for (const { storage } of this.#kept.values()) storage.close();
  }

  #of(name: string): Kept {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const kept = new Kept(name, (armed) => this.#armed(armed));
    this.#kept.set(name, kept);
    return kept;
  }

  #stub(name: string): object {
    const call =
      (method: string) =>
      (...given: unknown[]) => {
        const args: unknown[] = copied(given);
        const repeatable = this.#repeatable(method, args);
        const route = `${this.role}.${method}`;
        return this.#world.network.call(
          { route, target: `${this.role} ${name}`, latency: LATENCY_MS, repeatable },
          () => this.#invoke(this.#of(name), method, args),
        );
      };
    return new Proxy(Object.create(null), { get: (_, method) => call(String(method)) });
  }

  #instance(kept: Kept): Instance {
    const { faults } = this.#world;
    if (kept.instance !== null && !kept.instance.actor.busy && faults.strikes('eviction')) {
      this.#world.trace.note(kept.instance.actor, 'evicted', kept.name);
      this.#lose(kept);
    }
    if (kept.instance !== null) return kept.instance;
    const actor = new Actor('object', this.role, kept.name);
    this.#world.network.running = actor;
    const context = partly<DurableObjectState>({
      id: { name: kept.name },
      storage: kept.storage.for(actor),
      waitUntil: (promise: Promise<unknown>) => void promise.catch(() => {}),
    });
    const object = this.#make(context, this.#world.env);
    kept.instance = { actor, object };
    return kept.instance;
  }

  #invoke(kept: Kept, method: string, args: readonly unknown[]) {
    // Never a replaced one: the platform makes sure of that whenever an event starts.
    const { actor, object } = this.#instance(kept);
    return { actor, answer: this.#run(actor, object, method, args) };
  }

  async #run(actor: Actor, object: object, method: string, args: readonly unknown[]) {
    this.#world.network.running = actor;
    const answer: unknown = await Reflect.apply(Reflect.get(object, method), object, args);
    this.#inspect(actor.name);
    return answer;
  }

  #lose(kept: Kept): void {
    kept.instance?.actor.kill();
    kept.instance = null;
  }

  /** Ends the instance; `stale` lets it act on beside the next one. */
  crash(actor: Actor, how: 'dead' | 'stale'): void {
    const kept = this.#of(actor.name);
    if (kept.instance?.actor !== actor) return;
    if (how === 'dead') {
      this.#lose(kept);
      return;
    }
    kept.stale?.actor.kill();
    kept.stale = kept.instance;
    kept.instance = null;
    actor.outlive();
    const lasts = this.#world.draws.between(1, OUTLIVES_MS);
    this.#world.scheduler.after(lasts, `${this.role} gone`, () => {
      actor.kill();
      if (kept.stale?.actor === actor) kept.stale = null;
    });
  }

  #armed(kept: Kept): void {
    const { scheduler, faults, draws } = this.#world;
    const set = kept.alarmSet;
    const late = faults.strikes('alarm_late') ? draws.between(1, LATE_ALARM_MS) : 0;
    const at = (kept.alarmAt ?? 0) + late;
    scheduler.at(at, `${this.role} alarm`, () => {
      if (kept.alarmSet !== set) return;
      kept.alarmAt = null;
      this.#fire(kept);
      if (faults.strikes('alarm_twice')) {
        scheduler.after(draws.between(0, 50), `${this.role} alarm again`, () => this.#fire(kept));
      }
    });
  }

  /** Runs the alarm; one whose instance dies or that throws comes again, unless another is set. */
  #fire(kept: Kept): void {
    const { scheduler } = this.#world;
    const { actor, object } = this.#instance(kept);
    const set = kept.alarmSet;
    const again = (): void => {
      if (kept.alarmSet !== set) return;
      const wait = ALARM_RETRY_MS * 2 ** Math.min(kept.failures, ALARM_DOUBLINGS);
      kept.failures += 1;
      scheduler.after(wait, `${this.role} alarm retried`, () => {
        if (kept.alarmSet === set) this.#fire(kept);
      });
    };
    const owed = actor.owes(again);
    this.#world.trace.note(actor, 'alarm', kept.name);
    const over = (failed: boolean): void => {
      owed.done();
      // That it is done is a write too, which a replaced instance is refused.
      if (failed || actor.stale) again();
      else kept.failures = 0;
    };
    this.#run(actor, object, 'alarm', []).then(
      () => over(false),
      () => over(true),
    );
  }
}
