/**
 * An account's state as its object keeps it. What a state of an older release lacks is filled in
 * here, so that everything else sees the present shape only.
 */
import type { AccountState } from './account.ts';
import { NO_SECOND_FACTOR } from './second-factor.ts';
import type { Session } from './sessions.ts';

type Older<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

type Newer =
  | 'emailChange'
  | 'formerEmail'
  | 'emailChanges'
  | 'secondFactor'
  | 'identities'
  | 'role'
  | 'sellerId'
  | 'invitation'
  | 'invitations';
type StoredSession = Older<Session, 'confirmedAt' | 'provedAt'>;
type StoredAccount = Older<Omit<AccountState, 'sessions'>, Newer> & {
  readonly sessions: readonly StoredSession[];
};

/** Who it is, and the secrets they sign in by: sealed where they are kept. */
type Person = Pick<AccountState, 'email' | 'name' | 'phone' | 'addresses' | 'secondFactor'> &
  Partial<Pick<AccountState, 'identities' | 'emailChange' | 'formerEmail'>>;
/** Older releases kept an account in the clear. */
export type KeptAccount =
  | StoredAccount
  | (Omit<StoredAccount, keyof Person> & { readonly person: string });

/** The state as it is kept. */
export function keptAccount(state: AccountState, seal: (text: string) => string): KeptAccount {
  const { email, name, phone, addresses, secondFactor, identities, ...others } = state;
  const { emailChange, formerEmail, ...rest } = others;
  const person: Person = {
    ...{ email, name, phone, addresses, secondFactor, identities },
    ...{ emailChange, formerEmail },
  };
  return { ...rest, person: seal(JSON.stringify(person)) };
}

/** The state that was kept. */
export function accountOf(kept: KeptAccount, open: (text: string) => string): AccountState {
  if (!('person' in kept)) return stateOf(kept);
  const { person, ...rest } = kept;
  const opened: Person = JSON.parse(open(person));
  return stateOf({ ...rest, ...opened });
}

/** The state in its present shape. */
const stateOf = (stored: StoredAccount): AccountState => ({
  secondFactor: NO_SECOND_FACTOR,
  emailChange: null,
  formerEmail: null,
  emailChanges: 0,
  identities: [],
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
