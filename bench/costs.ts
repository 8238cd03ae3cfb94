/** What the shop's operations cost, counted: each is done alone and left to come to rest. */
import { Connection } from './connections.ts';
import type { Counts } from './counting.ts';
import { startShop } from './platform.ts';
import type { Platform } from './platform.ts';
import { addToCart, buy, confirmed, get } from './shopper.ts';
import { stock } from './stocking.ts';

export type Cost = { readonly name: string; readonly counts: Counts; readonly trace: string[] };

type Told = { readonly counts: Counts; readonly trace: string[] };

/** Nothing counted for this long: the operation has come to rest (a SKU tells once a second). */
const REST_MS = 2_500;
const LOOK_EVERY_MS = 250;
const REST_AT_MOST_MS = 30_000;
/** Longer than an isolate's memory keeps a document. */
const MEMORY_MS = 6_000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

async function told(connection: Connection): Promise<Told> {
  return JSON.parse((await get(connection, '/bench/counts')).text);
}

/** Waits until nothing more is counted. */
async function rested(connection: Connection): Promise<Told> {
  let last = await told(connection);
  let quietMs = 0;
  for (let waited = 0; waited < REST_AT_MOST_MS && quietMs < REST_MS; waited += LOOK_EVERY_MS) {
    await pause(LOOK_EVERY_MS);
    const now = await told(connection);
    quietMs = now.trace.length === last.trace.length ? quietMs + LOOK_EVERY_MS : 0;
    last = now;
  }
  return last;
}

async function countOn(shop: Platform): Promise<Cost[]> {
  const { slugs, skus } = await stock(shop);
  const connection = new Connection(shop.target.origin);
  const costs: Cost[] = [];
  const cost = async (name: string, operation: () => Promise<unknown>): Promise<void> => {
    await rested(connection);
    await get(connection, '/bench/reset');
    await operation();
    costs.push({ name, ...(await rested(connection)) });
  };
  await get(connection, '/bench/reset');
  const [slug = ''] = slugs;
  const [first = '', second = '', third = ''] = skus;
  let cart = '';
  await pause(MEMORY_MS);
  await cost('product JSON, from KV', () => get(connection, `/api/products/${slug}`));
  await get(connection, `/api/products/${slug}`);
  await get(connection, '/bench/reset');
  await get(connection, `/api/products/${slug}`);
  costs.push({ name: 'product JSON, from memory', ...(await told(connection)) });
  await get(connection, `/products/${slug}`);
  await get(connection, '/bench/reset');
  await get(connection, `/products/${slug}`);
  costs.push({ name: 'product page, HTML, cached', ...(await told(connection)) });
  await cost('new cart with its first item', async () => {
    cart = await addToCart(connection, first, '');
  });
  await cost('item into an existing cart', () => addToCart(connection, second, cart));
  await cost('checkout to confirmed, of that cart', async () => {
    await confirmed(connection, await buy(connection, cart));
  });
  await cost('order of two lines, paid and confirmed', async () => {
    const token = await addToCart(connection, second, '');
    await addToCart(connection, third, token);
    await confirmed(connection, await buy(connection, token));
  });
  connection.close();
  return costs;
}

/** Starts a shop of its own, counts, and stops it. */
export async function countCosts(): Promise<Cost[]> {
  const shop = await startShop('bench/counted-shop.ts', 'memory');
  try {
    return await countOn(shop);
  } finally {
    await shop.stop();
  }
}
