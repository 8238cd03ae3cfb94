/**
 * Whether what a request names is the seller's who asks. What is somebody else's looks like what
 * does not exist, so that nobody learns by asking what others sell.
 */
import type { Context } from 'hono';
import { asSku } from '../kernel/ids.ts';
import type { Place } from '../staff/permissions.ts';
import { sellerOf } from '../staff/actor.ts';
import type { AppEnv } from './app-env.ts';

/** The form for a new product stands where a product's page does. */
const NEW_PRODUCT = '/admin/products/new';

/** A part of a path as its handler reads it; null where it is not encoded as it should be. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

async function isOwnProduct(c: Context<AppEnv>, seller: string, part: string): Promise<boolean> {
  if (c.req.path === NEW_PRODUCT) return true;
  const id = decoded(part);
  const product = id === null ? null : await c.get('services').catalogueAdmin.get(id);
  return product?.sellerId === seller;
}

async function isOwnSku(c: Context<AppEnv>, seller: string, part: string): Promise<boolean> {
  const sku = asSku(decoded(part) ?? '');
  const item = sku === null ? null : await c.get('services').shelf.item(sku);
  return item?.sellerId === seller;
}

/** Which of these orders the asker may open: null for staff of the shop, who may open all. */
export async function ownOrders(
  c: Context<AppEnv>,
  ids: readonly string[],
): Promise<ReadonlySet<string> | null> {
  const seller = sellerOf(c.get('actor'));
  if (seller === null) return null;
  if (ids.length === 0) return new Set();
  return new Set(await c.get('services').selling.books.known(seller, ids));
}

/** True when what the path names belongs to this seller, or when it names nothing. */
export async function isOwn(
  c: Context<AppEnv>,
  seller: string,
  { own, named }: Pick<Place, 'own' | 'named'>,
): Promise<boolean> {
  switch (own) {
    case 'product':
      return isOwnProduct(c, seller, named['id'] ?? '');
    case 'sku':
      return isOwnSku(c, seller, named['sku'] ?? '');
    case 'seller':
      return decoded(named['seller'] ?? '') === seller;
    case 'narrowed':
      return true;
    case null:
      return false;
  }
}
