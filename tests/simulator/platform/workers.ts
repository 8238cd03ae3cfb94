/** Stands in for `cloudflare:workers`. */

/** Gives an object its context and bindings, as the platform's class does. */
export class DurableObject<Bindings> {
  protected readonly ctx: DurableObjectState;
  protected readonly env: Bindings;

  constructor(ctx: DurableObjectState, env: Bindings) {
    this.ctx = ctx;
    this.env = env;
  }
}

/** Work after the answer goes on by itself until its Worker is gone. */
export const waitUntil = (work: Promise<unknown>): void => {
  work.catch(() => {});
};
