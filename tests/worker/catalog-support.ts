/** What the catalogue's tests have in common: requests, and products to make. */
import { exports } from 'cloudflare:workers';

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

/** Imports rows that are all good. */
export async function stockShop(rows: readonly unknown[]): Promise<void> {
  const report = await (await importRows(rows)).json<{ failed: number }>();
  if (report.failed !== 0) throw new Error(JSON.stringify(report));
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
