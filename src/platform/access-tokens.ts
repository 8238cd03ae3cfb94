/**
 * Access tokens: short-lived JWTs signed with Ed25519 (RFC 8037), whose public keys are published,
 * so that other services can check one without asking the shop.
 */
import { importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { SECOND_MS } from '../kernel/time.ts';

/** As long as a role that was taken away may still be shown where nobody asks the account. */
export const ACCESS_TTL_S = 600;
const AUDIENCE = 'edgewise';
const ALGORITHM = 'EdDSA';

export type Claims = { readonly account: string; readonly session: string };

export type AccessTokens = {
  sign(claims: Claims): Promise<string>;
  /** What a token says; null where it is forged, over, or not for this shop. */
  verify(token: string): Promise<Claims | null>;
  /** The public keys, as a JSON Web Key Set. */
  readonly keySet: { readonly keys: readonly JWK[] };
};

/**
 * @param text `kid:d:x,kid:d:x`, newest first: private and public half in base64url
 * @throws when there is no key, since nothing could be signed
 */
function parseKeys(text: string): JWK[] {
  const keys = text.split(',').map((entry): JWK => {
    const [kid = '', d = '', x = ''] = entry.trim().split(':');
    if (!/^[a-z0-9]{1,8}$/.test(kid) || d.length !== 43 || x.length !== 43) {
      throw new Error('SESSION_KEYS must be kid:d:x, the halves of an Ed25519 key in base64url');
    }
    return { kty: 'OKP', crv: 'Ed25519', alg: ALGORITHM, use: 'sig', kid, d, x };
  });
  return keys;
}

/** Tokens of `issuer`, the shop's public address. */
export function accessTokens(text: string, issuer: string, clock: () => number): AccessTokens {
  const keys = parseKeys(text);
  const [newest] = keys;
  const publicKeys = keys.map(({ d: _private, ...key }) => key);
  const imported = new Map<string, ReturnType<typeof importJWK>>();
  const keyOf = (key: JWK, half: string): ReturnType<typeof importJWK> => {
    const name = `${key.kid ?? ''}:${half}`;
    const known = imported.get(name) ?? importJWK(key, ALGORITHM);
    imported.set(name, known);
    return known;
  };
  return {
    async sign({ account, session }) {
      if (newest === undefined) throw new Error('there is no key to sign with');
      const now = Math.floor(clock() / SECOND_MS);
      return new SignJWT({ sid: session })
        .setProtectedHeader({ alg: ALGORITHM, kid: newest.kid ?? '', typ: 'at+jwt' })
        .setSubject(account)
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + ACCESS_TTL_S)
        .sign(await keyOf(newest, 'private'));
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(
          token,
          async ({ kid }) => {
            const key = publicKeys.find((candidate) => candidate.kid === kid);
            if (key === undefined) throw new Error('no such key');
            return keyOf(key, 'public');
          },
          {
            issuer,
            audience: AUDIENCE,
            algorithms: [ALGORITHM],
            typ: 'at+jwt',
            currentDate: new Date(clock()),
          },
        );
        const { sub, sid } = payload;
        if (sub === undefined || typeof sid !== 'string') return null;
        return { account: sub, session: sid };
      } catch {
        return null;
      }
    },
    keySet: { keys: publicKeys },
  };
}
