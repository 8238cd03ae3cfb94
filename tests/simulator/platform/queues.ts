/**
 * Queues: at least once, in no order, in batches, with retries and dead letters, as wrangler.toml
 * sets them.
 */
import { copied } from '../engine/copy.ts';
import { consume } from '../../../src/queues.ts';
import { servicesOf } from '../../../src/services.ts';
import type { World } from '../world.ts';
import type { QueueSettings } from './settings.ts';
import { partly } from './partly.ts';

type Waiting = { readonly id: string; readonly body: unknown; readonly at: number; tries: number };

const LATENCY_MS = 8;
const LATE_MS = 120_000;
/** By then a batch whose consumer is gone is given to another. */
const VISIBLE_AGAIN_MS = 30_000;

export class SimulatedQueue {
  readonly #world: World;
  readonly settings: QueueSettings;
  #waiting: Waiting[] = [];
  #due = false;
  #sent = 0;

  constructor(world: World, settings: QueueSettings) {
    this.#world = world;
    this.settings = settings;
  }

  /** The producer's binding. */
  binding(): Queue {
    return partly<Queue>({
      send: (body: unknown) => this.#send([body]),
      sendBatch: (messages: Iterable<{ body: unknown }>) =>
        this.#send([...messages].map(({ body }) => body)),
    });
  }

  /** Puts messages in, as the platform does for dead letters. */
  put(bodies: readonly unknown[]): void {
    for (const body of bodies) {
      const id = `${this.settings.queue}-${++this.#sent}`;
      this.#arrive({ id, body, at: this.#world.scheduler.now, tries: 0 });
    }
  }

  #send(bodies: readonly unknown[]): Promise<void> {
    const copies: unknown[] = copied([...bodies]);
    const { faults, network } = this.#world;
    const route = `${this.settings.queue} send`;
    return network.call(
      { route, target: this.settings.queue, latency: LATENCY_MS, repeatable: true },
      () => {
        if (faults.strikes('queue_refuses')) return refused('the queue takes nothing');
        this.put(copies);
        return { actor: null, answer: Promise.resolve() };
      },
    );
  }

  #arrive(message: Waiting): void {
    const { faults, scheduler, draws } = this.#world;
    if (!isAboutMoney(message.body) && faults.strikes('queue_lost')) return;
    const late = faults.strikes('queue_late') ? draws.between(1, LATE_MS) : 0;
    const label = `${this.settings.queue} message`;
    scheduler.after(late, label, () => this.#wait(message));
    if (faults.strikes('queue_twice')) {
      scheduler.after(draws.between(0, LATE_MS), label, () => this.#wait({ ...message }));
    }
  }

  #wait(message: Waiting): void {
    this.#waiting.push(message);
    if (this.#waiting.length >= this.settings.batchSize) this.#deliver();
    else if (!this.#due) {
      this.#due = true;
      const wait = this.settings.batchTimeoutMs + this.#world.draws.between(0, 20);
      this.#world.scheduler.after(wait, `${this.settings.queue} batch`, () => {
        this.#due = false;
        this.#deliver();
      });
    }
  }

  #deliver(): void {
    const taken = this.#waiting.splice(0, this.settings.batchSize);
    if (taken.length === 0) return;
    const marked = new Map<string, { retry: boolean; delayMs: number }>();
    const batch = partly<MessageBatch>({
      queue: this.settings.queue,
      messages: taken.map((message) => this.#message(message, marked)),
    });
    this.#world
      .worker(this.settings.queue, () => consume(batch, servicesOf(this.#world.env)))
      .then(
        () => this.#over(taken, (id) => marked.get(id) ?? { retry: false, delayMs: 0 }),
        () => this.#over(taken, () => ({ retry: true, delayMs: VISIBLE_AGAIN_MS })),
      );
  }

  #message(message: Waiting, marked: Map<string, { retry: boolean; delayMs: number }>) {
    const { id, body, at, tries } = message;
    return partly<Message>({
      id,
      body: copied(body),
      timestamp: new Date(at),
      attempts: tries + 1,
      ack: () => void marked.set(id, { retry: false, delayMs: 0 }),
      retry: (options?: { delaySeconds?: number }) => {
        const seconds = options?.delaySeconds ?? this.settings.retryDelayMs / 1_000;
        marked.set(id, { retry: true, delayMs: seconds * 1_000 });
      },
    });
  }

  #over(
    taken: readonly Waiting[],
    verdict: (id: string) => { retry: boolean; delayMs: number },
  ): void {
    for (const message of taken) {
      const { retry, delayMs } = verdict(message.id);
      if (!retry) continue;
      const again = { ...message, tries: message.tries + 1 };
      if (again.tries <= this.settings.retries) {
        this.#world.scheduler.after(delayMs, `${this.settings.queue} retry`, () =>
          this.#wait(again),
        );
      } else if (this.settings.deadLetters !== null) {
        this.#world.queue(this.settings.deadLetters).put([message.body]);
      }
    }
  }
}

const refused = (reason: string) => ({ actor: null, answer: Promise.reject(new Error(reason)) });

/**
 * True for what nobody but the reconciler would ask about by himself. A queue of the platform loses
 * nothing; here others do, since the shop makes up for them.
 */
const isAboutMoney = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'about' in body && body.about === 'money';
