/** Stocks the shop for the bench: the demo's products with stock that no run can sell out. */
import { Connection } from './connections.ts';
import { demoRows } from '../scripts/demo/index.mjs';
import { ADMIN_KEY } from './platform.ts';
import type { Platform } from './platform.ts';
import { expectStatus, get } from './shopper.ts';

/** What the import takes at most; a run sells some thousand. */
const STOCK = 1_000_000;

export type Stocked = {
  readonly slugs: readonly string[];
  readonly skus: readonly string[];
  readonly product: string;
  readonly page: string;
  readonly list: string;
};

type ListItem = { readonly slug: string };

const LOOK_AFTER_MS = 1_000;
const LOOKS = 60;

/** The products for sale, once all of them are listed: lists follow an import through the queue. */
async function listed(connection: Connection, products: number): Promise<ListItem[]> {
  let items: ListItem[] = [];
  for (let look = 0; look < LOOKS && items.length < products; look++) {
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AFTER_MS);
    });
    const all = await get(connection, '/api/products?limit=100&in_stock=true');
    ({ items } = JSON.parse(all.text));
  }
  return items;
}

/** Imports the demo's rows and answers what is for sale, with texts of ours to compare by. */
export async function stock(shop: Platform): Promise<Stocked> {
  const connection = new Connection(shop.target.origin);
  try {
    const rows = demoRows().map(({ variants = [], ...row }) => {
      return { ...row, variants: variants.map((variant) => ({ ...variant, stock: STOCK })) };
    });
    const reply = await connection.call({
      method: 'POST',
      path: `/api/admin/import?stock=${STOCK}`,
      headers: {
        'content-type': 'application/x-ndjson',
        authorization: `Bearer ${ADMIN_KEY}`,
      },
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
    });
    expectStatus(reply, 200);
    const published = rows.filter((row) => row.status === 'published');
    const items = await listed(connection, published.length);
    const [first] = items;
    if (first === undefined) throw new Error(`nothing is for sale: ${reply.text.slice(0, 400)}`);
    return {
      slugs: items.map((item) => item.slug),
      skus: published.flatMap((row) => row.variants.map((variant) => variant.sku)),
      product: (await get(connection, `/api/products/${first.slug}`)).text,
      page: (await get(connection, `/products/${first.slug}`)).text,
      list: (await get(connection, '/api/products?limit=20')).text,
    };
  } finally {
    connection.close();
  }
}
