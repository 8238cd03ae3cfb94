/** The provider's events on their way to the shop: late, lost, doubled, again until answered. */
import { servicesOf } from '../../../src/services.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../world.ts';

const LATENCY_MS = 80;
const LATE_MS = 15 * 60_000;
const RETRY_MS = 60_000;
const MOST_TRIES = 8;

export class Webhooks {
  readonly #world: World;
  readonly #sender: Actor;
  #told = 0;

  constructor(world: World, sender: Actor) {
    this.#world = world;
    this.#sender = sender;
  }

  /** Something has happened; `surely` of what nobody would ask about by himself. */
  tell(type: string, object: object, arrives: 'surely' | 'perhaps'): void {
    const { faults, draws } = this.#world;
    const body = JSON.stringify({ id: `evt_${++this.#told}`, type, data: { object } });
    if (arrives === 'perhaps' && faults.strikes('webhook_lost')) return;
    const late = faults.strikes('webhook_late')
      ? draws.between(1, LATE_MS)
      : draws.exponential(800);
    this.#send(body, late, 1);
    if (faults.strikes('webhook_twice')) this.#send(body, draws.between(0, LATE_MS), 1);
  }

  #send(body: string, wait: number, tries: number): void {
    const { scheduler, network } = this.#world;
    scheduler.after(wait, 'webhook', () => {
      network.running = this.#sender;
      const call = { route: 'webhook', target: 'shop', latency: LATENCY_MS, repeatable: true };
      network
        .call(call, () => this.#world.request('webhook', () => this.#received(body)))
        .catch(() => {
          if (tries < MOST_TRIES) this.#send(body, RETRY_MS * tries, tries + 1);
        });
    });
  }

  /** What the route does: verified, queued by id, answered. */
  async #received(body: string): Promise<void> {
    const { env } = this.#world;
    const webhook = await servicesOf(env).readWebhook(body, 'signed');
    if (webhook === null) throw new Error('the signature was refused');
    const { notice, eventId } = webhook;
    if (notice !== null) await env.PAYMENT_WEBHOOKS.send({ ...notice, eventId });
  }
}
