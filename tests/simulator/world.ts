/**
 * A shop in one process, made from a seed: the real objects, consumers, services and stores over a
 * simulated platform, providers and clock, and the people who use it.
 */
import { Cart } from '../../durable-objects/cart.ts';
import { Coupon } from '../../durable-objects/coupon.ts';
import { InvoiceBook } from '../../durable-objects/invoice-book.ts';
import { Order } from '../../durable-objects/order.ts';
import { SkuStock } from '../../durable-objects/sku-stock.ts';
import { required } from '../../src/kernel/assert.ts';
import { checkShelf } from './checks/shelf.ts';
import { OrdersAtRest } from './checks/orders-at-rest.ts';
import { Actor } from './engine/actor.ts';
import { Faults } from './engine/faults.ts';
import { Network } from './engine/network.ts';
import type { Served } from './engine/network.ts';
import { Stream } from './engine/random.ts';
import { Scheduler } from './engine/scheduler.ts';
import type { Planned } from './engine/scheduler.ts';
import { Trace } from './engine/trace.ts';
import { Mails } from './outside/mails.ts';
import { Payments } from './outside/payments.ts';
import { Webhooks } from './outside/webhooks.ts';
import { bindingsOf } from './platform/bindings.ts';
import { Database } from './platform/database.ts';
import { ObjectSpace } from './platform/objects.ts';
import { SimulatedQueue } from './platform/queues.ts';
import type { Settings } from './platform/settings.ts';
import { Bucket } from './platform/stores.ts';

export type WorldOptions = {
  readonly seed: number;
  /** Shoppers that come. */
  readonly shoppers: number;
  /** Kinds of fault that do not happen. */
  readonly without: ReadonlySet<string>;
  /** Keeps what happened line by line. */
  readonly traced: boolean;
  readonly settings: Settings;
};

/** An invariant that did not hold. */
export class Violation extends Error {
  readonly invariant: string;
  readonly about: string;

  constructor(invariant: string, about: string, detail: string) {
    super(`${invariant}: ${detail} (${about})`);
    this.invariant = invariant;
    this.about = about;
  }
}

type SpaceName = 'SkuStock' | 'Order' | 'Cart' | 'Coupon' | 'InvoiceBook';

/** Ten times what a run takes: beyond it something spins. */
const LEAST_STEPS = 50_000;
const STEPS_A_SHOPPER = 2_500;

/** When every run begins. */
export const STARTS_AT = Date.UTC(2026, 0, 5, 9);

/** Putting something in a cart under no key is done again when it comes again, so it never does. */
const cartRepeatable = (method: string, args: readonly unknown[]): boolean =>
  method !== 'change' || args.at(-1) !== null;

export class World {
  readonly options: WorldOptions;
  readonly draws: Stream;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly faults: Faults;
  readonly network: Network;
  readonly spaces: Readonly<Record<SpaceName, ObjectSpace>>;
  readonly catalogue: Database;
  readonly backoffice: Database;
  readonly journal: Bucket;
  readonly mails: Mails;
  readonly payments: Payments;
  readonly webhooks: Webhooks;
  readonly orders: OrdersAtRest;
  readonly env: Env;
  readonly #queues: ReadonlyMap<string, SimulatedQueue>;
  /** How often each outcome and status of the saga was seen. */
  readonly seen = new Map<string, number>();
  #requests = 0;

  constructor(options: WorldOptions) {
    const { seed } = options;
    const mostSteps = LEAST_STEPS + options.shoppers * STEPS_A_SHOPPER;
    this.options = options;
    this.draws = new Stream(seed, 'world');
    this.scheduler = new Scheduler(STARTS_AT, new Stream(seed, 'order'), mostSteps);
    this.trace = new Trace(options.traced, () => this.scheduler.now);
    this.faults = new Faults(seed, options.without);
    const nature = new Actor('person', 'nature', '');
    this.network = new Network(
      {
        scheduler: this.scheduler,
        faults: this.faults,
        draws: new Stream(seed, 'network'),
        trace: this.trace,
        crash: (actor, how) => this.#crash(actor, how),
      },
      nature,
    );
    this.spaces = {
      SkuStock: new ObjectSpace(this, 'SkuStock', (ctx, env) => new SkuStock(ctx, env), {
        inspect: (sku) => checkShelf(this, sku),
      }),
      Order: new ObjectSpace(this, 'Order', (ctx, env) => new Order(ctx, env)),
      Cart: new ObjectSpace(this, 'Cart', (ctx, env) => new Cart(ctx, env), {
        repeatable: cartRepeatable,
      }),
      Coupon: new ObjectSpace(this, 'Coupon', (ctx, env) => new Coupon(ctx, env)),
      InvoiceBook: new ObjectSpace(this, 'InvoiceBook', (ctx, env) => new InvoiceBook(ctx, env)),
    };
    this.catalogue = new Database(this, 'CATALOG_DB', options.settings.migrations.catalog);
    this.backoffice = new Database(this, 'BACKOFFICE_DB', options.settings.migrations.backoffice);
    this.journal = new Bucket(this);
    this.mails = new Mails(this);
    this.payments = new Payments(this);
    this.webhooks = new Webhooks(this, new Actor('person', 'stripe', ''));
    this.orders = new OrdersAtRest(this);
    this.#queues = new Map(
      options.settings.queues.map((settings) => [
        settings.queue,
        new SimulatedQueue(this, settings),
      ]),
    );
    this.env = bindingsOf(this);
  }

  queue(name: string): SimulatedQueue {
    return required(this.#queues.get(name), `the queue ${name}`);
  }

  /** Runs a Worker's request; `role` says what it does. */
  request<T>(role: string, run: () => Promise<T>): Served<T> {
    const actor = new Actor('worker', role, `${++this.#requests}`);
    this.network.running = actor;
    return { actor, answer: run() };
  }

  /** Runs a Worker that the platform calls: rejects when it dies. */
  worker(role: string, run: () => Promise<void>): Promise<void> {
    const { actor, answer } = this.request(role, run);
    return new Promise((resolve, reject) => {
      const owed = required(actor, 'a Worker runs it').owes(() => reject(new Error('gone')));
      answer.then(resolve, reject).finally(() => owed.done());
    });
  }

  /** One use of a store, which may fail before or after it has done its work. */
  store<T>(route: string, latency: number, act: () => T): Promise<T> {
    return this.network.call({ route, target: route, latency, repeatable: false }, () => ({
      actor: null,
      answer: this.#used(act),
    }));
  }

  async #used<T>(act: () => T): Promise<T> {
    if (this.faults.strikes('store_error_before')) throw new Error('store: not reached');
    const done = act();
    if (this.faults.strikes('store_error_after')) throw new Error('store: no answer');
    return done;
  }

  #crash(actor: Actor, how: 'dead' | 'stale'): void {
    this.trace.note(actor, how === 'dead' ? 'dies' : 'is replaced and goes on', '');
    if (actor.kind === 'object') this.#space(actor.role).crash(actor, how);
    else if (how === 'dead') actor.kill();
    else {
      actor.outlive();
      actor.forsake();
    }
  }

  #space(role: string): ObjectSpace {
    const space = Object.values(this.spaces).find((known) => known.role === role);
    return required(space, `objects of the class ${role}`);
  }

  /** A timer of whoever runs now: nothing comes of it once that one is dead. */
  timer(run: () => void, milliseconds: number): Planned {
    const owner = this.network.running;
    return this.scheduler.after(milliseconds, 'timer', () => {
      if (!owner.alive) return;
      this.network.running = owner;
      run();
    });
  }

  sees(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  /** Ends the run where an invariant does not hold. */
  holds(condition: boolean, invariant: string, about: string, detail: string): void {
    if (!condition) this.scheduler.fail(new Violation(invariant, about, detail));
  }

  close(): void {
    for (const space of Object.values(this.spaces)) space.close();
    this.catalogue.close();
    this.backoffice.close();
  }
}
