/** Members of staff with accounts, as an owner's key makes them. */
import type { Role } from '../../../src/customers/roles.ts';
import { addApp } from './codes.ts';
import { bearer, linkIn, login, newEmail, PASSWORD, post } from './people.ts';
import type { Session } from './people.ts';
import { ADMIN } from './shop.ts';

export type Member = {
  readonly id: string;
  readonly email: string;
  readonly session: Session;
  readonly secret: string;
  readonly headers: Record<string, string>;
};

export type Invited = { readonly id: string; readonly email: string; readonly token: string };

/** Invites an address, and reads its mail. */
export async function invited(role: Role, sellerId: string | null = null): Promise<Invited> {
  const email = newEmail();
  const body = { email, role, seller_id: sellerId };
  const asked = await post<{ id: string }>('/api/admin/staff/invitations', body, ADMIN);
  if (asked.status !== 201) throw new Error(`inviting a ${role} answered ${asked.status}`);
  return { id: asked.body.id, email, token: await linkIn(email, '/admin/invitation') };
}

export const accept = (token: string, chosen: object = { name: 'Ada', password: PASSWORD }) =>
  post<{ type: string }>('/api/auth/accept-invitation', { token, ...chosen });

/** Staff who has accepted and signed in, without a second factor yet. */
export async function newcomer(role: Role, sellerId: string | null = null) {
  const { id, email, token } = await invited(role, sellerId);
  const { status } = await accept(token);
  if (status !== 204) throw new Error(`accepting answered ${status}`);
  return { id, email, session: (await login(email)).body };
}

/** Staff at work: signed in, with an app. */
export async function member(role: Role, sellerId: string | null = null): Promise<Member> {
  const { id, email, session } = await newcomer(role, sellerId);
  const { secret } = await addApp(session);
  return { id, email, session, secret, headers: bearer(session) };
}
