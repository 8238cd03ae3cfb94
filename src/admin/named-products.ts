/** Products as people name them in a form: by id, by address, one a line. */
import { productIdOf } from '../catalog/product.ts';
import type { Product } from '../catalog/product.ts';
import { sha256 } from '../platform/crypto.ts';

/** Names looked at: more is no list that somebody has put in order. */
const MAX_NAMES = 100;
const ID = /^[0-9a-f]{13}$/;

/** The names in a text area: lines, each an id or where a product's page is. */
export const namesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_NAMES);

/** The slug of an address such as `https://shop.example/products/brass-lamp?x`. */
const slugIn = (name: string): string => name.split(/[?#]/)[0]?.split('/').at(-1) ?? '';

/** Where products are looked up. */
type Lookup = {
  byIds(ids: readonly string[]): Promise<Product[]>;
  bySlugs(slugs: readonly string[]): Promise<Product[]>;
};

const derived = (name: string): string => productIdOf(name, sha256);

export type Named = {
  /** In the order of their names. */
  readonly products: readonly Product[];
  /** Names of nothing. */
  readonly unknown: readonly string[];
};

/** A seller sees their own drafts and nobody else's. */
export const isSeenBy = ({ sellerId, status }: Product, seller: string | null): boolean =>
  seller === null || sellerId === seller || status === 'published';

/** The products that `seller` may see of these names: the merchant's ids, ours, or addresses. */
export async function namedProducts(
  store: Lookup,
  names: readonly string[],
  seller: string | null,
): Promise<Named> {
  const ids = names.flatMap((name) => [derived(name), ...(ID.test(name) ? [name] : [])]);
  const [byId, bySlug] =
    names.length === 0
      ? [[], []]
      : await Promise.all([store.byIds([...new Set(ids)]), store.bySlugs(names.map(slugIn))]);
  const known = new Map(bySlug.map((one) => [one.slug, one] as const));
  for (const one of byId) known.set(one.id, one);
  for (const [name, one] of known) if (!isSeenBy(one, seller)) known.delete(name);
  const found = names.map((name) => ({
    name,
    product: known.get(derived(name)) ?? known.get(name) ?? known.get(slugIn(name)),
  }));
  return {
    products: found.flatMap(({ product }) => product ?? []),
    unknown: found.flatMap(({ name, product }) => (product === undefined ? [name] : [])),
  };
}

/** What a form says beside a field with names of nothing. */
export const unknownNames = (unknown: readonly string[]): string =>
  `There is no product ${unknown.join(', ')}`;
