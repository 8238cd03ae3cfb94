/**
 * Where a file stands: its slice, its kind by the closed list of names, and which slice may import
 * which. These tables are the architecture; docs/architecture.md shows the same ones.
 */

/** What a file is, by its name (`store.ts`, `list-store.ts`) or its folder. */
export type Kind =
  | 'pure'
  | 'wire'
  | 'routes'
  | 'store'
  | 'schema'
  | 'client'
  | 'consumer'
  | 'page'
  | 'adapter'
  | 'wiring'
  | 'test'
  | 'object';

export type Place = { readonly slice: string; readonly kind: Kind };

const wiringFolders = new Set(['platform', 'http', 'storefront', 'admin']);
const named = /(?:^|-)(wire|routes|store|schema|client|consumer)\.ts$/;
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['wire', 'wire'],
  ['routes', 'routes'],
  ['store', 'store'],
  ['schema', 'schema'],
  ['client', 'client'],
  ['consumer', 'consumer'],
]);

/** The place of a file below `src/` or `durable-objects/`; null for any other. */
export function placeOf(path: string): Place | null {
  if (path.startsWith('durable-objects/')) return { slice: 'durable-objects', kind: 'object' };
  const [top, slice = '', ...rest] = path.split('/');
  if (top !== 'src') return null;
  if (rest.length === 0) return { slice: 'root', kind: 'wiring' };
  const file = rest.at(-1) ?? '';
  if (/\.test\.tsx?$/.test(file)) return { slice, kind: 'test' };
  if (wiringFolders.has(slice)) return { slice, kind: 'wiring' };
  if (file.endsWith('.tsx')) return { slice, kind: 'page' };
  if (rest.includes('adapters')) return { slice, kind: 'adapter' };
  return { slice, kind: kinds.get(named.exec(file)?.[1] ?? '') ?? 'pure' };
}

/** A slice → the slices that may import any of its files. */
export const importers: Readonly<Record<string, readonly string[]>> = {
  catalog: [
    ...['pricing', 'search', 'cart', 'wishlist', 'inventory', 'reviews'],
    ...['recommendations', 'sellers'],
  ],
  pricing: ['cart', 'checkout', 'orders'],
  inventory: ['cart', 'orders', 'checkout', 'waiting-room'],
  cart: ['checkout'],
  orders: ['checkout'],
  'waiting-room': ['checkout'],
  shipping: ['pricing', 'orders', 'checkout'],
  payments: ['orders', 'checkout'],
  customers: ['http', 'checkout', 'orders', 'reviews', 'staff'],
  staff: ['http'],
  platform: ['http'],
};

/** Narrower edges: these files only, for these slices. */
export const fileImporters: readonly {
  readonly of: string;
  readonly files: RegExp;
  readonly by: readonly string[];
}[] = [
  // Which markets there are is a fact of its own: prices, documents and `?market=` are made by it.
  {
    of: 'pricing',
    files: /^src\/pricing\/markets\.ts$/,
    by: ['catalog', 'search', 'shipping', 'http'],
  },
  // What a pass makes of prices is said by the waiting room, and believed by cart and checkout.
  { of: 'pricing', files: /^src\/pricing\/sale-price\.ts$/, by: ['waiting-room'] },
  // Checkout prices from the database, never from the cart's copies, so it asks for fresh offers.
  { of: 'catalog', files: /^src\/catalog\/(catalogue|offer)\.ts$/, by: ['checkout'] },
  // A form of the back office is checked by the very schema that checks the API's body.
  { of: 'pricing', files: /^src\/pricing\/wire\.ts$/, by: ['admin'] },
  { of: 'orders', files: /^src\/orders\/wire\.ts$/, by: ['admin', 'invoices', 'sellers'] },
  // Sellers ship their lines by the very rules and in the words of the shop's own shipping.
  {
    of: 'orders',
    files: /^src\/orders\/(shipping-)?routes\.ts$/,
    by: ['admin', 'sellers'],
  },
  { of: 'sellers', files: /^src\/sellers\/wire\.ts$/, by: ['admin'] },
  { of: 'catalog', files: /^src\/catalog\/bulk-wire\.ts$/, by: ['admin'] },
  // Who is signed in is held against who placed an order.
  { of: 'orders', files: /^src\/orders\/buyer\.ts$/, by: ['http'] },
  { of: 'inventory', files: /^src\/inventory\/wire\.ts$/, by: ['admin'] },
  { of: 'waiting-room', files: /^src\/waiting-room\/wire\.ts$/, by: ['admin'] },
  { of: 'staff', files: /^src\/staff\/(wire|routes)\.ts$/, by: ['admin'] },
];

/** Slices that see another's pure files, the service type among them, and nothing else of it. */
export const pureImporters: Readonly<Record<string, readonly string[]>> = {
  // A mail says what the order is by now, so notifications read its view through its port.
  // An invoice is written from what its order froze.
  orders: ['reviews', 'sellers', 'webhooks', 'agents', 'notifications', 'invoices'],
  // A letter to an account is written from what the account is by now.
  customers: ['notifications'],
  // `events` takes what owners tell to every copy there is, through the slices' ports.
  // `data-care` seals and forgets what owners keep of people.
  // `reconciliation` holds owners, copies and the provider against each other, through ports.
  '*': [
    'storefront',
    'admin',
    'agents',
    'durable-objects',
    'events',
    'reconciliation',
    'data-care',
  ],
};

/** Slices that see any slice's `events.ts`. */
export const eventImporters = [
  ...['notifications', 'search', 'recommendations', 'analytics', 'webhooks'],
];

/** Kinds of file that may import `http/` and `services.ts`. */
export const webKinds: readonly Kind[] = ['routes', 'wire', 'consumer', 'page', 'wiring'];
