/** Who acts in the back office, and whether they may. */
import type { AccountFacts } from '../customers/port.ts';
import { isStepped } from '../customers/sessions.ts';
import type { Session } from '../customers/sessions.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { ApiKeyFacts } from './api-key.ts';
import { isGranted, needsStepUp } from './permissions.ts';
import type { Permission, Place } from './permissions.ts';

export type Actor =
  /** The shop's own key: as a bearer, or typed at a browser then. It may do what the owner may. */
  | { readonly kind: 'root'; readonly typedAt: Milliseconds | null }
  | { readonly kind: 'account'; readonly facts: AccountFacts; readonly session: Session }
  /** A program, by a key that somebody made for it. */
  | { readonly kind: 'key'; readonly key: ApiKeyFacts };

export type Verdict =
  | 'granted'
  /** Nobody: sign in. */
  | 'unauthorized'
  | 'forbidden'
  /** Staff whose session has not proved a second factor, or who have none yet. */
  | 'second_factor_required'
  /** What they ask for wants one that was proved just now. */
  | 'step_up_required'
  /** Somebody else's: a seller does not learn that it exists. */
  | 'missing';

/** As long as for people with accounts: one sitting. */
const ROOT_FRESH_MS = 15 * MINUTE_MS;

/** Whether an actor has a permission, whatever it wants to be proved. */
export function may(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case 'root':
      return true;
    case 'account':
      return isGranted(actor.facts.role, permission);
    case 'key':
      return actor.key.scopes.includes(permission);
  }
}

/** Programs have nobody to ask: what a key may do was proved when it was made. */
function isFresh(actor: Actor, now: Milliseconds): boolean {
  switch (actor.kind) {
    case 'root':
      return actor.typedAt === null || now - actor.typedAt < ROOT_FRESH_MS;
    case 'account':
      return isStepped(actor.session, now);
    case 'key':
      return true;
  }
}

/** How the log names an actor. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'root':
      return 'shop-key';
    case 'account':
      return `account:${actor.facts.id}`;
    case 'key':
      return `key:${actor.key.id}`;
  }
}

/** Whose goods an actor is kept to; null for who sees everybody's. */
export const sellerOf = (actor: Actor | null | undefined): string | null =>
  actor?.kind === 'account' && actor.facts.role === 'seller' ? (actor.facts.sellerId ?? '') : null;

/** Judges a request to the back office. What is a seller's own is looked up after that. */
export function judge(
  actor: Actor | null,
  { need, own }: Pick<Place, 'need' | 'own'>,
  now: Milliseconds,
): Verdict {
  if (need === 'open') return 'granted';
  if (actor === null) return 'unauthorized';
  if (actor.kind === 'account') {
    if (actor.facts.role === 'customer') return 'forbidden';
    // A session that proved a factor outlives its removal; what it proved is no factor any more.
    const proved = actor.session.provedAt !== null && actor.facts.secondFactor.on;
    if (!proved) return 'second_factor_required';
  }
  if (need === 'staff') return 'granted';
  if (!may(actor, need) || (own === null && sellerOf(actor) !== null)) return 'forbidden';
  return needsStepUp(need) && !isFresh(actor, now) ? 'step_up_required' : 'granted';
}
