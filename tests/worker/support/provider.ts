/** Somebody at a provider of identities, as the sandbox plays it. */
import { env } from 'cloudflare:workers';
import { required } from '../../../src/kernel/assert.ts';
import type { Visit, Visitor } from './visitor.ts';

export type Told = {
  readonly sub?: string;
  readonly email?: string;
  readonly email_verified?: 'true' | '';
  readonly name?: string;
  readonly fault?: string;
  readonly answer?: 'allow' | 'deny';
};

/** Where the shop's answer sends a browser that has said who it is: back to the shop. */
export async function consent(sentTo: string, told: Told = {}): Promise<string> {
  const url = new URL(sentTo);
  const request = [...url.searchParams].map(([name, value]) => [`request.${name}`, value]);
  const person = { sub: '1', email: '', email_verified: 'true', name: 'Ada', answer: 'allow' };
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(
    `http://localhost${url.pathname}`,
    {
      method: 'POST',
      body: new URLSearchParams({ ...Object.fromEntries(request), ...person, ...told }),
      redirect: 'manual',
    },
  );
  const location = response.headers.get('location');
  if (location !== null) return location;
  const page = await response.text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
  const posted = fields.map(([, name = '', value = '']) => [name, value]);
  return `${action}?${new URLSearchParams(posted).toString()}`;
}

/** Path and query of an address. */
export const pathOf = (address: string): string => {
  const { pathname, search } = new URL(address);
  return pathname + search;
};

/** Goes to a provider and comes back with what it tells. */
export async function signInBy(visitor: Visitor, provider: string, told: Told): Promise<Visit> {
  const away = await visitor.get(`/account/with/${provider}`);
  return visitor.get(pathOf(await consent(away.location, told)));
}
