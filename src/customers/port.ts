/** How the rest of the shop reaches the objects that own accounts and sign-ins. */
import type { AccountId, CartId, SaleId, SessionId } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { AccountState, FormerEmail, RefreshRefusal } from './account.ts';
import type { AddressRefusal, AddressUse, SavedAddress } from './addresses.ts';
import type { AdmissionRefusal, SignInProof } from './admission.ts';
import type { AccountHappening } from './events.ts';
import type { EmailMove, MoveRefusal } from './email-moves.ts';
import type { FactorCommand, FactorRefusal } from './factor-changes.ts';
import type { LinkedIdentity } from './identity.ts';
import type { Credential } from './login.ts';
import type { PostRefusal, PostStep } from './posts.ts';
import type { FactorFacts, Passkey } from './second-factor.ts';
import type { Session } from './sessions.ts';

/** What an account says of itself; sessions are told by themselves. */
export type AccountFacts = Omit<
  AccountState,
  'sessions' | 'version' | 'secondFactor' | 'formerEmails'
> & {
  readonly secondFactor: FactorFacts;
  readonly formerEmails: readonly FormerAddress[];
};

/** An address that may be taken back, without the secrets of its time. */
export type FormerAddress = Omit<FormerEmail, 'secondFactor'>;

/** The account of an open session, and the session. */
export type Present = { readonly facts: AccountFacts; readonly session: Session };

export type Refreshed = { readonly session: Session; readonly facts: AccountFacts };

export type AccountChange =
  | {
      readonly kind: 'profile';
      readonly name?: string | undefined;
      readonly phone?: string | null | undefined;
      readonly locale?: string | undefined;
      readonly currency?: string | undefined;
      readonly marketing?: boolean | undefined;
    }
  | { readonly kind: 'cart'; readonly cart: CartId | null }
  | { readonly kind: 'link_identity'; readonly identity: LinkedIdentity }
  | { readonly kind: 'unlink_identity'; readonly provider: string }
  | { readonly kind: 'confirm_marketing' }
  /** Forgets all that was set up before anybody had proved the address. */
  | { readonly kind: 'strip' }
  | {
      readonly kind: 'save_address';
      readonly address: SavedAddress;
      readonly defaultFor: readonly AddressUse[];
    }
  | {
      readonly kind: 'choose_default';
      readonly id: string;
      readonly defaultFor: readonly AddressUse[];
    }
  | { readonly kind: 'remove_address'; readonly id: string };

export type ChangeAnswer =
  | { readonly ok: true; readonly value: AccountFacts }
  | Failure<AddressRefusal | { reason: 'unknown_account' }>;

/** How an account came to be; only who registered is asked to prove the address. */
export type AccountBirth = 'registered' | 'invited' | 'vouched';

export type AccountPort = {
  create(
    id: AccountId,
    person: { readonly email: string; readonly name: string },
    how: AccountBirth,
  ): Promise<void>;
  facts(id: AccountId): Promise<AccountFacts | null>;
  /** What the account says while this session of it is open; null when it is not. */
  whois(id: AccountId, session: SessionId): Promise<Present | null>;
  /** Signs a device in, for who proves all that the account asks for. */
  openSession(
    id: AccountId,
    session: { readonly id: SessionId; readonly device: string },
    proof: SignInProof,
  ): Promise<Result<AccountFacts, AdmissionRefusal>>;
  /** Proves or changes the second factor, for a session. */
  factor(
    id: AccountId,
    session: SessionId,
    command: FactorCommand,
  ): Promise<Result<AccountFacts, FactorRefusal>>;
  /** A key to check a signature by. */
  passkey(id: AccountId, key: string): Promise<Passkey | null>;
  refresh(
    id: AccountId,
    session: SessionId,
    counter: number,
  ): Promise<Result<Refreshed, RefreshRefusal>>;
  sessions(id: AccountId): Promise<readonly Session[]>;
  /** Signs one device out, or all of them but `keep`. */
  close(
    id: AccountId,
    which: { readonly one: SessionId } | { readonly allBut: SessionId | null },
  ): Promise<void>;
  change(id: AccountId, change: AccountChange): Promise<ChangeAnswer>;
  /** Asks somebody to be staff, takes their word, or says what they are; an invitation is told. */
  post(id: AccountId, step: PostStep): Promise<Result<AccountFacts, PostRefusal>>;
  /** Moves the e-mail address, and tells of it. */
  moveEmail(id: AccountId, move: EmailMove): Promise<Result<AccountFacts, MoveRefusal>>;
  /** Records what happened; people are told of it by mail. */
  note(id: AccountId, happening: AccountHappening): Promise<void>;
  /** Records an invitation to a tier of a sale; it is mailed once. */
  inviteToSale(id: AccountId, sale: SaleId, tier: string): Promise<void>;
  /** Forgets the account and all it held. */
  erase(id: AccountId): Promise<void>;
};

export type Throttled = { reason: 'throttled'; waitMs: number };

/** What a password is held against; nothing is where a captcha must be solved first. */
export type Begun = { readonly credentials: readonly Credential[]; readonly mayTry: boolean };

/** One object for each e-mail address, reached by the address's keyed digest. */
export type LoginPort = {
  /** Counts a try and answers what the password is to be held against. */
  begin(name: string, trusted: boolean): Promise<Result<Begun, Throttled>>;
  /** The try was right: forgets the failures, and keeps the password's new hash if there is one. */
  succeeded(name: string, rehashed: { account: AccountId; hash: string } | null): Promise<void>;
  credentials(name: string): Promise<readonly Credential[]>;
  /**
   * Adds an account that has yet to prove the address; answers those that had to make room. One
   * that staff `invited` never does.
   */
  add(
    name: string,
    account: AccountId,
    hash: string | null,
    invited?: 'invited',
  ): Promise<readonly AccountId[]>;
  /** Makes the address the account's own; answers the unproved ones that are dropped. */
  claim(
    name: string,
    account: AccountId,
  ): Promise<Result<readonly AccountId[], { reason: 'taken' | 'unknown_account' }>>;
  setHash(name: string, account: AccountId, hash: string): Promise<void>;
  letGo(name: string, account: AccountId): Promise<void>;
};

/** Failures counted for one network address. */
export type NetworkPort = {
  standing(name: string): Promise<{ readonly waitMs: number; readonly suspect: boolean }>;
  failed(name: string): Promise<void>;
};
