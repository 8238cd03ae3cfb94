/** What the catalogue's tests have in common: requests, and products to make. */
import { env, exports } from 'cloudflare:workers';
import type { Copy } from '../../src/catalog/copies.ts';
import { SHAPE } from '../../src/catalog/document.ts';
import { productKey } from '../../src/catalog/reads.ts';
import { kvTexts } from '../../src/platform/cache.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';

export const ORIGIN = 'http://localhost';
export const STAFF = { authorization: 'Bearer test-admin-key' };

/** GET as anyone. */
export const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  exports.default.fetch(`${ORIGIN}${path}`, { headers });

/** GET as staff. */
export const getAsStaff = (path: string): Promise<Response> => get(path, STAFF);

/** Sends a body as staff. */
export const send = (
  method: string,
  path: string,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Response> =>
  exports.default.fetch(`${ORIGIN}${path}`, { method, body, headers: { ...STAFF, ...headers } });

/** Sends JSON as staff. */
export const sendJson = (
  method: string,
  path: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  send(method, path, JSON.stringify(value), { 'content-type': 'application/json', ...headers });

/** Imports rows as NDJSON; answers the report. */
export async function importRows(rows: readonly unknown[], query = ''): Promise<Response> {
  const body = rows.map((row) => JSON.stringify(row)).join('\n');
  return send('POST', `/api/admin/import${query}`, body, {
    'content-type': 'application/x-ndjson',
  });
}

/** A product's document as KV keeps it, for this release to read. */
export async function keptDocument(slug: string): Promise<Copy | null> {
  const kept = await kvTexts(env.DOCUMENTS, SHAPE).read(productKey(slug, DEFAULT_MARKET));
  if (kept === 'newer') throw new Error('a later release has written it');
  return kept;
}

/** Waits until every copy of the catalogue, the search index among them, is up with it. */
export async function published(): Promise<void> {
  const waiting = env.CATALOG_DB.prepare('SELECT count(*) AS n FROM catalog_change');
  while ((await waiting.first('n')) !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Imports rows that are all good, and waits until shoppers can find them. */
export async function stockShop(rows: readonly unknown[]): Promise<void> {
  const report = await (await importRows(rows)).json<{ failed: number }>();
  if (report.failed !== 0) throw new Error(JSON.stringify(report));
  await published();
}

type IndexState = { building: boolean; products: number; changes: number };

/** Where the search index stands. */
export const indexState = async (): Promise<IndexState> =>
  (await getAsStaff('/api/admin/search')).json<IndexState>();

/** Builds the search index anew, to the end. */
export async function rebuilt(): Promise<IndexState> {
  await send('POST', '/api/admin/search/rebuild', null);
  for (;;) {
    const state = await indexState();
    if (!state.building) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A row with what is required. */
export const row = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  title: `Product ${id}`,
  category: 'Lighting > Desk lamps',
  price_minor: 1_000,
  currency: 'EUR',
  ...more,
});

/** The tier an answer came from. */
export const tierOf = (response: Response): string | undefined =>
  /desc="(\w+)"/.exec(response.headers.get('server-timing') ?? '')?.[1];
