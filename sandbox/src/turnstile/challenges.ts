/**
 * Cloudflare Turnstile: the widget's script, the tokens it makes, and siteverify. A token counts
 * once within five minutes; asked about again under the same idempotency key it counts again.
 */
import { z } from 'zod';
import type { Env } from '../env.ts';
import { linger, type Reply, type RequestFault, throughTheNetwork } from '../faults.ts';
import { FaultyObject } from '../faulty-object.ts';
import widget from './api.browser.js';
import { DUMMY_TOKEN, errorsOfTestSecret, isRealSecret, outcomeOf } from './keys.ts';

const TOKEN_TTL_MS = 300_000;

const challengeInput = z.object({
  sitekey: z.string(),
  action: z.string().max(32).default(''),
  /** Whether the visitor has pressed what the widget asked to be pressed. */
  pressed: z.boolean().default(false),
});

const verifyInput = z.object({
  secret: z.string().default(''),
  response: z.string().default(''),
  remoteip: z.string().optional(),
  idempotency_key: z.uuid().optional(),
});
type Question = z.infer<typeof verifyInput>;

type Token = { token: string; action: string; made_at: number; spent_by: string | null };

export class Challenges extends FaultyObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(
      `CREATE TABLE IF NOT EXISTS token
         (token TEXT PRIMARY KEY, action TEXT NOT NULL, made_at INTEGER NOT NULL, spent_by TEXT)`,
    );
  }

  /** A request to challenges.cloudflare.com. */
  override async fetch(request: Request): Promise<Response> {
    const { hostname: host, pathname: path, search } = new URL(request.url);
    const body = await request.text();
    const target = { host, method: request.method, path, text: `${search} ${body}` };
    const rule = this.faults.strikeRequest(target);
    const reply = await throughTheNetwork(rule, async () => {
      if (rule?.kind === 'slow') await linger(rule);
      const type = request.headers.get('content-type') ?? '';
      return failureOf(rule) ?? this.#answer(path, type, body);
    });
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }

  reset(): void {
    this.faults.clear();
    this.sql.exec('DELETE FROM token');
  }

  #answer(path: string, type: string, body: string): Reply {
    switch (path) {
      case '/turnstile/v0/api.js':
        return { status: 200, body: widget, headers: { 'content-type': 'text/javascript' } };
      case '/turnstile/v0/sandbox/challenge':
        return this.#challenge(body);
      case '/turnstile/v0/siteverify': {
        const question = questionOf(type, body);
        return question === null ? verdict(['bad-request'], 400) : this.#verify(question);
      }
      default:
        return json(404, { error: 'not_found' });
    }
  }

  /** What the widget asks for its token. */
  #challenge(body: string): Reply {
    const asked = challengeInput.parse(JSON.parse(body));
    const outcome = outcomeOf(asked.sitekey);
    if (outcome === null) return json(400, { error: '110100' });
    if (outcome === 'block') return json(200, { outcome: 'blocked' });
    if (outcome === 'ask' && !asked.pressed) return json(200, { outcome: 'press' });
    if (outcome !== 'real') return json(200, { outcome: 'passed', token: DUMMY_TOKEN });
    const token = `0.${crypto.randomUUID()}`;
    this.sql.exec(
      'INSERT INTO token (token, action, made_at) VALUES (?, ?, ?)',
      token,
      asked.action,
      Date.now(),
    );
    return json(200, { outcome: 'passed', token });
  }

  #verify({ secret, response, idempotency_key: key }: Question): Reply {
    if (secret === '') return verdict(['missing-input-secret']);
    if (response === '') return verdict(['missing-input-response']);
    const known = errorsOfTestSecret(secret);
    if (known !== null) return verdict(known);
    if (!isRealSecret(secret)) return verdict(['invalid-input-secret']);
    const [token] = this.sql
      .exec<Token>('SELECT token, action, made_at, spent_by FROM token WHERE token = ?', response)
      .toArray();
    if (token === undefined) return verdict(['invalid-input-response']);
    const again = key !== undefined && token.spent_by === key;
    const over = Date.now() - token.made_at > TOKEN_TTL_MS;
    if (over || (token.spent_by !== null && !again)) return verdict(['timeout-or-duplicate']);
    this.sql.exec('UPDATE token SET spent_by = ? WHERE token = ?', key ?? 'spent', response);
    return verdict([], 200, token);
  }
}

/** siteverify takes JSON and forms. */
function questionOf(type: string, body: string): Question | null {
  try {
    const fields: unknown = type.includes('json')
      ? JSON.parse(body)
      : Object.fromEntries(new URLSearchParams(body));
    return verifyInput.safeParse(fields).data ?? null;
  } catch {
    return null;
  }
}

function failureOf(rule: RequestFault | null): Reply | null {
  if (rule?.kind === 'rate_limit') return json(429, { error: 'too many requests' });
  return rule?.kind === 'fail' ? json(rule.status, { error: 'failed' }) : null;
}

const json = (status: number, body: unknown): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

const verdict = (errors: readonly string[], status = 200, token?: Token): Reply =>
  json(status, {
    success: errors.length === 0,
    'error-codes': errors,
    ...(errors.length === 0
      ? { challenge_ts: new Date().toISOString(), hostname: 'localhost' }
      : {}),
    ...(token === undefined ? {} : { action: token.action, cdata: '' }),
  });
