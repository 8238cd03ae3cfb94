/**
 * Signing in with somebody else's account: what a provider tells of a person, and what an account
 * remembers of it. Which provider and subject lead to an account is told by a Login, named by the
 * keyed digest of both.
 */
import type { Failure, Ok } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';

/** Who somebody is to a provider. */
export type Identity = {
  /** Such as `google`. */
  readonly provider: string;
  readonly subject: string;
  readonly email: string | null;
  /** True where the provider vouches that the person reads mail there. */
  readonly emailVerified: boolean;
  readonly name: string;
};

/** An identity as its account keeps it. */
export type LinkedIdentity = {
  readonly provider: string;
  /** The Login that leads here: a digest, of which nobody learns the subject. */
  readonly login: string;
  /** What the person would know it by: its e-mail address or name. */
  readonly label: string;
  readonly at: Milliseconds;
};

/** What only the browser that began may know: the provider's answer must fit it. */
export type Begun = { readonly state: string; readonly nonce: string; readonly verifier: string };

export type IdentityRefusal =
  /** The answer is not what was asked for, or the person said no. */
  { readonly reason: 'identity_refused' } | { readonly reason: 'provider_away' };

/** A provider as the shop meets it. */
export type IdentityPort = {
  readonly id: string;
  /** As its button says. */
  readonly label: string;
  /** Where to send the person's browser. */
  begin(begun: Begun, redirectUri: string): Promise<Ok<string> | Failure<IdentityRefusal>>;
  /** Who came back, once everything about the answer (a query) was checked. */
  finish(
    answer: string,
    begun: Begun,
    redirectUri: string,
  ): Promise<Ok<Identity> | Failure<IdentityRefusal>>;
};

export type IdentityPorts = ReadonlyMap<string, IdentityPort>;
