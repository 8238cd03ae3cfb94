/**
 * Drives one order: keeps its state in step with its row, performs one effect at a time, and wakes
 * it by alarm. What another caller asks meanwhile waits for the effect in flight.
 */
import { MINUTE_MS } from '../src/kernel/time.ts';
import type { DataCare } from '../src/orders/care.ts';
import { perform } from '../src/orders/effects.ts';
import type { EffectPorts } from '../src/orders/effects.ts';
import type { OrderEventType } from '../src/orders/events.ts';
import type { OrderState } from '../src/orders/order.ts';
import { next } from '../src/orders/saga.ts';
import { tick, wakeAt } from '../src/orders/saga-commands.ts';
import type { Move, SagaContext } from '../src/orders/saga-move.ts';
import { orderEvents } from '../src/orders/view.ts';
import type { Alarm } from '../src/platform/alarm.ts';
import { describeError, log } from '../src/platform/log.ts';
import type { Outbox, OutboxEvent } from '../src/platform/outbox.ts';
import type { OrderRows, StoredOrder } from './order-rows.ts';

/** Effects of one run: a healthy order takes seven. Past it the alarm goes on, so nothing spins. */
const MAX_EFFECTS_A_RUN = 40;

export type DriverParts = {
  readonly rows: OrderRows;
  readonly outbox: Outbox;
  readonly alarm: Alarm;
  readonly ports: EffectPorts;
  readonly pollMs: number;
  readonly waitUntil: (promise: Promise<unknown>) => void;
};

/** What makes an order ask the provider, unless that is no longer of interest. */
export type Question = (state: OrderState, context: SagaContext) => Move | null;

export class OrderDriver {
  readonly #parts: DriverParts;
  readonly order: StoredOrder;
  #running: Promise<void> | null = null;
  readonly #asked = new Map<Question, Promise<void>>();

  constructor(parts: DriverParts, order: StoredOrder) {
    this.#parts = parts;
    this.order = order;
  }

  #context(): SagaContext {
    return { document: this.order.document, now: Date.now(), pollMs: this.#parts.pollMs };
  }

  /** Seals anew, or forgets, who ordered; true where it did. Not while something is in flight. */
  care(what: DataCare): boolean {
    if (what === 'reseal') return this.#parts.rows.reseal();
    if (this.busy || this.order.state.effect !== null) return false;
    this.#parts.rows.forgetPerson(this.order);
    return true;
  }

  /** True while an effect is in flight. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Performs effects until none is due. Callers that come meanwhile wait for the same run. */
  run(): Promise<void> {
    this.#running ??= this.#performAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #performAll(): Promise<void> {
    for (let count = 0; count < MAX_EFFECTS_A_RUN; count++) {
      const { effect } = this.order.state;
      if (effect === null || effect.notBefore > Date.now()) return;
      const outcome = await perform(effect, this.order, this.#parts.ports);
      const move = next(this.order.state, outcome, this.#context());
      if (move !== null) this.#accept(move);
    }
    log('warn', 'order_run_too_long', { order: this.order.document.id });
  }

  /** Applies a command between two effects, then does what it asks for. */
  async command<R extends { ok: true; value: Move } | { ok: false }>(
    decide: (state: OrderState, context: SagaContext) => R,
    record?: () => void,
  ): Promise<R> {
    while (this.#running !== null) await this.#running;
    const decided = decide(this.order.state, this.#context());
    if (decided.ok) {
      this.#accept(decided.value);
      record?.();
      await this.run();
    }
    return decided;
  }

  /** Asks the provider; all who ask while an effect is in flight share one question after it. */
  ask(question: Question): Promise<void> {
    const asked = this.#asked.get(question) ?? this.#askNext(question);
    this.#asked.set(question, asked);
    return asked;
  }

  async #askNext(question: Question): Promise<void> {
    try {
      // Waits at least one turn, so that this promise is known before it is forgotten.
      do await this.#running;
      while (this.#running !== null);
    } finally {
      this.#asked.delete(question);
    }
    const move = question(this.order.state, this.#context());
    if (move !== null) this.#accept(move);
    await this.run();
  }

  /** What an alarm does; one that fails goes off again soon. */
  async ring(): Promise<void> {
    try {
      await this.tick();
    } catch (error) {
      const order = this.order.document.id;
      log('error', 'order_alarm_failed', { order, error: describeError(error) });
      this.#parts.alarm.arm(Date.now() + MINUTE_MS);
    }
  }

  /** What time asks. */
  async tick(): Promise<void> {
    await this.#parts.outbox.flush(Date.now());
    while (this.#running !== null) await this.#running;
    const move = tick(this.order.state, this.#context());
    if (move !== null) this.#accept(move);
    await this.run();
    this.arm();
  }

  /** Makes a step: its row first, then memory, then what it tells and when it wakes. */
  #accept({ state, tells }: Move): void {
    const before = this.order.state;
    if (state === before) return;
    const question = isQuestion(before, state);
    if (!question) this.#parts.rows.saveState(state);
    this.order.state = state;
    if (question) return;
    this.tell(tells);
    this.arm();
  }

  tell(types: readonly OrderEventType[]): void {
    const { document, state } = this.order;
    const at = Date.now();
    const events = orderEvents(document, state, types).map((event): OutboxEvent => {
      return {
        id: `${document.id}:${state.version}:${event.type}`,
        version: state.version,
        at,
        ...event,
      };
    });
    const [first, ...rest] = events;
    if (first !== undefined) this.#parts.outbox.write([first, ...rest], at);
  }

  /** Sends what was told and sets the alarm for whatever comes first. */
  arm(): void {
    const { outbox, alarm } = this.#parts;
    const now = Date.now();
    // While more effects follow at once, their events go out together at the end of the run.
    const resting = this.order.state.effect === null || this.order.state.effect.notBefore > now;
    if (resting) this.#parts.waitUntil(outbox.flush(now));
    const wake = wakeAt(this.order.state, this.order.document, now);
    // Before that, should this instance die, the effect's alarm sends them first.
    const due = resting ? (outbox.dueAt ?? Infinity) : Infinity;
    const at = Math.min(wake ?? Infinity, due);
    alarm.arm(at === Infinity ? null : at);
  }
}

/**
 * A question to the provider changes nothing, so it is worth neither a row nor another alarm than
 * the one that the unpaid order already has.
 */
const isQuestion = (before: OrderState, after: OrderState): boolean =>
  after.effect?.step === 'resolve' &&
  after.effect.tries === 0 &&
  before.status === after.status &&
  before.ending === after.ending;
