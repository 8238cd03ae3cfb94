/** Accounts with proved addresses and an invitation each to a sale's tier. */
import { setTimeout as pause } from 'node:timers/promises';
import { each, times } from '../crowd.ts';
import type { StormShop } from '../shop.ts';
import { emailOf } from './buying.ts';

export type Invited = { readonly headers: Record<string, string>; readonly invitation: string };

const PASSWORD = 'a lamp and a chair';
/** Passwords wait for each other. */
const AT_ONCE = 2;
const LOOK_MS = 500;
const LOOKS = 60;

async function proveLink(shop: StormShop, email: string): Promise<string> {
  const query = new URLSearchParams({ kind: 'mail', to: email }).toString();
  for (let look = 0; look < LOOKS; look++) {
    const { body } = await shop.get<{ items: { text: string }[] }>(`/sandbox/inbox.json?${query}`);
    const found = body.items.flatMap(({ text }) => /verify\?token=(\S+)/.exec(text)?.[1] ?? []);
    if (found[0] !== undefined) return decodeURIComponent(found[0]);
    await pause(LOOK_MS);
  }
  throw new Error(`${email} got no mail`);
}

/** So many accounts; their e-mail addresses are those of the shoppers of the same numbers. */
export async function accounts(shop: StormShop, people: number): Promise<Record<string, string>[]> {
  return each(
    times(people, emailOf),
    async (email) => {
      const account = { email, name: 'Ada', password: PASSWORD };
      const made = await shop.post<{ access_token: string }>('/api/auth/register', account);
      if (made.status !== 201) throw new Error(`an account: ${made.status}`);
      const headers = { authorization: `Bearer ${made.body.access_token}` };
      const token = await proveLink(shop, email);
      const proved = await shop.post('/api/auth/verify-email', { token }, headers);
      if (proved.status !== 204) throw new Error(`proving ${email}: ${proved.status}`);
      return headers;
    },
    AT_ONCE,
  );
}

/** Invites them to a tier. */
export async function invite(
  shop: StormShop,
  sale: string,
  tier: string,
  people: readonly Record<string, string>[],
): Promise<Invited[]> {
  if (people.length === 0) return [];
  const emails = people.map((_, number) => emailOf(number));
  const { status, body } = await shop.staff<{ items: { invitation: string }[] }>(
    'POST',
    `/sale-invitations/${sale}`,
    { tier, emails },
  );
  if (status !== 200) throw new Error(`inviting: ${status}`);
  return people.map((headers, number) => ({
    headers,
    invitation: body.items[number]?.invitation ?? '',
  }));
}
