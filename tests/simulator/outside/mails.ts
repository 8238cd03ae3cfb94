/** The mail and text providers behind `OUTSIDE`: they take messages and remember them. */
import type { World } from '../world.ts';
import { partly } from '../platform/partly.ts';

const LATENCY_MS = 90;
const TIMEOUT_MS = 10_000;

type SentMail = {
  readonly personalizations: readonly { readonly custom_args: { readonly notice: string } }[];
};

export class Mails {
  readonly #world: World;
  /** How often each notice was taken, and how often its sender was not told so. */
  readonly taken = new Map<string, number>();
  readonly untold = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The binding OUTSIDE. */
  binding(): Fetcher {
    return partly<Fetcher>({
      fetch: (url: string, init: { body: string }) => {
        const call = { route: 'mail', target: 'mail', latency: LATENCY_MS, repeatable: false };
        return this.#world.network
          .call(call, () => ({ actor: null, answer: this.#take(url, init.body) }))
          .then((status) => responseOf(status));
      },
    });
  }

  async #take(url: string, body: string): Promise<number> {
    const { faults } = this.#world;
    if (!url.startsWith('https://api.sendgrid.com/')) return 201;
    if (faults.strikes('provider_429')) return 429;
    if (faults.strikes('provider_500_before')) return 500;
    if (faults.strikes('provider_timeout_before')) return this.#timesOut();
    const mail: SentMail = JSON.parse(body);
    const notice = mail.personalizations[0]?.custom_args.notice ?? '';
    this.taken.set(notice, (this.taken.get(notice) ?? 0) + 1);
    const untold = faults.first(['provider_500_after', 'provider_timeout_after']);
    if (untold === null) return 202;
    return untold === 'provider_500_after' ? 500 : this.#timesOut();
  }

  #timesOut(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#world.scheduler.after(TIMEOUT_MS, 'mail times out', () => reject(new Error('timeout')));
    });
  }
}

function responseOf(status: number): Response {
  return partly<Response>({
    status,
    ok: status < 300,
    headers: new Headers(),
    body: null,
    arrayBuffer: async () => new ArrayBuffer(0),
    json: async () => ({ sid: 'SM1' }),
  });
}
