/**
 * Kills objects where they stand, holds their calls on the way, and lets what is left go on: alarms
 * at their times, queues at theirs. The shop runs unchanged; a hold is a slow network between two
 * of its objects.
 */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { ORDER_SCHEMA, OrderRows } from '../../../durable-objects/order-rows.ts';
import type { StoredOrder } from '../../../durable-objects/order-rows.ts';
import type { OrderState } from '../../../src/orders/order.ts';
import { vaultOf } from '../../../src/platform/vault.ts';
import { hasEnded } from '../../../src/orders/saga-move.ts';
import { ObjectSchema } from '../../../src/platform/object-schema.ts';

const TICK_MS = 10;
/** Alarms one order may need: an unpaid one asks some seven times before its deadline. */
const MOST_ALARMS = 40;
/** How long an order that has no alarm is given before it is looked at again. */
const AT_WORK_MS = 100;
/** How long a message is given in its queue before its owner's alarm is made to send it again. */
const QUEUE_MS = 2_000;

export const orderObject = (id: string) => env.ORDER.getByName(id);

/** Ends an instance at once: its memory and all that it waits for are gone, its rows stay. */
export async function kill(stub: DurableObjectStub): Promise<void> {
  await runInDurableObject(stub, (_, state) => state.abort('killed')).catch((error: unknown) => {
    if (!String(error).includes('killed')) throw error;
  });
}

/** Sets the shop's clock forward to a moment; it never goes back. */
export function clockTo(at: number): void {
  if (at <= Date.now()) return;
  if (vi.isFakeTimers()) vi.setSystemTime(at);
  else vi.useFakeTimers({ toFake: ['Date'], now: at });
}

/** Lets time pass outside, and by the shop's clock if that was set. */
export async function pause(milliseconds = TICK_MS): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  if (vi.isFakeTimers()) vi.setSystemTime(Date.now() + milliseconds);
}

type Hold = {
  readonly object: object;
  readonly method: string;
  readonly moment: 'before' | 'after';
  state: 'waiting' | 'held' | 'open' | 'lost' | 'over';
};

const holds = new Set<Hold>();
const wrapped = new Map<object, Set<string>>();

/** A state that another request may have changed meanwhile. */
const stateOf = (hold: Hold): Hold['state'] => (holds.has(hold) ? hold.state : 'lost');

async function passed(hold: Hold): Promise<void> {
  hold.state = 'held';
  // Looked at again and again: the call belongs to another request than the one that opens it.
  while (stateOf(hold) === 'held') await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  if (stateOf(hold) !== 'open') throw new Error('lost on the way');
}

/** Makes one method of a class look for holds; the method itself stays what it is. */
function watch(prototype: object, method: string): void {
  const methods = wrapped.get(prototype) ?? new Set<string>();
  if (methods.has(method)) return;
  wrapped.set(prototype, methods.add(method));
  const real: unknown = Reflect.get(prototype, method);
  if (typeof real !== 'function') throw new TypeError(`${method} is no method`);
  Reflect.set(prototype, method, async function held(this: object, ...args: unknown[]) {
    const hold = [...holds].find(
      (known) => known.object === this && known.method === method && known.state === 'waiting',
    );
    if (hold?.moment === 'before') await passed(hold);
    const answer: unknown = await Reflect.apply(real, this, args);
    if (hold?.moment === 'after') await passed(hold);
    if (hold !== undefined) hold.state = 'over';
    return answer;
  });
}

export type HeldCall = {
  /** Resolves once a call is held. */
  reached(): Promise<void>;
  /** Lets it go on, and waits until it has run through. */
  open(): Promise<void>;
  /** Loses it on its way: before its effect it never has one, after it only the reply is lost. */
  lose(): void;
};

/** Holds the next call of an object's method, before it acts or after; later calls pass. */
export async function holdCall(
  stub: DurableObjectStub,
  method: string,
  moment: 'before' | 'after',
): Promise<HeldCall> {
  const object = await runInDurableObject(stub, (instance) => instance);
  watch(Object.getPrototypeOf(object), method);
  const held: Hold = { object, method, moment, state: 'waiting' };
  holds.add(held);
  return {
    async reached() {
      while (held.state === 'waiting') await pause();
    },
    async open() {
      held.state = 'open';
      while (stateOf(held) === 'open') await pause();
    },
    lose: () => void (held.state = 'lost'),
  };
}

/** To be called after each test: ends what is still held, and gives the clock back. */
export function recover(): void {
  holds.clear();
  vi.useRealTimers();
}

export type Stored = StoredOrder & { readonly alarmAt: number | null };

/** An order as its rows have it, or null where it was never placed. */
export function storedOrder(id: string): Promise<Stored | null> {
  return runInDurableObject(orderObject(id), async (_, { storage }) => {
    if (new ObjectSchema(storage, ORDER_SCHEMA).empty) return null;
    const order = new OrderRows(storage.sql, vaultOf(env), id).load();
    if (order === null || order === 'superseded') return null;
    return { ...order, alarmAt: await storage.getAlarm() };
  });
}

/** True once an order waits for nothing and nobody but the people it was made for. */
export const atRest = (state: OrderState): boolean =>
  state.effect === null &&
  (hasEnded(state) || state.status === 'confirmed' || state.status === 'needs_attention');

export const isAwaiting = ({ status }: OrderState): boolean => status === 'awaiting_payment';

/** Lets an order's alarms go off, each at its time, until it has come to where `there` says. */
export async function wake(
  id: string,
  there: (state: OrderState) => boolean = atRest,
): Promise<OrderState> {
  for (let alarms = 0; alarms < MOST_ALARMS; alarms++) {
    const stored = await storedOrder(id);
    if (stored === null) throw new Error(`${id} was never placed`);
    const { state, alarmAt } = stored;
    if (there(state)) return state;
    // Without an alarm it is at work, or sleeps for ever, which ends this loop too.
    if (alarmAt === null) await pause(AT_WORK_MS);
    else {
      clockTo(alarmAt);
      await runDurableObjectAlarm(orderObject(id));
    }
  }
  throw new Error(`${id} never came to rest: ${JSON.stringify(await storedOrder(id))}`);
}

/** Events that wait to be sent or acknowledged. */
export const unsent = (stub: DurableObjectStub): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) => {
    const made = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").toArray();
    if (made.length === 0) return 0;
    return storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  });

/** Waits for an object's events to be acted on; its alarm sends again what was lost. */
export async function drain(stub: DurableObjectStub): Promise<void> {
  for (let alarms = 0; alarms < MOST_ALARMS; alarms++) {
    for (let waited = 0; waited < QUEUE_MS; waited += TICK_MS) {
      if ((await unsent(stub)) === 0) return;
      await pause();
    }
    const at = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
    if (at === null) throw new Error('events wait and no alarm is set');
    clockTo(at);
    await runDurableObjectAlarm(stub);
  }
  throw new Error('events were never acted on');
}
