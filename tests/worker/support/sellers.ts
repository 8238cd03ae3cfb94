/** Sellers and their goods, as staff of the shop take them in. */
import type { Member } from './members.ts';
import { ADMIN, call } from './shop.ts';

/** A product of a seller, as staff of the shop make it. */
export async function stocked(seller: string, what: string): Promise<void> {
  const made = await call('POST', '/api/admin/products', {
    headers: ADMIN,
    body: {
      ...{ id: `${seller}-${what}`, title: `${what} of ${seller}`, category: 'Lighting' },
      ...{ price_minor: 4_000, currency: 'EUR', seller_id: seller, stock: 5 },
    },
  });
  if (made.status !== 201) throw new Error(`a ${what} of ${seller} answered ${made.status}`);
}

/** Takes a seller in. */
export const entered = (id: string, commission: number) =>
  call('POST', '/api/admin/sellers', {
    headers: ADMIN,
    body: { id, name: `House of ${id}`, commission_percent: commission },
  });

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends a request as a member; a text is a form. */
export const as = <T = unknown>(who: Member, method: string, path: string, body?: unknown) =>
  call<T>(method, path, {
    headers: { ...who.headers, ...(typeof body === 'string' ? FORM : {}) },
    ...(body === undefined ? {} : { body }),
  });
