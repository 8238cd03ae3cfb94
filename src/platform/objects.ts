/**
 * How the shop reaches its Durable Objects: by a name it issued, with the location hint of
 * `REGION`, since an object is born near its first caller and never moves.
 */
import { SECOND_MS } from '../kernel/time.ts';
import { within } from './trouble.ts';

/** Where an object can be asked to be born. */
export const LOCATION_HINTS = [
  'wnam',
  'enam',
  'sam',
  'weur',
  'eeur',
  'apac',
  'oc',
  'afr',
  'me',
] as const satisfies readonly DurableObjectLocationHint[];

/** The stub of the object `name`; nothing is sent until a method is called. */
export function objectNamed<T extends Rpc.DurableObjectBranded | undefined>(
  namespace: DurableObjectNamespace<T>,
  name: string,
  region: string,
): DurableObjectStub<T> {
  const locationHint = LOCATION_HINTS.find((hint) => hint === region);
  return namespace.getByName(name, locationHint === undefined ? {} : { locationHint });
}

/**
 * The longest a call of an object takes that asks nobody else: its work is some milliseconds, so
 * past this it hangs, is overloaded, or is gone with its machine.
 */
const OWN_WORK_MS = 5 * SECOND_MS;
/**
 * The longest a call of an order takes, which asks coupons, SKUs, the provider and the cart in
 * turn: some of them at their own limits, and still before a client gives up after a minute.
 */
const SAGA_MS = 45 * SECOND_MS;

/** The answer of an object that does its own work only. Throws `Late`. */
export const answerOf = <C extends PromiseLike<unknown>>(call: C): Promise<Awaited<C>> =>
  within(call, OWN_WORK_MS, 'an object');

/** The answer of an order that may run its saga first. Throws `Late`; the saga goes on. */
export const sagaAnswerOf = <C extends PromiseLike<unknown>>(call: C): Promise<Awaited<C>> =>
  within(call, SAGA_MS, 'an order');
