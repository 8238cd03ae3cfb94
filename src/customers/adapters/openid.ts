/**
 * OpenID Connect by oauth4webapi: Google, Apple, or any provider that can be discovered. The code
 * is redeemed with PKCE, and the ID token is believed only with our nonce, for us, by its issuer,
 * within its time and under a signature of its keys.
 */
import { importPKCS8, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { fail, ok } from '../../kernel/result.ts';
import type { Begun, IdentityPort } from '../identity.ts';
import { answered, throughFetch } from './identity-answers.ts';
import type { ProviderFetch } from './identity-answers.ts';

export type OpenIdOptions = {
  readonly id: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: () => Promise<string>;
  readonly scope: string;
  /** Apple posts its answer where it is asked for more than an id. */
  readonly formPost: boolean;
};

/** A provider found by its issuer; what was discovered is kept as long as the isolate lives. */
export function openIdProvider(
  { id, label, issuer, clientId, secret, scope, formPost }: OpenIdOptions,
  { fetch, browserUrl }: ProviderFetch,
): IdentityPort {
  const client: oauth.Client = { client_id: clientId };
  const options = throughFetch(fetch);
  let known: oauth.AuthorizationServer | null = null;

  async function discovered(): Promise<oauth.AuthorizationServer> {
    const at = new URL(issuer);
    known ??= await oauth.processDiscoveryResponse(at, await oauth.discoveryRequest(at, options));
    return known;
  }

  async function address(begun: Begun, redirectUri: string): Promise<string> {
    const { authorization_endpoint: endpoint = '' } = await discovered();
    const url = new URL(browserUrl(endpoint));
    url.search = new URLSearchParams({
      ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope },
      ...{ state: begun.state, nonce: begun.nonce, code_challenge_method: 'S256' },
      code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
      ...(formPost ? { response_mode: 'form_post' } : {}),
    }).toString();
    return url.href;
  }

  async function claims(answer: string, begun: Begun, redirectUri: string) {
    const server = await discovered();
    const parameters = oauth.validateAuthResponse(
      ...([server, client, new URLSearchParams(answer), begun.state] as const),
    );
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(await secret()),
      parameters,
      redirectUri,
      begun.verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: begun.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, options);
    return oauth.getValidatedIdTokenClaims(tokens);
  }

  return {
    id,
    label,
    begin: (begun, redirectUri) => answered(async () => ok(await address(begun, redirectUri))),
    finish: (answer, begun, redirectUri) =>
      answered(async () => {
        const told = await claims(answer, begun, redirectUri);
        if (told === undefined) return fail({ reason: 'identity_refused' });
        const { sub, email, email_verified: verified, name } = told;
        return ok({
          provider: id,
          subject: sub,
          email: typeof email === 'string' ? email : null,
          // Apple writes it as a text.
          emailVerified: verified === true || verified === 'true',
          name: typeof name === 'string' ? name : '',
        });
      }),
  };
}

export type AppleKey = {
  readonly teamId: string;
  readonly keyId: string;
  readonly clientId: string;
  /** PKCS #8: the lines of Apple's `.p8` file between its first and its last, joined. */
  readonly privateKey: string;
};

const APPLE = 'https://appleid.apple.com';

/** Apple's client secret: a token of five minutes, signed with the team's key. */
export async function appleSecret({ teamId, keyId, clientId, privateKey }: AppleKey) {
  const pem = `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----`;
  const key = await importPKCS8(pem, 'ES256');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience(APPLE)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}
