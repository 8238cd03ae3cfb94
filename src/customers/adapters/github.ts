/**
 * GitHub's OAuth, which tells who somebody is by its API and not by an ID token: its answer comes
 * over TLS for a code that only the browser's own verifier redeems.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
import { z } from '@hono/zod-openapi';
import * as oauth from 'oauth4webapi';
import { ok } from '../../kernel/result.ts';
import type { IdentityPort } from '../identity.ts';
import { answered, throughFetch } from './identity-answers.ts';
import type { ProviderFetch } from './identity-answers.ts';

const SERVER: oauth.AuthorizationServer = {
  issuer: 'https://github.com',
  authorization_endpoint: 'https://github.com/login/oauth/authorize',
  token_endpoint: 'https://github.com/login/oauth/access_token',
};

const User = z.object({ id: z.number(), name: z.string().nullish(), login: z.string() });
const Emails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

export type GitHubOptions = { readonly clientId: string; readonly clientSecret: string };

/** GitHub, with the addresses it has verified. */
export function gitHubProvider(
  { clientId, clientSecret }: GitHubOptions,
  { fetch: fetcher, browserUrl }: ProviderFetch,
): IdentityPort {
  const client: oauth.Client = { client_id: clientId };
  const options = throughFetch(fetcher);

  async function told(path: string, token: string): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'edgewise',
    };
    return (await fetcher(`https://api.github.com${path}`, { headers })).json();
  }

  return {
    id: 'github',
    label: 'GitHub',
    begin: (begun, redirectUri) =>
      answered(async () => {
        const url = new URL(browserUrl(SERVER.authorization_endpoint ?? ''));
        url.search = new URLSearchParams({
          ...{ client_id: clientId, redirect_uri: redirectUri, state: begun.state },
          ...{ scope: 'read:user user:email', code_challenge_method: 'S256' },
          code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
        }).toString();
        return ok(url.href);
      }),
    finish: (answer, begun, redirectUri) =>
      answered(async () => {
        const response = await oauth.authorizationCodeGrantRequest(
          SERVER,
          client,
          oauth.ClientSecretPost(clientSecret),
          oauth.validateAuthResponse(SERVER, client, new URLSearchParams(answer), begun.state),
          redirectUri,
          begun.verifier,
          { ...options, headers: { accept: 'application/json' } },
        );
        const tokens = await oauth.processAuthorizationCodeResponse(SERVER, client, response);
        const { access_token: token } = tokens;
        const user = User.parse(await told('/user', token));
        const emails = Emails.parse(await told('/user/emails', token));
        const primary = emails.find((email) => email.primary);
        return ok({
          provider: 'github',
          subject: String(user.id),
          email: primary?.email ?? null,
          emailVerified: primary?.verified ?? false,
          name: user.name ?? user.login,
        });
      }),
  };
}
