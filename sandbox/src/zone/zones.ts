/** Cloudflare's API as far as purging a zone's cache goes: who may, and what was purged. */
import { z } from 'zod';
import type { Env } from '../env.ts';
import { linger, type Reply, throughTheNetwork } from '../faults.ts';
import { FaultyObject } from '../faulty-object.ts';

/** Tags one call may name. */
const MAX_TAGS = 100;

const purgeInput = z.object({ tags: z.array(z.string().min(1).max(1_024)).min(1).max(MAX_TAGS) });
const PURGE = /^\/client\/v4\/zones\/([^/]+)\/purge_cache$/;
const PURGES = /^\/client\/v4\/zones\/([^/]+)\/sandbox\/purges$/;

export class Zones extends FaultyObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(
      `CREATE TABLE IF NOT EXISTS purge
         (id INTEGER PRIMARY KEY, zone TEXT NOT NULL, tags TEXT NOT NULL)`,
    );
  }

  /** A request to api.cloudflare.com. */
  override async fetch(request: Request): Promise<Response> {
    const { hostname: host, pathname: path } = new URL(request.url);
    const body = await request.text();
    const rule = this.faults.strikeRequest({ host, method: request.method, path, text: body });
    const reply = await throughTheNetwork(rule, async () => {
      if (rule?.kind === 'slow') await linger(rule);
      if (rule?.kind === 'rate_limit') return refusal(429, 971, 'Too many requests');
      if (rule?.kind === 'fail') return refusal(rule.status, 10_000, 'Failed');
      return this.#answer(path, request, body);
    });
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  }

  reset(): void {
    this.faults.clear();
    this.sql.exec('DELETE FROM purge');
  }

  #answer(path: string, request: Request, body: string): Reply {
    const seen = PURGES.exec(path)?.[1];
    if (seen !== undefined && request.method === 'GET') {
      const rows = this.sql
        .exec<{ tags: string }>('SELECT tags FROM purge WHERE zone = ? ORDER BY id', seen)
        .toArray();
      return json(200, { purges: rows.map(({ tags }): unknown => JSON.parse(tags)) });
    }
    const zone = PURGE.exec(path)?.[1];
    if (zone === undefined || request.method !== 'POST')
      return refusal(404, 7_003, 'No such route');
    if (!/^Bearer \S+$/.test(request.headers.get('authorization') ?? '')) {
      return refusal(403, 9_109, 'Unauthorized to access requested resource');
    }
    const asked = purgeInput.safeParse(JSON.parse(body));
    if (!asked.success) return refusal(400, 1_012, 'Request must contain tags');
    this.sql.exec(
      'INSERT INTO purge (zone, tags) VALUES (?, ?)',
      zone,
      JSON.stringify(asked.data.tags),
    );
    return json(200, { success: true, errors: [], messages: [], result: { id: zone } });
  }
}

const json = (status: number, body: unknown): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

const refusal = (status: number, code: number, message: string): Reply =>
  json(status, { success: false, errors: [{ code, message }], messages: [], result: null });
