/**
 * Sends requests that are made from the API's document: some as they should be, most with something
 * wrong with them, as nobody, a customer, a seller and the owner. Every answer is held against the
 * document, and of some refused requests it is checked that they changed nothing.
 */
import { exports } from 'cloudflare:workers';
import { vi } from 'vitest';
import { log } from '../../src/platform/log.ts';
import { Stream } from '../simulator/engine/random.ts';
import { ADMIN, call } from '../worker/support/shop.ts';
import { Judge, operationsOf, readDocument } from './document.ts';
import type { Answer, Document, Operation } from './document.ts';
import { SHOPPER_RECIPES, WEBHOOK } from './recipes.ts';
import type { Ask, Recipe } from './recipes.ts';
import { FACTOR_RECIPES, STAFF_RECIPES } from './staff-recipes.ts';
import { changed } from './mutations.ts';
import { valueOf } from './values.ts';
import { digestOf, newWorld, renewed } from './world.ts';
import type { World } from './world.ts';

export type Told = { sent: number; good: number };
export type Report = {
  readonly operations: Readonly<Record<string, Told>>;
  /** What is wrong, with the request that showed it; each kind once. */
  readonly faults: ReadonlyMap<string, string>;
  readonly sent: number;
  readonly good: number;
  /** Refused requests after which every row was compared. */
  readonly compared: number;
};

const RECIPES: Readonly<Record<string, Recipe>> = {
  ...SHOPPER_RECIPES,
  ...FACTOR_RECIPES,
  ...STAFF_RECIPES,
  'POST /api/webhooks/stripe': WEBHOOK,
};

/** These hash passwords or walk an order through: their right requests are sent less often. */
const COSTLY = new RegExp(
  [
    'auth/(register|login|refresh|verify|reset|accept|logout|confirm|unsub|passkey)',
    '/api/me/?(password|second|sessions|addresses)?',
    'staff|sellers|claim|refund|shipments|returns|credit|attention|rebuild|reconcil',
  ].join('|'),
);
/** What counts a wrong try counts it where the account is kept. */
const COUNTS_TRIES = /second-factor|password|\/api\/auth\/|DELETE \/api\/me$/;

/** What a field or parameter of a name usually holds here. */
const knownTo =
  ({ sku, own, house }: World) =>
  (name: string): unknown => {
    const values: Record<string, unknown> = {
      ...{ sku, currency: 'EUR', country: 'DE', market: 'eu', locale: 'en', email: own.email },
      ...{ id: house.id, slug: house.slug, category: 'lighting', limit: 5, days: 7, year: 2027 },
    };
    return Object.hasOwn(values, name) ? values[name] : undefined;
  };

/** The request as the document alone would have it. */
function drafted(document: Document, operation: Operation, world: World, random: Stream): Ask {
  const known = knownTo(world);
  const params: Record<string, string> = {};
  const query: Record<string, string> = {};
  for (const { in: place, name, required, schema = {} } of operation.parameters) {
    const value = () => String(valueOf(document, schema, known, random, name));
    if (place === 'path') params[name] = value();
    else if (required || (name !== 'cursor' && random.chance(0.1))) query[name] = value();
  }
  const json = operation.requestBody?.content['application/json']?.schema;
  const headers = operation.path.startsWith('/api/admin')
    ? ADMIN
    : operation.path.startsWith('/api/me') || operation.path === '/api/orders'
      ? world.own.headers
      : {};
  return {
    params,
    query,
    headers,
    ...(json === undefined ? {} : { body: valueOf(document, json, known, random) }),
  };
}

export type Sent = { readonly url: string; readonly init: RequestInit };

/** An ask as a request. */
export function requestOf(operation: Operation, ask: Ask): Sent {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ask.params?.[name] ?? 'missing'),
  );
  const query = new URLSearchParams(ask.query).toString();
  const headers = new Headers(ask.headers);
  const { body } = ask;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  if (body !== undefined && !raw && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  return {
    url: `http://localhost${path}${query === '' ? '' : `?${query}`}`,
    init: {
      method: operation.method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    },
  };
}

/** Access tokens are over after ten minutes. */
const RENEWED_MS = 5 * 60_000;
/** Of a recipe, which asks for more than the request it is for. */
const RECIPE_TRIES = 3;
/** Requests after which a long run says how far it is. */
const TOLD_EVERY = 5_000;
/** Characters of a request that a report shows. */
const SHOWN = 300;

class Run {
  readonly operations: Record<string, Told> = {};
  readonly faults = new Map<string, string>();
  readonly #document: Document;
  readonly #judge: Judge;
  readonly #random: Stream;
  readonly #bases = new Map<string, Ask>();
  world: World;
  sent = 0;
  good = 0;
  compared = 0;

  constructor(document: Document, world: World, random: Stream) {
    this.#document = document;
    this.#judge = new Judge(document);
    this.world = world;
    this.#random = random;
  }

  /** A right request; a costly one is made anew now and then only, and varied in between. */
  async #base(operation: Operation): Promise<{ readonly ask: Ask; readonly fresh: boolean }> {
    const known = this.#bases.get(operation.name);
    const costly = COSTLY.test(operation.name);
    if (known !== undefined && costly && !this.#random.chance(0.04)) {
      return { ask: known, fresh: false };
    }
    const draft = drafted(this.#document, operation, this.world, this.#random);
    const ask = { ...draft, ...(await this.#prepared(operation)) };
    this.#bases.set(operation.name, ask);
    return { ask, fresh: true };
  }

  /**
   * Recipes buy, ship and invite through the whole shop: what was late is asked for again. One that
   * an earlier request has spoilt is left out, once it has been good.
   */
  async #prepared({ name }: Operation): Promise<Ask> {
    for (let tries = 1; ; tries += 1) {
      try {
        return (await RECIPES[name]?.(this.world)) ?? {};
      } catch (error) {
        if (tries < RECIPE_TRIES) continue;
        if (this.operations[name]?.good) return {};
        throw new Error(`${name} cannot be prepared`, { cause: error });
      }
    }
  }

  async send(operation: Operation): Promise<void> {
    const { ask, fresh } = await this.#base(operation);
    const told = (this.operations[operation.name] ??= { sent: 0, good: 0 });
    const right = told.sent === 0 || (fresh && this.#random.chance(0.6));
    const asked = right ? ask : changed(operation, ask, this.world, this.#random);
    const { sent, answer } = await this.#exchange(operation, asked);
    const good = answer.status < 400;
    this.sent += 1;
    told.sent += 1;
    if (good) {
      told.good += 1;
      this.good += 1;
    }
    if (right && !good && told.good === 0)
      this.#note(`${operation.name} refuses its recipe`, sent, answer);
  }

  /** Sends a wrong request and, where it is refused, compares every row with what it was before. */
  async compare(operation: Operation): Promise<void> {
    const { ask } = await this.#base(operation);
    const asked = changed(operation, ask, this.world, this.#random);
    const parts = await this.#changedBy(operation, asked);
    if (parts === null) return;
    this.compared += 1;
    if (parts.length === 0) return;
    // What was on its way from a request before may arrive meanwhile, but not each time.
    const again = await this.#changedBy(operation, asked);
    const both = parts.filter((part) => again?.includes(part));
    if (both.length > 0) {
      const { url, init } = requestOf(operation, asked);
      this.#note(`${operation.name} was refused and changed ${both.join()}`, { url, init });
    }
  }

  /** Which rows a refused request changes; null for one that is not refused. */
  async #changedBy(operation: Operation, ask: Ask): Promise<string[] | null> {
    await settled(this.world);
    const before = await digestOf(this.world);
    const { answer } = await this.#exchange(operation, ask);
    if (answer.status < 400) return null;
    const after = await digestOf(this.world);
    return Object.keys(after).filter((part) => after[part] !== before[part]);
  }

  async #exchange(operation: Operation, ask: Ask): Promise<{ sent: Sent; answer: Answer }> {
    const sent = requestOf(operation, ask);
    if (ask.at !== undefined) vi.useFakeTimers({ toFake: ['Date'], now: ask.at });
    const response = await exports.default.fetch(sent.url, sent.init);
    const type = response.headers.get('content-type') ?? '';
    const answer = { status: response.status, type, body: await response.text() };
    if (ask.at !== undefined) vi.useRealTimers();
    const fault = this.#judge.fault(operation, answer);
    if (fault !== null) this.#note(`${operation.name} ${fault}`, sent, answer);
    return { sent, answer };
  }

  #note(fault: string, { url, init }: Sent, answer?: Answer): void {
    if (this.faults.has(fault)) return;
    const sent = typeof init.body === 'string' ? init.body.slice(0, SHOWN) : '';
    const told = `${init.method} ${url.slice(0, SHOWN)} ${sent} → ${answer?.body.slice(0, SHOWN)}`;
    this.faults.set(fault, told);
  }
}

/** Lets what was begun come to its end: queues deliver within two seconds. */
async function settled(world: World): Promise<void> {
  let before = '';
  for (let tries = 0; tries < 20; tries += 1) {
    const now = JSON.stringify(await digestOf(world));
    if (now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

export type Options = {
  readonly requests: number;
  readonly seed: number;
  /** Refused requests to compare every row around. */
  readonly compare: number;
};

/** Sends so many requests, as many to each operation. */
export async function fuzz({ requests, seed, compare }: Options): Promise<Report> {
  const document = readDocument((await call('GET', '/openapi.json')).body);
  const operations = operationsOf(document);
  const random = new Stream(seed, 'fuzz');
  const run = new Run(document, await newWorld(), random);
  let renewedAt = performance.now();
  for (let at = 0; at < requests; at += 1) {
    if (performance.now() - renewedAt > RENEWED_MS) {
      await renewed(run.world);
      renewedAt = performance.now();
    }
    const operation = operations[at % operations.length];
    if (operation !== undefined) await run.send(operation);
    if (run.sent % TOLD_EVERY === 0) log('warn', 'fuzzing', { seed, sent: run.sent });
  }
  await settled(run.world);
  const unsafe = operations.filter(
    ({ method, name }) => method !== 'GET' && !COUNTS_TRIES.test(name),
  );
  for (let at = 0; run.compared < compare && at < compare * 20; at += 1) {
    const operation = unsafe[at % unsafe.length];
    if (operation !== undefined) await run.compare(operation);
  }
  const { sent, good, faults, compared } = run;
  return { operations: run.operations, faults, sent, good, compared };
}
