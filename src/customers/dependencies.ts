/** What the customers' use cases need, whoever provides it. */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import type { AccountPort, LoginPort, NetworkPort } from './port.ts';
import type { Seal } from './tokens.ts';

/** Hashes passwords; throws when too many wait, which is answered 503. */
export type PasswordPort = {
  hash(password: string, owner: string): Promise<string>;
  match(
    password: string,
    owner: string,
    hashes: readonly (string | null)[],
  ): Promise<{ readonly index: number | null; readonly outdated: boolean }>;
};

export type AccessTokenPort = {
  sign(claims: { readonly account: string; readonly session: string }): Promise<string>;
  verify(token: string): Promise<{ readonly account: string; readonly session: string } | null>;
};

export type CustomerDependencies = {
  readonly accounts: AccountPort;
  readonly logins: LoginPort;
  readonly networks: NetworkPort;
  readonly passwords: PasswordPort;
  readonly accessTokens: AccessTokenPort;
  readonly seal: Seal;
  /** A keyed digest: names objects after what must not be read from their names. */
  readonly nameOf: (kind: 'login' | 'network', text: string) => string;
  /** Whether a lower-cased password is among those that are tried first. */
  readonly commonPasswords: () => Promise<(lower: string) => boolean>;
  readonly newAccountId: () => AccountId;
  readonly newSessionId: () => SessionId;
  readonly clock: Clock;
};
