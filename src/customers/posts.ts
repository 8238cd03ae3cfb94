/**
 * What somebody is in the back office: asked to be, agreed to, and told by staff. Whatever says so
 * last counts: a role that was set voids what was asked before it.
 */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { AccountState } from './account.ts';
import type { Role } from './roles.ts';

export type Post = { readonly role: Role; readonly sellerId: string | null };

/** `sellers` may ask only who has no other post; whatever else somebody is, is for `staff`. */
export type Inviter = 'staff' | 'sellers';

export type PostStep =
  | { readonly kind: 'invite'; readonly post: Post; readonly by: Inviter }
  /** By the link of the invitation of that number, and no other. */
  | { readonly kind: 'accept'; readonly invitations: number; readonly name: string | null }
  | {
      readonly kind: 'set';
      readonly role?: Role | undefined;
      readonly sellerId?: string | null | undefined;
      readonly disabled?: boolean | undefined;
    };

export type PostRefusal =
  | { reason: 'unknown_account' }
  | { reason: 'link_void' }
  /** They are something else in the back office, or were asked to be. */
  | { reason: 'other_post' };

/** The account after a step. */
export function withPost(
  state: AccountState,
  step: PostStep,
  now: Milliseconds,
): Result<AccountState, PostRefusal> {
  switch (step.kind) {
    case 'invite': {
      if (step.by === 'sellers' && hasOtherPost(state, step.post)) {
        return fail({ reason: 'other_post' });
      }
      const invitation = { ...step.post, at: now };
      return ok({ ...state, invitation, invitations: state.invitations + 1 });
    }
    case 'accept': {
      const { invitation, invitations } = state;
      if (invitation === null || invitations !== step.invitations) {
        return fail({ reason: 'link_void' });
      }
      const { role, sellerId } = invitation;
      return ok({ ...state, role, sellerId, name: step.name ?? state.name, invitation: null });
    }
    case 'set':
      return ok(set(state, step));
  }
}

const isSame = (a: Post, b: Post): boolean => a.role === b.role && a.sellerId === b.sellerId;

const hasOtherPost = (state: AccountState, post: Post): boolean =>
  (state.role !== 'customer' && !isSame(state, post)) ||
  (state.invitation !== null && !isSame(state.invitation, post));

/** Whoever is disabled is signed out everywhere. */
function set(state: AccountState, wanted: Extract<PostStep, { kind: 'set' }>): AccountState {
  const disabled = wanted.disabled ?? state.disabled;
  const decided = wanted.role !== undefined || wanted.disabled === true;
  return {
    ...state,
    role: wanted.role ?? state.role,
    sellerId: wanted.sellerId === undefined ? state.sellerId : wanted.sellerId,
    disabled,
    sessions: disabled ? [] : state.sessions,
    invitation: decided ? null : state.invitation,
    invitations: decided ? state.invitations + 1 : state.invitations,
  };
}
