/** The providers of identities that the settings turn on, as the shop meets them. */
import { gitHubProvider } from './customers/adapters/github.ts';
import { awayOrAnswer } from './customers/adapters/identity-answers.ts';
import { appleSecret, openIdProvider } from './customers/adapters/openid.ts';
import type { IdentityPort, IdentityPorts } from './customers/identity.ts';
import type { Config } from './platform/config.ts';
import type { Provider } from './platform/provider.ts';

const SCOPE = 'openid email profile';

/** In development browsers reach the stand-in through the shop. */
const throughSandbox =
  (publicUrl: string) =>
  (url: string): string => {
    const { host, pathname } = new URL(url);
    return `${publicUrl}/sandbox/${host}${pathname}`;
  };

/** Composes them; a provider without a client id is not among them. */
export function identityPorts(env: Env, config: Config, provider: Provider): IdentityPorts {
  const { google, apple, github, oidc } = config.identity;
  const inSandbox = env.OUTSIDE !== undefined;
  const ways = {
    fetch: awayOrAnswer(provider.fetch),
    browserUrl: inSandbox ? throughSandbox(config.publicUrl) : (url: string) => url,
  };
  const plain = { scope: SCOPE, formPost: false };
  const ports: (IdentityPort | null)[] = [
    google &&
      openIdProvider(
        {
          ...{ id: 'google', label: 'Google', issuer: 'https://accounts.google.com' },
          ...{ ...plain, clientId: google.clientId, secret: async () => google.secret },
        },
        ways,
      ),
    apple &&
      openIdProvider(
        {
          ...{ id: 'apple', label: 'Apple', issuer: 'https://appleid.apple.com' },
          ...{ clientId: apple.clientId, scope: 'openid email name', formPost: true },
          secret: () => appleSecret({ ...apple, privateKey: apple.secret }),
        },
        ways,
      ),
    github && gitHubProvider({ clientId: github.clientId, clientSecret: github.secret }, ways),
    oidc &&
      openIdProvider(
        {
          ...{ id: 'oidc', label: oidc.label, issuer: oidc.issuer },
          ...{ ...plain, clientId: oidc.clientId, secret: async () => oidc.secret },
        },
        ways,
      ),
  ];
  return new Map(ports.filter((port) => port !== null).map((port) => [port.id, port]));
}
