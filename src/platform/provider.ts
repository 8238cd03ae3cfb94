/**
 * A provider as the shop calls it: every call ends within a time limit, writes keep a pace, and
 * after failures in a row a breaker answers at once that nothing was sent, until one call that is
 * let through succeeds. Nothing is sent twice here: who owns the work decides what is tried again.
 * Breaker and pace are the isolate's own: each learns of an outage by itself, within a few calls.
 */
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  TimeoutStrategy,
  circuitBreaker,
  handleAll,
  timeout,
} from 'cockatiel';
import { SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { log } from './log.ts';
import type { Fetch } from './outbound.ts';
import { Pace } from './pace.ts';

/** The call was not sent, so it has had no effect. */
export class NotSent extends Error {}

export type ProviderLimits = {
  readonly name: string;
  /** From the call to the last byte of its answer; past it nobody knows what came of it. */
  readonly timeoutMs: Milliseconds;
  /** Calls other than GET that one isolate sends in a second; null for no limit. */
  readonly writesPerSecond: number | null;
};

export type Provider = {
  readonly name: string;
  readonly fetch: Fetch;
  /** False while the breaker keeps calls from being sent. */
  readonly reachable: () => boolean;
};

/**
 * Failures in a row that open the breaker: more than the retries of one unlucky order, and reached
 * within a second of an outage by a shop with something to lose.
 */
const FAILURES_TO_OPEN = 8;
/** How long an open breaker sends nothing; then one call is let through to see. */
const OPEN_MS = 5 * SECOND_MS;
/** The longest a write waits for its turn; past it the caller is told to come again. */
const LONGEST_TURN_MS = 2 * SECOND_MS;

/** Set by Stripe where it gives the answer again that it saved under an idempotency key. */
const REPLAYED = 'idempotent-replayed';

/**
 * Throttling (429) is an answer: the provider lives, and each caller waits by itself. A saved
 * failure that is given again tells of the past, and would keep the breaker open long after.
 */
const failures = handleAll.orWhenResult(
  (result) => result instanceof Response && result.status >= 500 && !result.headers.has(REPLAYED),
);

/** The answer with its body read, so that a body which never ends counts as no answer. */
async function wholeAnswer(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, response);
}

/** Calls `fetcher` within `limits`. Throws `NotSent` for what was not sent. */
export function guardedProvider(fetcher: Fetch, limits: ProviderLimits): Provider {
  const { name, timeoutMs, writesPerSecond } = limits;
  const deadline = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  const pace = writesPerSecond === null ? null : new Pace(writesPerSecond, LONGEST_TURN_MS);
  let probedAt = 0;

  const newBreaker = (initialState?: unknown) => {
    const made = circuitBreaker(failures, {
      halfOpenAfter: OPEN_MS,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      initialState,
    });
    made.onStateChange((state) => {
      if (state === CircuitState.HalfOpen) probedAt = Date.now();
      log('warn', 'provider_breaker', { provider: name, state: CircuitState[state] });
    });
    return made;
  };
  let breaker = newBreaker();

  /**
   * While one call tries, the library lets the others wait for it, but a request must not wait for
   * what another request does: that one may be gone. So they are told at once, and a try that was
   * cut off with its request is forgotten.
   */
  const refuseWhileTrying = (): void => {
    if (breaker.state !== CircuitState.HalfOpen) return;
    if (Date.now() - probedAt < 2 * timeoutMs) throw new NotSent(`${name} is being tried`);
    breaker = newBreaker(breaker.toJSON());
  };

  return {
    name,
    reachable: () => breaker.state === CircuitState.Closed,
    async fetch(input, init = {}) {
      refuseWhileTrying();
      if (pace !== null && init.method !== undefined && init.method !== 'GET') {
        const wait = pace.take(performance.now());
        if (wait === null) throw new NotSent(`${name} has more to do than it takes`);
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        refuseWhileTrying();
      }
      const send = () =>
        deadline.execute(async ({ signal }) =>
          wholeAnswer(await fetcher(input, { ...init, signal })),
        );
      return breaker.execute(send).catch((error: unknown) => {
        throw error instanceof BrokenCircuitError ? new NotSent(`${name} is being spared`) : error;
      });
    },
  };
}
