/**
 * The comparisons: each a piece of our work beside the bare platform's, with the least ratio it is
 * to reach. Names are those of the table in the README.
 */
import { randomUUID } from 'node:crypto';
import { Connection } from './connections.ts';
import type { Piece } from './load.ts';
import type { Platform } from './platform.ts';
import type { Stocked } from './stocking.ts';
import { signingIn } from './signing-in.ts';
import { addToCart, expectStatus, get, order, WrongAnswer } from './shopper.ts';

export type Work = {
  /** Which platform is driven. */
  readonly on: 'shop' | 'bare';
  readonly concurrency: number;
  /** How long it takes until as many pieces end as begin, where that is long. */
  readonly rampMs?: number;
  /** Pieces a slice ends after, where there is a store of them that must not be used up. */
  readonly most?: number;
  /** What has to be there before a slice, untimed. */
  prepare?(): Promise<void>;
  readonly piece: Piece;
};

/** Most CPU time, in microseconds: of a piece of ours, or by which it exceeds one of the bare. */
export type CpuBound = { readonly of: 'ours' | 'difference'; readonly microseconds: number };

export type Comparison = {
  readonly name: string;
  readonly against: string;
  readonly ours: Work;
  readonly bare: Work;
  /** Least ratio ours / bare; null where the figure is only told. */
  readonly target: number | null;
  /** Absent where CPU time is only told. */
  readonly cpuBound?: CpuBound;
  /** True for work that writes: it is measured on the disk too. */
  readonly writes: boolean;
};

/** Enough to keep the one thread busy, few enough that nothing queues for long. */
const CONCURRENCY = 32;
/** Orders wait for their webhook; more of them are under way at once. */
const ORDERS_AT_ONCE = 192;
const ORDERS_RAMP_MS = 3_000;
/** New objects of a slice: each keeps files open for some seconds, and those are limited. */
const NEW_OBJECTS = 400;
/** Carts that are added to, as if by as many shoppers. */
const CARTS = 64;
/** Lines of each of them. */
const LINES = 5;
/** Live holds that the hot SKU carries before it is measured. */
const LIVE_HOLDS = 5_000;

const bareGet = (path: (count: number) => string, concurrency = CONCURRENCY): Work => {
  let count = 0;
  return {
    on: 'bare',
    concurrency,
    piece: async (connection) => {
      await get(connection, path(count++));
    },
  };
};

/** Reads a product's JSON and insists on the tier it came from. */
const productRead = (path: (count: number) => string, tier: string): Work => {
  let count = 0;
  return {
    on: 'shop',
    concurrency: CONCURRENCY,
    piece: async (connection) => {
      const reply = await get(connection, path(count++));
      const told = reply.headers.get('server-timing') ?? '';
      if (!told.includes(tier)) throw new WrongAnswer(`${told} instead of the tier ${tier}`);
    },
  };
};

const bareObject = bareGet(() => '/object/hot');

function reading(stocked: Stocked, seeded: readonly string[]): Comparison[] {
  const [slug] = stocked.slugs;
  const seed = (count: number): string => seeded[count % seeded.length] ?? '';
  return [
    {
      name: 'product JSON, from memory',
      against: 'hello',
      // The first read of some seconds fills the memory: it may come from KV.
      ours: productRead(() => `/api/products/${slug}`, 'tier'),
      bare: bareGet(() => '/hello/product'),
      target: 0.8,
      writes: false,
    },
    {
      name: 'product JSON, from KV',
      against: 'KV read',
      ours: {
        ...productRead((count) => `/api/products/${seed(count)}`, 'kv'),
        most: seeded.length,
      },
      bare: { ...bareGet((count) => `/kv/${seed(count)}`), most: seeded.length },
      target: 0.8,
      writes: false,
    },
    {
      name: 'product page, HTML',
      against: 'hello',
      ours: {
        on: 'shop',
        concurrency: CONCURRENCY,
        piece: async (connection) => {
          await get(connection, `/products/${slug}`);
        },
      },
      bare: bareGet(() => '/hello/page'),
      target: null,
      writes: false,
    },
    {
      name: 'list of 20, from memory',
      against: 'hello',
      ours: productRead(() => '/api/products?limit=20', 'tier'),
      bare: bareGet(() => '/hello/list'),
      target: 0.6,
      writes: false,
    },
  ];
}

/** Fills `tokens` with the carts of as many shoppers, each with one line. */
async function makeCarts(shop: Platform, skus: readonly string[], tokens: string[]): Promise<void> {
  const connection = new Connection(shop.target.origin);
  tokens.length = 0;
  for (let count = 0; count < CARTS; count++) {
    tokens.push(await addToCart(connection, skus[count % skus.length] ?? '', ''));
  }
  connection.close();
}

function carts(shop: Platform, { skus }: Stocked): Comparison[] {
  const tokens: string[] = [];
  let added = 0;
  const sku = (): string => skus[added++ % skus.length] ?? '';
  return [
    {
      name: 'item into an existing cart',
      against: 'object, 1 read + 1 write',
      ours: {
        on: 'shop',
        concurrency: CONCURRENCY,
        prepare: () => makeCarts(shop, skus, tokens),
        piece: async (connection) => {
          const cart = added++ % CARTS;
          const line = (cart + (added % LINES)) % skus.length;
          await addToCart(connection, skus[line] ?? '', tokens[cart] ?? '');
        },
      },
      bare: bareObject,
      target: 0.4,
      writes: true,
    },
    {
      name: 'new cart with its first item',
      against: 'new object with one row',
      ours: {
        on: 'shop',
        concurrency: CONCURRENCY,
        most: NEW_OBJECTS,
        piece: async (connection) => {
          await addToCart(connection, sku(), '');
        },
      },
      bare: { ...bareGet(() => '/new-object'), most: NEW_OBJECTS },
      target: 0.6,
      writes: true,
    },
  ];
}

function hotSku(shop: Platform, { skus }: Stocked): Comparison {
  const path = `/bench/reserve/${skus.at(-1) ?? ''}`;
  let held = 0;
  const reserve: Piece = async (connection) => {
    expectStatus(await connection.call({ method: 'GET', path }), 200);
    held += 1;
  };
  const fill = async (): Promise<void> => {
    const connections = Array.from(
      { length: CONCURRENCY },
      () => new Connection(shop.target.origin),
    );
    await Promise.all(
      connections.map(async (connection) => {
        while (held < LIVE_HOLDS) await reserve(connection);
        connection.close();
      }),
    );
  };
  return {
    name: 'reserve on one hot SKU, 5,000 live holds',
    against: 'object, 1 read + 1 write',
    ours: { on: 'shop', concurrency: CONCURRENCY, prepare: fill, piece: reserve },
    bare: bareObject,
    target: 0.6,
    writes: true,
  };
}

function orders({ skus }: Stocked): Comparison {
  let count = 0;
  const pick = (): string => skus[count++ % skus.length] ?? '';
  return {
    name: 'order of two lines, paid and confirmed',
    against: 'object, 1 read + 1 write',
    ours: {
      on: 'shop',
      concurrency: ORDERS_AT_ONCE,
      rampMs: ORDERS_RAMP_MS,
      piece: (connection) => order(connection, [pick(), pick()]),
    },
    bare: bareObject,
    target: 1 / 45,
    writes: true,
  };
}

/** Names of documents that exist in KV only: reading one never finds it in memory. */
export const seededSlugs = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `seeded-${index}-${randomUUID().slice(0, 8)}`);

/** Every comparison, in the order of the table. */
export const comparisons = (
  shop: Platform,
  stocked: Stocked,
  seeded: readonly string[],
): Comparison[] => [
  ...reading(stocked, seeded),
  ...carts(shop, stocked),
  hotSku(shop, stocked),
  orders(stocked),
  ...signingIn(shop, stocked),
];
