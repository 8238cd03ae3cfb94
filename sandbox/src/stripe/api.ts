/** The API's front: keys, idempotency, faults, and the writing of what an endpoint decided. */
import {
  type FaultBook,
  linger,
  type Reply,
  type RequestFault,
  throughTheNetwork,
} from '../faults.ts';
import { randomText } from '../ids.ts';
import { API_VERSION } from './aftermath.ts';
import { type Result, viewOf } from './call.ts';
import type { Courier } from './courier.ts';
import { type ErrorBody, errorEnvelope, Refusal, unauthorized } from './errors.ts';
import { expand } from './expand.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Ledger } from './ledger.ts';
import { Params } from './params.ts';
import { match } from './routes.ts';

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

export interface ApiParts {
  readonly ledger: Ledger;
  readonly keys: IdempotencyStore;
  readonly faults: FaultBook;
  readonly courier: Courier;
  /** Makes sure that due payments are settled by a moment. */
  readonly wakeBy: (atMs: number) => void;
}

/** What is known of a request before its endpoint runs. */
interface Context {
  readonly request: ApiRequest;
  readonly rule: RequestFault | null;
  readonly requestId: string;
  readonly form: URLSearchParams;
  readonly publishable: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

export class StripeApi {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  async respond(request: ApiRequest): Promise<Reply> {
    const requestId = `req_${randomText(14)}`;
    const { method, url, headers, body } = request;
    const text = `${url.search} ${body}`;
    const target = { host: url.hostname, method, path: url.pathname, text };
    const rule = this.#parts.faults.strikeRequest(target);
    return throughTheNetwork(rule, async () => {
      const form = formOf(request);
      const publishable = keyOf(headers, form)?.startsWith('pk_') ?? false;
      const answer = await this.#answer({ request, rule, requestId, form, publishable });
      const key = headers.get('idempotency-key');
      return {
        status: answer.status,
        body: answer.body,
        headers: {
          'content-type': 'application/json',
          'request-id': requestId,
          'stripe-version': headers.get('stripe-version') ?? API_VERSION,
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...answer.headers,
        },
      };
    });
  }

  /** Answers a request, or the error that refuses it. */
  async #answer(context: Context): Promise<Answer> {
    const { request, rule } = context;
    try {
      if (rule?.kind === 'rate_limit') throw tooMany();
      authenticate(keyOf(request.headers, context.form));
      const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
      if (key !== null) return await this.#once(key, context);
      if (rule?.kind === 'slow') await linger(rule);
      return this.#act(context);
    } catch (error) {
      if (error instanceof Refusal) return errorAnswer(error.status, error.body, context);
      throw error;
    }
  }

  /** Acts unless the key has an answer already. */
  async #once(key: string, context: Context): Promise<Answer> {
    const { keys } = this.#parts;
    const { request, rule, requestId } = context;
    const fingerprint = await fingerprintOf(request);
    const saved = keys.take(key, fingerprint, Date.now());
    if (saved) {
      const headers = { 'idempotent-replayed': 'true', 'original-request': saved.requestId };
      return { status: saved.status, body: saved.body, headers };
    }
    try {
      if (rule?.kind === 'slow') await linger(rule);
      const answer = this.#actForKey(context);
      keys.save(key, fingerprint, { ...answer, requestId }, Date.now());
      return { ...answer, headers: { 'original-request': requestId } };
    } finally {
      keys.release(key);
    }
  }

  /** A refusal after the endpoint began to work is an answer like any other, and is kept. */
  #actForKey(context: Context): Answer {
    try {
      return this.#act(context);
    } catch (error) {
      if (error instanceof Refusal && error.executed) {
        return errorAnswer(error.status, error.body, context);
      }
      throw error;
    }
  }

  /** Acts, or answers a `fail` rule's error, having acted or not. */
  #act(context: Context): Answer {
    const { rule } = context;
    if (rule?.kind !== 'fail') return this.#execute(context);
    if (rule.effect === 'done') this.#execute(context);
    return errorAnswer(rule.status, faultBody(rule), context);
  }

  /** Runs the endpoint and writes what it changed, all in one turn of the object. */
  #execute(context: Context): Answer {
    const { method, url } = context.request;
    const found = match(method, url.pathname);
    if (!found) {
      const message = `Unrecognized request URL (${method}: ${url.pathname}).`;
      throw new Refusal(404, { type: 'invalid_request_error', message });
    }
    const { ledger } = this.#parts;
    const { publishable } = context;
    const params = new Params(context.form);
    const paths = params.list('expand');
    params.ignore('key', '_stripe_version');
    const now = Math.floor(Date.now() / 1000);
    const result = found.endpoint({ ledger, params, id: found.id, publishable, now });
    this.#write(result, context);
    if (result.error) return errorAnswer(402, result.error, context);
    const answer = expand(ledger, result.answer, paths);
    return { status: 200, body: JSON.stringify(answer, null, 2) };
  }

  #write(result: Result, { request, requestId }: Context): void {
    if (!result.changed) return;
    const { payment, diary } = result.changed;
    const { ledger, courier, wakeBy } = this.#parts;
    ledger.savePayment(payment);
    if (payment.settles) wakeBy(payment.settles.atMs);
    const key = request.headers.get('idempotency-key');
    courier.publish(diary.happenings, { id: requestId, idempotency_key: key }, Date.now());
  }
}

function formOf(request: ApiRequest): URLSearchParams {
  return request.method === 'POST' ? new URLSearchParams(request.body) : request.url.searchParams;
}

/** Refuses a missing, malformed or live key. */
function authenticate(key: string | null): void {
  if (key === null) {
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization ' +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^(pk|sk|rk)_test_\w{4,}$/.test(key)) return;
  throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}****${key.slice(-4)}`);
}

/** The API key: in the header, or, as Stripe.js sends it, among the parameters. */
function keyOf(headers: Headers, form: URLSearchParams): string | null {
  const [scheme, value = ''] = headers.get('authorization')?.split(' ') ?? [];
  if (scheme === 'Bearer') return value;
  if (scheme === 'Basic') return atob(value).split(':')[0] ?? null;
  return form.get('key');
}

/** The same request gives the same text, whatever the order of its parameters. */
async function fingerprintOf(request: ApiRequest): Promise<string> {
  const form = formOf(request);
  form.sort();
  const text = `${request.method} ${request.url.pathname} ${form.toString()}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function faultBody(rule: RequestFault): ErrorBody {
  const server = rule.status >= 500;
  const type = rule.type ?? (server ? 'api_error' : 'invalid_request_error');
  const known = (['api_error', 'card_error', 'idempotency_error'] as const).find(
    (one) => one === type,
  );
  return {
    type: known ?? 'invalid_request_error',
    message: rule.message ?? 'An unknown error occurred',
    ...(rule.code === undefined ? {} : { code: rule.code }),
  };
}

function errorAnswer(status: number, body: ErrorBody, context: Context): Answer {
  const view = viewOf.bind(null, context.publishable);
  return { status, body: JSON.stringify(errorEnvelope(body, context.requestId, view), null, 2) };
}

function tooMany(): Refusal {
  return new Refusal(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message:
      'Request rate limit exceeded. Learn more about rate limits here ' +
      'https://stripe.com/docs/rate-limits.',
  });
}
