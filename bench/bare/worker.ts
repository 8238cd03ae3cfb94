/**
 * The bare platform: each route does the least that answers, for ours to be held against. Never
 * slowed: the JSON is ready-made text, the objects keep one number, nothing is checked.
 */
import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

export type BareEnv = {
  readonly COUNTER: DurableObjectNamespace<Counter>;
  readonly DOCUMENTS: KVNamespace;
  readonly DB: D1Database;
  /** Texts of the same size as what ours answers. */
  readonly PAGE: string;
  readonly PRODUCT: string;
  readonly LIST: string;
};

/** One read and one write of a row a call, or none of both. */
export class Counter extends DurableObject<BareEnv> {
  readonly #sql: SqlStorage;
  #value = 0;

  constructor(ctx: DurableObjectState, env: BareEnv) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY, value INTEGER)');
  }

  increment(): number {
    const [row] = this.#sql
      .exec<{ value: number }>('SELECT value FROM counter WHERE id = 1')
      .toArray();
    const value = (row?.value ?? 0) + 1;
    this.#sql.exec('INSERT OR REPLACE INTO counter VALUES (1, ?)', value);
    return value;
  }

  insert(): void {
    this.#sql.exec('INSERT INTO counter VALUES (1, 1)');
  }

  touch(): number {
    return ++this.#value;
  }
}

const HTML_TYPE = { headers: { 'content-type': 'text/html; charset=utf-8' } };
const JSON_TYPE = { headers: { 'content-type': 'application/json' } };

const hello = new Hono<{ Bindings: BareEnv }>();
hello.get('/hello/product', (c) => new Response(c.env.PRODUCT, JSON_TYPE));
hello.get('/hello/page', (c) => new Response(c.env.PAGE, HTML_TYPE));
hello.get('/hello/list', (c) => new Response(c.env.LIST, JSON_TYPE));

async function bare(path: string, env: BareEnv): Promise<Response> {
  const [, route, name = ''] = path.split('/');
  switch (route) {
    case 'kv':
      return new Response(await env.DOCUMENTS.get(name), JSON_TYPE);
    case 'd1': {
      const found = env.DB.prepare('SELECT body FROM document WHERE slug = ?').bind(name);
      return new Response(await found.first<string>('body'), JSON_TYPE);
    }
    case 'object':
      return new Response(String(await env.COUNTER.getByName(name).increment()));
    case 'memory-object':
      return new Response(String(await env.COUNTER.getByName(name).touch()));
    case 'new-object':
      await env.COUNTER.getByName(crypto.randomUUID()).insert();
      return new Response('made');
    default:
      return new Response('', { status: 404 });
  }
}

export default {
  fetch(request, env, ctx): Response | Promise<Response> {
    const path = request.url.slice(request.url.indexOf('/', 8));
    return path.startsWith('/hello/') ? hello.fetch(request, env, ctx) : bare(path, env);
  },
} satisfies ExportedHandler<BareEnv>;
