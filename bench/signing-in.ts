/**
 * What it costs to know who asks: a request of somebody signed in beside the same one of nobody,
 * and a sign-in. An access token is checked by its signature, then the account says whether the
 * session is still open; a password takes its scrypt.
 */
import { randomUUID } from 'node:crypto';
import { Connection } from './connections.ts';
import type { Platform } from './platform.ts';
import { addToCart, expectStatus } from './shopper.ts';
import type { Stocked } from './stocking.ts';
import type { Comparison, Work } from './works.ts';

const CONCURRENCY = 32;
/** Passwords wait for each other: more at once would be answered that too many do. */
const SIGN_INS_AT_ONCE = 2;
/** Checking who asks must not be felt beside the request itself. */
const VERIFIED_US = 200;
/** Dear enough to make guessing dear, and no more than a Worker is given. */
const SIGN_IN_US = 250_000;
const PASSWORD = 'a lamp and a chair';
const JSON_TYPE = { 'content-type': 'application/json' };

type Person = { email: string; cart: string; token: string };

/** Somebody with an account and a cart with one line in it. */
async function makePerson(shop: Platform, sku: string): Promise<Person> {
  const connection = new Connection(shop.target.origin);
  const cart = await addToCart(connection, sku, '');
  const email = `${randomUUID()}@example.com`;
  const made = await connection.call({
    method: 'POST',
    path: '/api/auth/register',
    headers: { ...JSON_TYPE, 'cart-token': cart },
    body: JSON.stringify({ email, password: PASSWORD, name: 'Ada' }),
  });
  connection.close();
  const { access_token }: { access_token: string } = JSON.parse(expectStatus(made, 201).text);
  return { email, cart, token: access_token };
}

/** The comparisons of requests with somebody behind them. */
export function signingIn(shop: Platform, { skus }: Stocked): Comparison[] {
  let person: Person = { email: '', cart: '', token: '' };
  const prepare = async (): Promise<void> => {
    if (person.token === '') person = await makePerson(shop, skus[0] ?? '');
  };
  const cartAs = (headersOf: (person: Person) => Record<string, string>): Work => ({
    on: 'shop',
    concurrency: CONCURRENCY,
    prepare,
    piece: async (connection) => {
      const headers = headersOf(person);
      expectStatus(await connection.call({ method: 'GET', path: '/api/cart', headers }), 200);
    },
  });
  const anonymous = cartAs(({ cart }) => ({ 'cart-token': cart }));
  return [
    {
      name: 'cart of somebody signed in',
      against: 'the same cart by its token',
      ours: cartAs(({ token }) => ({ authorization: `Bearer ${token}` })),
      bare: anonymous,
      target: null,
      cpuBound: { of: 'difference', microseconds: VERIFIED_US },
      writes: false,
    },
    {
      name: 'sign-in by a password',
      against: 'cart by its token',
      ours: {
        on: 'shop',
        concurrency: SIGN_INS_AT_ONCE,
        prepare,
        piece: async (connection) => {
          const body = JSON.stringify({ email: person.email, password: PASSWORD });
          const call = {
            method: 'POST' as const,
            path: '/api/auth/login',
            headers: JSON_TYPE,
            body,
          };
          expectStatus(await connection.call(call), 200);
        },
      },
      bare: anonymous,
      target: null,
      cpuBound: { of: 'ours', microseconds: SIGN_IN_US },
      writes: false,
    },
  ];
}
