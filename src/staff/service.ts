/** Who staff are and what they are: told by their accounts, listed by the book. */
import { inviteAddress } from '../customers/invitations.ts';
import type { Post } from '../customers/invitations.ts';
import type { CustomerDependencies } from '../customers/dependencies.ts';
import type { AccountFacts } from '../customers/port.ts';
import { asAccountId } from '../kernel/ids.ts';
import type { AccountId } from '../kernel/ids.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { actorName } from './actor.ts';
import type { Actor } from './actor.ts';
import type { StaffBookPort } from './port.ts';

export type StaffDependencies = {
  readonly customers: CustomerDependencies;
  readonly staffBook: StaffBookPort;
};

const isMember = (facts: AccountFacts | null): facts is AccountFacts =>
  facts !== null && (facts.role !== 'customer' || facts.invitation !== null);

/** Everybody who is staff or was asked to be, by e-mail address. */
export async function listStaff({
  customers,
  staffBook,
}: StaffDependencies): Promise<AccountFacts[]> {
  const ids = await staffBook.members();
  const all = await Promise.all(ids.map((id) => customers.accounts.facts(id)));
  return all.filter(isMember).toSorted((a, b) => (a.email < b.email ? -1 : 1));
}

/** Invites somebody by mail; asked again, the link before is void. */
export async function inviteStaff(
  { customers, staffBook }: StaffDependencies,
  email: string,
  post: Post,
): Promise<AccountFacts | null> {
  const known: ReadonlySet<AccountId> = new Set(await staffBook.members());
  const id = await inviteAddress(customers, email, post, known);
  await staffBook.enter(id);
  return customers.accounts.facts(id);
}

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
  if (account === null || !(await staffBook.members()).includes(account)) {
    return fail({ reason: 'unknown_member' });
  }
  if (actorName(actor) === `account:${account}`) return fail({ reason: 'own_account' });
  const facts = await customers.accounts.facts(account);
  const sellerId = change.sellerId === undefined ? facts?.sellerId : change.sellerId;
  if ((change.role ?? facts?.role) === 'seller' && !sellerId) return fail({ reason: 'no_goods' });
  const changed = await customers.accounts.change(account, { kind: 'post', ...change });
  return changed.ok ? ok(changed.value) : fail({ reason: 'unknown_member' });
}
