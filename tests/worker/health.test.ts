import { exports } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
});

test('health answers ok with a request id', async () => {
  const response = await exports.default.fetch('http://localhost/api/health');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok' });
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('an unknown route answers a problem document', async () => {
  const response = await exports.default.fetch('http://localhost/api/nowhere');
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ type: 'not_found', status: 404 });
});

test('what is refused is always logged, what is answered as often as the sample says', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => {});
  const drawn = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const logged = async (path: string): Promise<number> => {
    lines.mockClear();
    await (await exports.default.fetch(`http://localhost${path}`)).text();
    return lines.mock.calls.filter(([line]) => String(line).includes('"event":"request"')).length;
  };
  expect(await logged('/api/nowhere')).toBe(1);
  expect(await logged('/api/cart')).toBe(0);
  drawn.mockReturnValue(0);
  expect(await logged('/api/cart')).toBe(1);
});

test('the API describes each of its routes as OpenAPI 3.1', async () => {
  const response = await exports.default.fetch('http://localhost/openapi.json');
  expect(response.status).toBe(200);
  const document: { openapi: string; paths: Record<string, unknown> } = await response.json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/health', '/api/products', '/api/cart', '/api/checkout']),
  );
});

test('readiness names each dependency, for the monitoring only', async () => {
  const url = 'http://localhost/api/health/ready';
  expect((await exports.default.fetch(url)).status).toBe(401);
  const headers = { authorization: 'Bearer test-metrics' };
  const response = await exports.default.fetch(url, { headers });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ok',
    dependencies: {
      catalog_db: 'ok',
      backoffice_db: 'ok',
      documents: 'ok',
      media: 'ok',
      journal: 'ok',
      objects: 'ok',
    },
  });
});

test('gauges are scraped with the token and not without', async () => {
  const url = 'http://localhost/metrics';
  expect((await exports.default.fetch(url)).status).toBe(401);
  const headers = { authorization: 'Bearer test-metrics' };
  const response = await exports.default.fetch(url, { headers });
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toContain('edgewise_dead_letters 0\n');
});

test('the API document names every route and its page shows it', async () => {
  const response = await exports.default.fetch('http://localhost/openapi.json');
  const document: { openapi: string; paths: object } = await response.json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/api/checkout');
  const page = await exports.default.fetch('http://localhost/docs');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('POST /api/checkout');
});
