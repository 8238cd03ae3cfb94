/**
 * An account's state as its object keeps it. What a state of an older release lacks is filled in
 * here, so that everything else sees the present shape only.
 */
import type { AccountState } from './account.ts';
import { NO_SECOND_FACTOR } from './second-factor.ts';
import type { Session } from './sessions.ts';

type Older<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

type Newer = 'secondFactor' | 'role' | 'sellerId' | 'invitation' | 'invitations';
type StoredSession = Older<Session, 'confirmedAt' | 'provedAt'>;
export type StoredAccount = Older<Omit<AccountState, 'sessions'>, Newer> & {
  readonly sessions: readonly StoredSession[];
};

/** The state in its present shape. */
export const stateOf = (stored: StoredAccount): AccountState => ({
  secondFactor: NO_SECOND_FACTOR,
  role: 'customer',
  sellerId: null,
  invitation: null,
  invitations: 0,
  ...stored,
  sessions: stored.sessions.map((session) => ({
    confirmedAt: session.createdAt,
    provedAt: null,
    ...session,
  })),
});
