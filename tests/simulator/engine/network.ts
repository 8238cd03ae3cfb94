/**
 * Everything that leaves an actor goes through here: it takes time, and the seed says what is lost,
 * doubled, overtaken, or who dies while it is under way.
 */
import { copied } from './copy.ts';
import type { Actor } from './actor.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Stream } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** What is called: `route` names its kind, `target` the one that is meant. */
export type Call = {
  readonly route: string;
  readonly target: string;
  /** Milliseconds a message takes on the average, one way. */
  readonly latency: number;
  /** May come twice: false where the shop makes no promise about it. */
  readonly repeatable: boolean;
};

/** Does what is asked; `actor` is who does it, null for a part of the platform. */
export type Served<T> = { readonly actor: Actor | null; readonly answer: Promise<T> };

/** A mishap delays a message by up to this. */
const LONG_DELAY_MS = 20_000;
/** How long a lost connection takes to be noticed. */
const NOTICED_MS = 3_000;
/** A message that is to be overtaken waits for another of its target at most this long. */
const OVERTAKEN_MS = 4_000;

const CALL_FAULTS: readonly FaultKind[] = ['delay', 'drop_request', 'drop_reply', 'reorder'];
const CRASHES: readonly FaultKind[] = ['crash_before', 'crash_during', 'stale_instance'];

/** Calls of a SKU's owner, which a crowd may be too much for. */
const MAY_BE_TOO_MUCH = /^SkuStock\./;

const lost = (): Error => new Error('Network connection lost.');

/** As the platform says it of an object. */
const overloaded = (): Error =>
  Object.assign(new Error('Durable Object is overloaded.'), { overloaded: true });

export type NetworkParts = {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly draws: Stream;
  readonly trace: Trace;
  /** Ends an instance or a request; `stale` lets it act on. */
  readonly crash: (actor: Actor, how: 'dead' | 'stale') => void;
};

export class Network {
  readonly #parts: NetworkParts;
  readonly #waiting = new Map<string, () => void>();
  /** How often each call was waited for, its caller died meanwhile, and what it came to. */
  readonly awaits = new Map<string, number>();
  readonly crashPoints = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  /** Who acts now. */
  running: Actor;

  constructor(parts: NetworkParts, first: Actor) {
    this.#parts = parts;
    this.running = first;
  }

  /** Sends a call of whoever runs now and comes back with its answer. */
  call<T>(call: Call, serve: () => Served<T>): Promise<T> {
    const caller = this.running;
    const { faults, trace } = this.#parts;
    if (caller.kind !== 'person') count(this.awaits, `${caller.role} → ${call.route}`);
    const tooMuch = MAY_BE_TOO_MUCH.test(call.route) && faults.strikes('overloaded');
    const mishap = faults.first(CALL_FAULTS);
    const twice = call.repeatable && faults.strikes('duplicate');
    const crash = caller.kind === 'person' || caller.stale ? null : faults.first(CRASHES);
    if (mishap !== null || crash !== null || twice) {
      const what = [mishap, crash, twice ? 'duplicate' : null].filter((kind) => kind !== null);
      trace.note(caller, `${what.join(' + ')} at ${call.route}`, call.target);
    }
    return new Promise<T>((resolve, reject) => {
      const deliver = (act: () => void): void => {
        const wait = mishap === 'drop_reply' ? NOTICED_MS : this.#travel(call);
        this.#parts.scheduler.after(wait, `${call.route} answers`, () => {
          if (!caller.alive) return;
          this.running = caller;
          act();
        });
      };
      const arrive = (): void => {
        if (crash === 'crash_before') this.#crash(caller, call, 'before', 'dead');
        if (tooMuch) {
          deliver(() => reject(overloaded()));
          return;
        }
        if (mishap === 'drop_request' || crash === 'crash_before') {
          deliver(() => reject(lost()));
          return;
        }
        this.#serve(call, serve, {
          answered: (value) =>
            deliver(() => (mishap === 'drop_reply' ? reject(lost()) : resolve(value))),
          failed: (error) => deliver(() => reject(error)),
        });
        if (crash === 'crash_during') this.#crash(caller, call, 'during', 'dead');
        if (crash === 'stale_instance') this.#crash(caller, call, 'stale', 'stale');
      };
      this.#send(call, mishap, arrive);
      if (twice) this.#send(call, 'delay', () => this.#serve(call, serve, null));
    });
  }

  #travel({ latency }: Call): number {
    return Math.round(latency / 2) + this.#parts.draws.exponential(latency / 2);
  }

  /** Takes a message to its target, behind the next one of the same target if it is overtaken. */
  #send(call: Call, mishap: FaultKind | null, arrive: () => void): void {
    const { scheduler, draws } = this.#parts;
    const travel = this.#travel(call);
    if (mishap === 'reorder') {
      let gone = false;
      const once = (): void => {
        if (gone) return;
        gone = true;
        arrive();
      };
      this.#waiting.set(call.target, once);
      scheduler.after(OVERTAKEN_MS, `${call.route} overtaken`, once);
      return;
    }
    const wait = mishap === 'delay' ? draws.between(1, LONG_DELAY_MS) : travel;
    scheduler.after(wait, call.route, () => {
      arrive();
      const overtaken = this.#waiting.get(call.target);
      if (overtaken === undefined) return;
      this.#waiting.delete(call.target);
      scheduler.after(1, `${call.route} overtaken`, overtaken);
    });
  }

  #serve<T>(
    call: Call,
    serve: () => Served<T>,
    tell: { answered: (value: T) => void; failed: (error: Error) => void } | null,
  ): void {
    const { actor, answer } = serve();
    let over = false;
    const once = (act: () => void): void => {
      if (over) return;
      over = true;
      owed?.done();
      act();
    };
    const owed = actor?.owes(() => once(() => tell?.failed(lost())));
    answer.then(
      (value) =>
        once(() => {
          this.#count(call, value);
          tell?.answered(copied(value));
        }),
      (error: unknown) =>
        once(() => {
          this.#count(call, error);
          tell?.failed(new Error(error instanceof Error ? error.message : String(error)));
        }),
    );
  }

  #crash(actor: Actor, call: Call, when: string, how: 'dead' | 'stale'): void {
    if (!actor.alive || actor.stale) return;
    const point = `${actor.role} → ${call.route}: ${when}`;
    count(this.crashPoints, point);
    this.#parts.crash(actor, how);
  }

  #count({ route }: Call, came: unknown): void {
    count(this.outcomes, `${route}: ${outcomeOf(came)}`);
  }
}

const count = (counts: Map<string, number>, what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1);
};

function outcomeOf(came: unknown): string {
  if (came instanceof Error) return 'threw';
  if (typeof came !== 'object' || came === null || !('ok' in came)) return 'done';
  if (came.ok === true) return 'ok';
  return 'reason' in came ? String(came.reason) : 'refused';
}
