/** What the customers' use cases need, whoever provides it. */
import type { AccountId, SessionId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import type { AccountPort, LoginPort, NetworkPort } from './port.ts';
import type { MadeKey, UsedKey } from './passkey-use.ts';
import type { Passkey } from './second-factor.ts';
import type { Seal } from '../kernel/seal.ts';

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

/** Passkeys by a library: what browsers are asked for, and whether their answers are sound. */
export type PasskeyPort = {
  creation(
    person: { readonly id: string; readonly email: string; readonly name: string },
    known: readonly string[],
    challenge: string,
  ): Promise<Record<string, unknown>>;
  registered(response: MadeKey): Promise<(SignedKey & { readonly challenge: string }) | null>;
  request(challenge: string): Promise<Record<string, unknown>>;
  answered(
    response: UsedKey,
    key: SignedKey,
  ): Promise<{ readonly challenge: string; readonly counter: number } | null>;
};
type SignedKey = Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports'>;

export type CustomerDependencies = {
  readonly accounts: AccountPort;
  readonly logins: LoginPort;
  readonly networks: NetworkPort;
  readonly passwords: PasswordPort;
  readonly accessTokens: AccessTokenPort;
  readonly seal: Seal;
  /** A keyed digest: names objects after what must not be read from their names. */
  readonly nameOf: (kind: 'login' | 'network' | 'identity', text: string) => string;
  /** Whether a lower-cased password is among those that are tried first. */
  readonly commonPasswords: () => Promise<(lower: string) => boolean>;
  readonly newAccountId: () => AccountId;
  readonly newSessionId: () => SessionId;
  readonly newNonce: () => string;
  readonly newTotpSecret: () => string;
  /** The address by which an app takes a secret, and the same as a picture (SVG). */
  readonly totpSetup: (secret: string, email: string) => { readonly uri: string; qr: string };
  readonly newRecoveryCodes: () => string[];
  readonly recoveryDigest: (code: string) => string;
  readonly passkeys: PasskeyPort;
  readonly clock: Clock;
  /** Does what nobody waits for, after the answer. */
  readonly later: (work: Promise<unknown>) => void;
};
