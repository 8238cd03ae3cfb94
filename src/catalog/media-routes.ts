/**
 * Images: staff upload them, anyone gets them. What stands under a name never changes, so that it
 * may be kept for ever; an SVG is served so that nothing in it can run or load.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { matchesEtag } from '../http/public.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { describeError, log } from '../platform/log.ts';
import { isMediaKey, isMislabelled, mediaTypeOf, WIDTHS } from './media.ts';

const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
/** Hexadecimal digits of the content's digest in a name nobody chose. */
const NAME_DIGITS = 32;

export const mediaRoutes = newRouter();

mediaRoutes.openAPIRegistry.registerPath(
  createRoute({
    method: 'post',
    path: '/api/admin/media',
    summary: 'Upload an image (SVG, PNG, JPEG, WebP, AVIF; at most 5 MB) as the raw body.',
    request: { query: z.object({ key: z.string().optional() }) },
    responses: {
      200: jsonResponse(z.object({ url: z.string() }), 'This very image is there already.'),
      201: jsonResponse(z.object({ url: z.string() }), 'Where it is now.'),
      400: problemResponse('The name is not valid.'),
      401: problemResponse('Staff only.'),
      409: problemResponse('Another image has this name.'),
      413: problemResponse('Over 5 MB.'),
      415: problemResponse('No image the shop takes.'),
    },
  }),
);

const hexOf = (digest: ArrayBuffer): string => Buffer.from(digest).toString('hex');

mediaRoutes.post('/api/admin/media', async (c) => {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > MAX_IMAGE_BYTES) {
    return problem(c, 413, 'body_too_large', 'An image has at most 5 MB.');
  }
  const type = mediaTypeOf(new Uint8Array(bytes));
  if (type === null) {
    return problem(c, 415, 'unsupported_media_type', 'Send an SVG, PNG, JPEG, WebP or AVIF image.');
  }
  if (isMislabelled(type, c.req.header('content-type') ?? '')) {
    const detail = `The body is ${type.contentType}, and not what its Content-Type says.`;
    return problem(c, 415, 'media_type_mismatch', detail);
  }
  // A drawing may hold scripts: only what the shop itself was set up with brings any.
  if (type.extension === 'svg' && c.get('actor')?.kind !== 'root') {
    return problem(c, 415, 'svg_refused', 'Send the picture as PNG, JPEG, WebP or AVIF.');
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  const name = `${hexOf(digest).slice(0, NAME_DIGITS)}.${type.extension}`;
  const key = c.req.query('key') ?? name;
  if (!isMediaKey(key)) {
    const detail = 'Expected letters, digits, dots, dashes and slashes';
    return invalidFields(c, [{ pointer: '/key', detail }]);
  }
  return put(c, key, { bytes, digest, contentType: type.contentType });
});

type Upload = { bytes: ArrayBuffer; digest: ArrayBuffer; contentType: string };

/** Stores an image under a free name; the same image again is no change, another one is refused. */
async function put(c: Context<AppEnv>, key: string, { bytes, digest, contentType }: Upload) {
  const url = `/media/${key}`;
  const stored = await c.env.MEDIA.put(key, bytes, {
    onlyIf: new Headers({ 'if-none-match': '*' }),
    sha256: digest,
    httpMetadata: { contentType },
  });
  if (stored !== null) return c.json({ url }, 201, { Location: url });
  const known = (await c.env.MEDIA.head(key))?.checksums.sha256;
  if (known !== undefined && hexOf(known) === hexOf(digest)) return c.json({ url }, 200);
  return problem(c, 409, 'media_exists', 'Another image has this name. Choose a new one.');
}

const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
} as const;

mediaRoutes.get('/media/:key{.+}', async (c) => {
  const key = c.req.param('key');
  const object = isMediaKey(key) ? await c.env.MEDIA.get(key) : null;
  if (object === null) return problem(c, 404, 'not_found', 'There is no such image.');
  const etag = object.httpEtag;
  const known = c.req.header('if-none-match');
  if (known !== undefined && matchesEtag(known, etag)) {
    await object.body.cancel();
    return new Response(null, { status: 304, headers: { ...HEADERS, etag } });
  }
  const contentType = object.httpMetadata?.contentType ?? 'application/octet-stream';
  const headers = { ...HEADERS, etag, 'content-type': contentType };
  return new Response(object.body, { headers });
});

/** Where a picture lies in a size; no name that staff may choose begins so. */
const sizedKey = (width: number, key: string): string => `.sized/${width}/${key}.webp`;

/** A picture made smaller, kept for the next one who asks; null where that cannot be done. */
async function sized(c: Context<AppEnv>, key: string, width: number): Promise<ArrayBuffer | null> {
  const { IMAGES, MEDIA } = c.env;
  const kept = await MEDIA.get(sizedKey(width, key));
  if (kept !== null) return kept.arrayBuffer();
  const original = await MEDIA.get(key);
  if (original === null || original.httpMetadata?.contentType === 'image/svg+xml') return null;
  try {
    const shrunk = IMAGES.input(original.body).transform({ width, fit: 'scale-down' });
    const bytes = await (await shrunk.output({ format: 'image/webp' })).response().arrayBuffer();
    await MEDIA.put(sizedKey(width, key), bytes);
    return bytes;
  } catch (error) {
    log('warn', 'image_not_sized', { key, width, error: describeError(error) });
    return null;
  }
}

mediaRoutes.get('/images/:width{[0-9]+}/:key{.+}', async (c) => {
  const key = c.req.param('key');
  const width = WIDTHS.find((one) => String(one) === c.req.param('width'));
  if (width === undefined || !isMediaKey(key)) {
    return problem(c, 404, 'not_found', 'There is no such image.');
  }
  const bytes = await sized(c, key, width);
  // Where it cannot be made smaller, what there is is better than nothing.
  if (bytes === null) return c.redirect(`/media/${key}`, 302);
  return new Response(bytes, { headers: { ...HEADERS, 'content-type': 'image/webp' } });
});
