/**
 * Providers that tell who somebody is: OpenID Connect under the hosts of Google, Apple and one of
 * our own, and GitHub's OAuth. They share people, codes and keys; a code works once.
 */
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Env } from '../env.ts';
import { linger, type Reply, throughTheNetwork } from '../faults.ts';
import { FaultyObject } from '../faulty-object.ts';
import { consentPage, grantIn, postedAnswer } from './consent.tsx';
import { type Grant, idToken } from './grants.ts';

const KEY = 'key';
const ALGORITHM = 'RS256';
const CODE_TTL_MS = 60_000;
const HTML = { 'content-type': 'text/html; charset=utf-8' };

interface Keys {
  readonly own: CryptoKey;
  readonly stranger: CryptoKey;
  readonly published: JWK;
}

export class Identities extends FaultyObject {
  #keys: Promise<Keys> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(
      'CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, body TEXT NOT NULL, until INTEGER)',
    );
  }

  /** A request to one of the providers. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const body = await request.text();
    const { hostname: host, pathname: path, search } = url;
    const target = { host, method: request.method, path, text: `${search} ${body}` };
    const rule = this.faults.strikeRequest(target);
    const reply = await throughTheNetwork(rule, async () => {
      if (rule?.kind === 'slow') await linger(rule);
      if (rule?.kind === 'rate_limit') return json(429, { error: 'slow_down' });
      if (rule?.kind === 'fail') return json(rule.status, { error: 'server_error' });
      return this.#answer(url, request, new URLSearchParams(body));
    });
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }

  reset(): void {
    this.faults.clear();
    this.sql.exec('DELETE FROM code');
  }

  async #answer(url: URL, request: Request, body: URLSearchParams): Promise<Reply> {
    const { hostname: host, pathname: path, searchParams } = url;
    switch (path) {
      case '/.well-known/openid-configuration':
        return json(200, discovered(host));
      case '/jwks':
        return json(200, { keys: [(await this.#signing()).published] });
      case '/authorize':
      case '/login/oauth/authorize': {
        if (request.method !== 'POST') return page(await consentPage(host, searchParams));
        return this.#allowed(body);
      }
      case '/token':
      case '/login/oauth/access_token':
        return this.#token(host, request, body);
      case '/user':
      case '/user/emails':
        return this.#gitHubUser(path, request);
      default:
        return json(404, { error: 'not_found' });
    }
  }

  async #allowed(body: URLSearchParams): Promise<Reply> {
    const grant = grantIn(body);
    const answer = new URLSearchParams({ state: body.get('request.state') ?? '' });
    if (body.get('answer') === 'deny') answer.set('error', 'access_denied');
    else answer.set('code', this.#keep(grant));
    if (body.get('request.response_mode') === 'form_post') {
      return page(await postedAnswer(grant.redirectUri, answer));
    }
    const location = `${grant.redirectUri}?${answer.toString()}`;
    return { status: 303, body: '', headers: { location } };
  }

  /** Keeps a grant under a new secret: a code, or GitHub's access token. */
  #keep(grant: Grant): string {
    const code = crypto.randomUUID();
    const until = Date.now() + CODE_TTL_MS;
    this.sql.exec('INSERT INTO code VALUES (?, ?, ?)', code, JSON.stringify(grant), until);
    return code;
  }

  #take(code: string): Grant | null {
    const [row] = this.sql
      .exec<{ body: string; until: number }>('SELECT body, until FROM code WHERE code = ?', code)
      .toArray();
    this.sql.exec('DELETE FROM code WHERE code = ?', code);
    return row === undefined || row.until < Date.now() ? null : JSON.parse(row.body);
  }

  async #token(host: string, request: Request, body: URLSearchParams): Promise<Reply> {
    const grant = this.#take(body.get('code') ?? '');
    const sound =
      grant !== null &&
      clientOf(request, body) === grant.clientId &&
      body.get('redirect_uri') === grant.redirectUri &&
      (await challengeOf(body.get('code_verifier'))) === grant.challenge;
    if (grant === null || !sound) return json(400, { error: 'invalid_grant' });
    const token = { token_type: 'bearer', expires_in: 3600 };
    if (host === 'github.com') return json(200, { ...token, access_token: this.#keep(grant) });
    const id_token = await idToken(host, grant, await this.#signing());
    return json(200, { ...token, access_token: crypto.randomUUID(), id_token });
  }

  /** GitHub tells who somebody is by two calls, so that its token outlives the first. */
  #gitHubUser(path: string, request: Request): Reply {
    const token = (request.headers.get('authorization') ?? '').replace(/^bearer /i, '');
    const grant = this.#take(token);
    if (grant === null) return json(401, { message: 'Bad credentials' });
    this.sql.exec(
      'INSERT INTO code VALUES (?, ?, ?)',
      ...[token, JSON.stringify(grant), Date.now() + CODE_TTL_MS],
    );
    const { sub, email, emailVerified, name } = grant;
    if (path === '/user')
      return json(200, { id: Number(sub) || 1, login: name, name, email: null });
    return json(200, [{ email, primary: true, verified: emailVerified, visibility: null }]);
  }

  #signing(): Promise<Keys> {
    this.#keys ??= this.#keysKept();
    return this.#keys;
  }

  /** Kept, since shops remember what was published when this object is long evicted. */
  async #keysKept(): Promise<Keys> {
    const kept = this.ctx.storage.kv.get<JWK>(KEY) ?? (await newKey());
    this.ctx.storage.kv.put(KEY, kept);
    const own = await importJWK(kept, ALGORITHM);
    if (own instanceof Uint8Array) throw new Error('a key pair is no secret');
    const { kty = '', n = '', e = '' } = kept;
    const published = { kty, n, e, kid: 'sandbox', alg: ALGORITHM, use: 'sig' };
    return { own, stranger: (await generateKeyPair(ALGORITHM)).privateKey, published };
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

const discovered = (host: string) => ({
  issuer: `https://${host}`,
  authorization_endpoint: `https://${host}/authorize`,
  token_endpoint: `https://${host}/token`,
  jwks_uri: `https://${host}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
});

/** The client by the body or by basic authentication; one without a secret is nobody. */
function clientOf(request: Request, body: URLSearchParams): string | null {
  const [scheme, value = ''] = (request.headers.get('authorization') ?? '').split(' ');
  if (scheme === 'Basic') return decodeURIComponent(atob(value).split(':')[0] ?? '');
  return body.get('client_secret') ? body.get('client_id') : null;
}

/** S256 of a verifier (RFC 7636). */
async function challengeOf(verifier: string | null): Promise<string | null> {
  if (verifier === null) return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const json = (status: number, body: unknown): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

const page = (body: unknown): Reply => ({ status: 200, body: String(body), headers: HTML });
