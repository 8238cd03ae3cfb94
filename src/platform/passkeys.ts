/**
 * Passkeys (WebAuthn) by @simplewebauthn/server, which is loaded by who needs it: it is larger than
 * the rest of the shop's start. Answers are believed only for the shop's own origin, and only where
 * the authenticator asked for a finger or a PIN.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { decodeBase64url, encodeBase64url, utf8 } from '../kernel/base64url.ts';

const library = () => import('@simplewebauthn/server');

export type KnownKey = { readonly id: string; readonly publicKey: string };

/** `counter` is what the authenticator counts; 0 for one that does not. */
export type Answered = { readonly challenge: string; readonly counter: number };
export type Registered = KnownKey & Answered & { readonly transports: readonly string[] };

export type Passkeys = {
  /** What a browser needs to make a key: `PublicKeyCredentialCreationOptionsJSON`. */
  creation(
    person: { readonly id: string; readonly email: string; readonly name: string },
    known: readonly string[],
    challenge: string,
  ): Promise<Record<string, unknown>>;
  /** The new key, or null where the answer is not sound. */
  registered(response: RegistrationResponseJSON): Promise<Registered | null>;
  /** What a browser needs to use a key: `PublicKeyCredentialRequestOptionsJSON`. */
  request(challenge: string): Promise<Record<string, unknown>>;
  /** What a known key has signed, or null where the answer is not sound. */
  answered(response: AuthenticationResponseJSON, key: KnownKey): Promise<Answered | null>;
};

const textIn = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('utf8');

/** The challenge of an answer; whether it was ours is the caller's business. */
function challengeIn(clientDataJSON: string): string {
  const read: unknown = JSON.parse(textIn(clientDataJSON));
  const told = typeof read === 'object' && read !== null && 'challenge' in read && read.challenge;
  return typeof told === 'string' ? textIn(told) : '';
}

/** The library throws for whatever is wrong with an answer, malformed ones included. */
async function soundOrNull<T>(check: () => Promise<T | null>): Promise<T | null> {
  try {
    return await check();
  } catch {
    return null;
  }
}

/** Passkeys of the shop at `publicUrl`. */
export function passkeys(publicUrl: string, shopName: string): Passkeys {
  const { origin, hostname } = new URL(publicUrl);
  const expected = {
    expectedOrigin: origin,
    expectedRPID: hostname,
    expectedChallenge: () => true,
    requireUserVerification: true,
  };
  return {
    async creation({ id, email, name }, known, challenge) {
      const { generateRegistrationOptions } = await library();
      const options = await generateRegistrationOptions({
        rpName: shopName,
        rpID: hostname,
        userID: new Uint8Array(utf8(id)),
        userName: email,
        userDisplayName: name,
        challenge,
        attestationType: 'none',
        excludeCredentials: known.map((key) => ({ id: key })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      return { ...options };
    },
    registered: (response) =>
      soundOrNull(async () => {
        const { verifyRegistrationResponse } = await library();
        const { registrationInfo } = await verifyRegistrationResponse({ response, ...expected });
        if (registrationInfo === undefined) return null;
        const { id, publicKey, counter } = registrationInfo.credential;
        return {
          id,
          publicKey: encodeBase64url(publicKey),
          counter,
          transports: response.response.transports ?? [],
          challenge: challengeIn(response.response.clientDataJSON),
        };
      }),
    async request(challenge) {
      const { generateAuthenticationOptions } = await library();
      const options = { rpID: hostname, challenge, userVerification: 'required' as const };
      return { ...(await generateAuthenticationOptions(options)) };
    },
    answered: (response, { id, publicKey }) =>
      soundOrNull(async () => {
        const { verifyAuthenticationResponse } = await library();
        const key = new Uint8Array(decodeBase64url(publicKey) ?? []);
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response,
          ...expected,
          // The key's owner compares the counts, in the turn in which it takes note of the new one.
          credential: { id, publicKey: key, counter: 0 },
        });
        if (!verified) return null;
        const challenge = challengeIn(response.response.clientDataJSON);
        return { challenge, counter: authenticationInfo.newCounter };
      }),
  };
}
