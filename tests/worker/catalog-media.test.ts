/** Images: told by their bytes, kept for good under their name, served so that none can harm. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { get, send } from './catalog-support.ts';

const MEDIA = '/api/admin/media';
const SVG = '<?xml version="1.0"?>\n<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"></svg>';

/** The head of a PNG of this size, and nothing behind it. */
function headOfPng(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(29);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}
const PNG = headOfPng(8, 8);

const upload = (body: BodyInit, key = '', type = 'image/svg+xml') =>
  send('POST', `${MEDIA}${key === '' ? '' : `?key=${key}`}`, body, { 'content-type': type });

test('an image is kept under a name made of its content', async () => {
  const stored = await upload(SVG);
  expect(stored.status).toBe(201);
  const { url } = await stored.json<{ url: string }>();
  expect(url).toMatch(/^\/media\/[0-9a-f]{32}\.svg$/);
  const again = await upload(SVG);
  expect([again.status, await again.json()]).toEqual([200, { url }]);
  const served = await get(url);
  expect(await served.text()).toBe(SVG);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  const etag = served.headers.get('etag') ?? '';
  const known = await get(url, { 'if-none-match': etag });
  expect([known.status, await known.text()]).toEqual([304, '']);
});

test('a chosen name takes one image for good', async () => {
  expect((await upload(PNG, 'lamps/brass.png', 'image/png')).status).toBe(201);
  expect((await upload(PNG, 'lamps/brass.png', 'image/png')).status).toBe(200);
  const other = await upload(SVG, 'lamps/brass.png');
  expect(other.status).toBe(409);
  const served = await get('/media/lamps/brass.png');
  expect(served.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await served.arrayBuffer())).toEqual(PNG);
});

test.each([
  ['a page that says it is an image', '<html><svg></svg></html>', 415],
  ['text', 'hello', 415],
  ['nothing', '', 415],
  ['over 5 MB', `<svg>${' '.repeat(5 * 1024 * 1024)}</svg>`, 413],
])('%s is refused', async (_, body, status) => {
  expect((await upload(body)).status).toBe(status);
});

test('a picture of too many pixels is refused by its head, however small its file', async () => {
  expect((await upload(headOfPng(8_000, 5_000), '', 'image/png')).status).toBe(201);
  const huge = await upload(headOfPng(8_000, 5_001), '', 'image/png');
  expect([huge.status, await huge.json()]).toMatchObject([
    413,
    { detail: 'The image has 8000 × 5001 pixels; 40 million are taken.' },
  ]);
  expect((await upload(headOfPng(0, 9), '', 'image/png')).status).toBe(415);
});

test('names that leave the folder are refused', async () => {
  for (const key of ['../secret.svg', '/abs.svg', 'a//b.svg', '.hidden', '%20.svg']) {
    expect([key, (await upload(SVG, key)).status]).toEqual([key, 400]);
  }
  expect((await get('/media/nowhere.svg')).status).toBe(404);
});

/** One red pixel. */
const PIXEL = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  ),
  (character) => character.charCodeAt(0),
);

test('an image whose Content-Type names another type is refused', async () => {
  const lied = await upload(PIXEL, '', 'image/jpeg');
  expect([lied.status, await lied.json()]).toMatchObject([
    415,
    { type: expect.stringContaining('media_type_mismatch') },
  ]);
  expect((await upload(PIXEL, '', 'application/octet-stream')).status).toBe(201);
});

test('an image is made smaller once and kept, in the widths that pages ask for', async () => {
  await upload(PIXEL, 'sizes/red.png', 'image/png');
  for (let time = 0; time < 2; time++) {
    const small = await get('/images/400/sizes/red.png');
    expect(small.status).toBe(200);
    expect(small.headers.get('content-type')).toBe('image/webp');
    expect(small.headers.get('cache-control')).toContain('immutable');
    const bytes = new Uint8Array(await small.arrayBuffer());
    expect(String.fromCharCode(...bytes.subarray(8, 12))).toBe('WEBP');
  }
  expect((await get('/images/401/sizes/red.png')).status).toBe(404);
  expect((await get('/images/400/sizes/none.png')).status).toBe(404);
});

test('what cannot be made smaller is served as it is', async () => {
  await upload(PNG, 'sizes/broken.png', 'image/png');
  const served = await get('/images/400/sizes/broken.png');
  expect([served.status, new Uint8Array(await served.arrayBuffer())]).toEqual([200, PNG]);
});

test.each(['image/jpeg', 'image/webp', 'image/avif'] as const)(
  'what an encoder writes as %s is taken',
  async (format) => {
    const made = env.IMAGES.input(new Blob([PIXEL]).stream()).transform({ width: 1 });
    const bytes = await (await made.output({ format })).response().arrayBuffer();
    const stored = await upload(bytes, '', format);
    expect([stored.status, await stored.text()]).toEqual([201, expect.stringContaining('/media/')]);
  },
);
