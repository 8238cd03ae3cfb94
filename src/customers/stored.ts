/**
 * An account's state as its object keeps it. What a state of an older release lacks is filled in
 * here, so that everything else sees the present shape only.
 */
import type { AccountState } from './account.ts';
import type { AddressBook, Defaults, SavedAddress } from './addresses.ts';
import { NO_SECOND_FACTOR } from './second-factor.ts';
import type { Session } from './sessions.ts';

type Older<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

type Newer =
  | 'emailChange'
  | 'formerEmails'
  | 'secondFactor'
  | 'identities'
  | 'role'
  | 'sellerId'
  | 'invitation'
  | 'invitations';
type StoredSession = Older<Session, 'confirmedAt' | 'provedAt'>;
/** Older releases had one default for everything, told by the address itself. */
type StoredBook = {
  readonly addresses: readonly (SavedAddress & { readonly isDefault: boolean })[];
  readonly defaults?: Defaults;
};
type StoredAccount = Older<Omit<AccountState, 'sessions' | 'book'>, Newer> &
  StoredBook & { readonly sessions: readonly StoredSession[] };

/** Who it is, and the secrets they sign in by: sealed where they are kept. */
type Person = Pick<AccountState, 'email' | 'name' | 'phone' | 'secondFactor'> &
  StoredBook &
  Partial<Pick<AccountState, 'identities' | 'emailChange' | 'formerEmails'>>;
/** What older releases kept of e-mail addresses: no link of theirs is opened by this one. */
type Outdated = { readonly formerEmail?: unknown; readonly emailChanges?: unknown };
/** Older releases kept an account in the clear. */
export type KeptAccount =
  | StoredAccount
  | (Omit<StoredAccount, keyof Person> & { readonly person: string });

/** The state as it is kept. */
export function keptAccount(state: AccountState, seal: (text: string) => string): KeptAccount {
  const { email, name, phone, book, secondFactor, identities, ...others } = state;
  const { emailChange, formerEmails, ...rest } = others;
  const person: Person = {
    ...{ email, name, phone, ...keptBook(book), secondFactor, identities },
    ...{ emailChange, formerEmails },
  };
  return { ...rest, person: seal(JSON.stringify(person)) };
}

/** The release before this one still finds its default. */
const keptBook = ({ addresses, defaults }: AddressBook): StoredBook => ({
  addresses: addresses.map((one) => ({ ...one, isDefault: one.id === defaults.shipping })),
  defaults,
});

function bookOf({ addresses, defaults }: StoredBook): AddressBook {
  const one = addresses.find(({ isDefault }) => isDefault)?.id ?? null;
  return {
    addresses: addresses.map(({ isDefault: _isDefault, ...address }) => address),
    defaults: defaults ?? { shipping: one, billing: one },
  };
}

/** The state that was kept. */
export function accountOf(kept: KeptAccount, open: (text: string) => string): AccountState {
  if (!('person' in kept)) return stateOf(kept);
  const { person, ...rest } = kept;
  const opened: Person = JSON.parse(open(person));
  return stateOf({ ...rest, ...opened });
}

/** The state in its present shape. */
const stateOf = ({
  addresses,
  defaults,
  formerEmail: _former,
  emailChanges: _changes,
  ...stored
}: StoredAccount & Outdated): AccountState => ({
  secondFactor: NO_SECOND_FACTOR,
  emailChange: null,
  formerEmails: [],
  identities: [],
  role: 'customer',
  sellerId: null,
  invitation: null,
  invitations: 0,
  ...stored,
  book: bookOf(defaults === undefined ? { addresses } : { addresses, defaults }),
  sessions: stored.sessions.map((session) => ({
    confirmedAt: session.createdAt,
    provedAt: null,
    ...session,
  })),
});
