/** The crowd's way to the shop: so many requests at once; what broke is repeated. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../../../bench/connections.ts';
import type { Answer, StormShop } from '../shop.ts';

/** Sockets at once; a socket costs workerd some kilobytes, and the machine's open files end. */
const AT_ONCE = 256;
/** A connection that the server closes just as it is written to is no answer. */
const TRIES = 4;
const AGAIN_MS = 50;

export type Replied<T> = Answer<T> & { readonly headers: ReadonlyMap<string, string> };

export class Door {
  readonly #shop: StormShop;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(shop: StormShop) {
    this.#shop = shop;
  }

  /** An answer, with the time since it was asked for: a wait for a free socket counts. */
  async send<T>(call: Call): Promise<Replied<T>> {
    const startedAt = performance.now();
    await this.#enter();
    try {
      let answer = await this.#shop.send<T>(call);
      for (let tries = 1; answer.status === 0 && tries < TRIES; tries++) {
        await pause(AGAIN_MS);
        answer = await this.#shop.send<T>(call);
      }
      return { ...answer, ms: performance.now() - startedAt };
    } finally {
      this.#leave();
    }
  }

  get<T>(path: string, headers: Call['headers'] = {}): Promise<Replied<T>> {
    return this.send<T>({ method: 'GET', path, headers });
  }

  post<T>(path: string, body: unknown, headers: Call['headers'] = {}): Promise<Replied<T>> {
    const all = { 'content-type': 'application/json', ...headers };
    return this.send<T>({ method: 'POST', path, headers: all, body: JSON.stringify(body) });
  }

  async #enter(): Promise<void> {
    if (this.#inside < AT_ONCE) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Who leaves hands their place to who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inside -= 1;
    else next();
  }
}
