/** What a person allowed, and the ID token that tells it, with a fault where one was asked for. */
import { SignJWT } from 'jose';
import type { CryptoKey } from 'jose';

export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | null;
  /** S256 of the verifier that the code is to be redeemed with. */
  readonly challenge: string | null;
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
  readonly fault: string;
}

/** An ID token of a provider; `stranger` signs it where the signature is to be wrong. */
export function idToken(
  host: string,
  grant: Grant,
  keys: { readonly own: CryptoKey; readonly stranger: CryptoKey },
): Promise<string> {
  const { fault } = grant;
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = fault === 'expired' ? now - 7200 : now;
  return new SignJWT({
    ...(grant.email === '' ? {} : { email: grant.email, email_verified: grant.emailVerified }),
    name: grant.name,
    ...(grant.nonce === null ? {} : { nonce: fault === 'nonce' ? 'another' : grant.nonce }),
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'sandbox' })
    .setIssuer(fault === 'issuer' ? 'https://elsewhere.example' : `https://${host}`)
    .setAudience(fault === 'audience' ? 'another-client' : grant.clientId)
    .setSubject(grant.sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3600)
    .sign(fault === 'signature' ? keys.stranger : keys.own);
}
