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
import { admitted, isMediaKey, WIDTHS } from './media.ts';
import type { MediaRefusal } from './media.ts';

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
      413: problemResponse('Over 5 MB, or over 40 million pixels.'),
      415: problemResponse('No image the shop takes, or not of the type it is said to be.'),
    },
  }),
);

const STATUS = {
  body_too_large: 413,
  image_too_large: 413,
  unsupported_media_type: 415,
  media_type_mismatch: 415,
  svg_refused: 415,
} as const satisfies Record<MediaRefusal['reason'], number>;

mediaRoutes.post('/api/admin/media', async (c) => {
  const bytes = await c.req.arrayBuffer();
  const said = c.req.header('content-type') ?? '';
  const mayDraw = c.get('actor')?.kind === 'root';
  const type = admitted(new Uint8Array(bytes), { said, mayDraw });
  if (!type.ok) return problem(c, STATUS[type.reason], type.reason, type.detail);
  const key = c.req.query('key');
  if (key !== undefined && !isMediaKey(key)) {
    const detail = 'Expected letters, digits, dots, dashes and slashes';
    return invalidFields(c, [{ pointer: '/key', detail }]);
  }
  const { url, outcome } = await c.get('services').media.keep(bytes, type.value, key);
  if (outcome === 'made') return c.json({ url }, 201, { Location: url });
  if (outcome === 'there') return c.json({ url }, 200);
  return problem(c, 409, 'media_exists', 'Another image has this name. Choose a new one.');
});

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
