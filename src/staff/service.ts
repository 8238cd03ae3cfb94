/** Who staff are and what they are: told by their accounts, listed by the book. */
import { acceptInvitation, inviteAddress } from '../customers/invitations.ts';
import type { Chosen, InvitationRefusal } from '../customers/invitations.ts';
import type { Inviter, Post, PostRefusal } from '../customers/posts.ts';
import type { CustomerDependencies } from '../customers/dependencies.ts';
import type { AccountFacts } from '../customers/port.ts';
import { asAccountId } from '../kernel/ids.ts';
import { encodeCursor } from '../kernel/page.ts';
import type { Page } from '../kernel/page.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { actorName } from './actor.ts';
import type { Actor } from './actor.ts';
import type { AuditPort, StaffBookPort } from './port.ts';

export type StaffDependencies = {
  readonly customers: CustomerDependencies;
  readonly staffBook: StaffBookPort;
};

const isMember = (facts: AccountFacts | null): facts is AccountFacts =>
  facts !== null && (facts.role !== 'customer' || facts.invitation !== null);

/**
 * Who is staff or was asked to be, the newest first. A page is shorter by those who are not any
 * more: what somebody is says their account alone.
 */
export async function listStaff(
  { customers, staffBook }: StaffDependencies,
  below: number | null,
  limit: number,
): Promise<Page<AccountFacts>> {
  const { ids, next } = await staffBook.members(below, limit);
  const all = await Promise.all(ids.map((id) => customers.accounts.facts(id)));
  return { items: all.filter(isMember), next_cursor: next === null ? null : encodeCursor([next]) };
}

/** Invites somebody by mail; asked again, the link before is void. */
export async function inviteStaff(
  { customers, staffBook }: StaffDependencies,
  email: string,
  post: Post,
  by: Inviter,
): Promise<Result<AccountFacts, PostRefusal>> {
  const invited = await inviteAddress(customers, email, { post, by, known: staffBook.known });
  if (invited.ok) await staffBook.enter(invited.value.id);
  return invited;
}

/** Takes an invitation by its link. The log is told of it first, as of all that gives power. */
export const joinStaff = (
  { customers, audit }: { readonly customers: CustomerDependencies; readonly audit: AuditPort },
  asked: { readonly token: string; readonly chosen: Chosen | null },
  path: string,
): Promise<Result<AccountFacts, InvitationRefusal>> =>
  acceptInvitation(customers, asked.token, asked.chosen, async ({ id, invitation }) => {
    const detail = JSON.stringify({ role: invitation?.role, seller_id: invitation?.sellerId });
    const act = { permission: 'open', method: 'POST', path, detail, answers: null };
    await audit.append({ actor: `account:${id}`, ...act });
  });

export type StaffChange = Partial<Post> & { readonly disabled?: boolean };
export type StaffRefusal =
  | { reason: 'unknown_member' }
  | { reason: 'own_account' }
  /** A seller of nobody's goods would see nothing, or everything. */
  | { reason: 'no_goods' };

/** Changes what somebody is; it holds from their next request on. Nobody changes themselves. */
export async function changeStaff(
  { customers, staffBook }: StaffDependencies,
  actor: Actor,
  id: string,
  change: StaffChange,
): Promise<Result<AccountFacts, StaffRefusal>> {
  const account = asAccountId(id);
  if (account === null || (await staffBook.known([account])).length === 0) {
    return fail({ reason: 'unknown_member' });
  }
  if (actorName(actor) === `account:${account}`) return fail({ reason: 'own_account' });
  const facts = await customers.accounts.facts(account);
  const sellerId = change.sellerId === undefined ? facts?.sellerId : change.sellerId;
  if ((change.role ?? facts?.role) === 'seller' && !sellerId) return fail({ reason: 'no_goods' });
  const changed = await customers.accounts.post(account, { kind: 'set', ...change });
  return changed.ok ? ok(changed.value) : fail({ reason: 'unknown_member' });
}
