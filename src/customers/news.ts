/** News by mail: confirmed by the link that was mailed, and stopped by the one in every letter. */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { CustomerDependencies } from './dependencies.ts';
import { openLink } from './registration.ts';
import type { LinkRefusal } from './registration.ts';
import { accountOfLink, isLink, NO_STATE } from './tokens.ts';

/** Confirms that news are wanted: the second half of the double opt-in. */
export async function confirmNews(
  dependencies: CustomerDependencies,
  token: string,
): Promise<Result<null, LinkRefusal>> {
  const facts = await openLink(dependencies, 'marketing', token);
  if (facts === null) return fail({ reason: 'link_void' });
  const changed = await dependencies.accounts.change(facts.id, { kind: 'confirm_marketing' });
  return changed.ok ? ok(null) : fail({ reason: 'link_void' });
}

/**
 * Stops news for who holds the link of a letter, signed in or not. It may be done again, and its
 * answer tells nothing of the account: neither what it wanted before nor whether it is still there.
 */
export async function stopNews(
  { accounts, seal, clock }: CustomerDependencies,
  token: string,
): Promise<Result<null, LinkRefusal>> {
  const account = accountOfLink(token);
  if (account === null || !isLink(seal, 'unsubscribe', token, NO_STATE, clock())) {
    return fail({ reason: 'link_void' });
  }
  await accounts.change(account, { kind: 'profile', marketing: false });
  return ok(null);
}
