/** What may be uploaded as an image, told by its first bytes and not by what the sender says. */
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { sizeOf } from './image-size.ts';

export type MediaType = {
  readonly contentType: string;
  readonly extension: string;
};

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** As far as an SVG's first element may be from its start: prologue, comments, doctype. */
const SVG_HEAD = 1_024;

/** An optional prologue, comments and doctype, then the root element. */
const SVG =
  /^(\uFEFF|ï»¿)?\s*(<\?xml[^>]*\?>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s>]/i;

/** The image type of a body, or null where it is none the shop takes. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | null {
  const [a, b, c] = bytes;
  if (ascii(bytes, 1, 4) === 'PNG' && a === 0x89)
    return { contentType: 'image/png', extension: 'png' };
  if (a === 0xff && b === 0xd8 && c === 0xff)
    return { contentType: 'image/jpeg', extension: 'jpg' };
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') {
    return { contentType: 'image/webp', extension: 'webp' };
  }
  const brand = ascii(bytes, 4, 12);
  if (brand === 'ftypavif' || brand === 'ftypavis') {
    return { contentType: 'image/avif', extension: 'avif' };
  }
  const isSvg = SVG.test(ascii(bytes, 0, SVG_HEAD));
  return isSvg ? { contentType: 'image/svg+xml', extension: 'svg' } : null;
}

/** True where a sender says of a body that it is an image of another type than it is. */
function isMislabelled({ contentType }: MediaType, said: string): boolean {
  const [type = ''] = said.toLowerCase().split(';');
  const told = type.trim().replace('image/jpg', 'image/jpeg');
  return told.startsWith('image/') && told !== contentType;
}

export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
/** Decoded, a pixel takes four bytes: a small file must not become an isolate's whole memory. */
export const MAX_PIXELS = 40_000_000;

export type MediaRefusal = {
  readonly reason:
    | 'body_too_large'
    | 'unsupported_media_type'
    | 'media_type_mismatch'
    | 'svg_refused'
    | 'image_too_large';
  /** For who sent it. */
  readonly detail: string;
};

const refuse = (reason: MediaRefusal['reason'], detail: string) =>
  fail<MediaRefusal>({ reason, detail });

export type Sender = {
  /** The type that the sender names; empty for none. */
  readonly said: string;
  /** Drawings may hold scripts: only what the shop itself was set up with brings any. */
  readonly mayDraw: boolean;
};

/** The type of a body that the shop takes as an image, or why it does not. */
export function admitted(
  bytes: Uint8Array,
  { said, mayDraw }: Sender,
): Result<MediaType, MediaRefusal> {
  if (bytes.byteLength > MAX_IMAGE_BYTES) {
    return refuse('body_too_large', 'An image has at most 5 MB.');
  }
  const type = mediaTypeOf(bytes);
  if (type === null) {
    return refuse('unsupported_media_type', 'Send a PNG, JPEG, WebP or AVIF image.');
  }
  if (isMislabelled(type, said)) {
    const detail = `The body is ${type.contentType}, and not what its Content-Type says.`;
    return refuse('media_type_mismatch', detail);
  }
  if (type.extension === 'svg') {
    if (mayDraw) return ok(type);
    return refuse('svg_refused', 'Send the picture as PNG, JPEG, WebP or AVIF.');
  }
  const size = sizeOf(bytes, type.contentType);
  if (size === null) {
    return refuse('unsupported_media_type', 'The image does not say how large it is.');
  }
  if (size.width * size.height > MAX_PIXELS) {
    const detail = `The image has ${size.width} × ${size.height} pixels; 40 million are taken.`;
    return refuse('image_too_large', detail);
  }
  return ok(type);
}

/** Widths that pages ask pictures in, in pixels; no others are made. */
export const WIDTHS = [400, 800, 1_200] as const;

/** A picture of ours that can be had in other sizes: drawings are sharp in every one. */
const SCALABLE = /^\/media\/(.+\.(?:png|jpe?g|webp|avif))$/i;

/** The sizes of a picture as `srcset` has them; undefined where there is one only. */
export function srcsetOf(url: string): string | undefined {
  const key = SCALABLE.exec(url)?.[1];
  if (key === undefined) return undefined;
  return WIDTHS.map((width) => `/images/${width}/${key} ${width}w`).join(', ');
}

/** Names under `/media/`: path segments of plain characters, none of them dots alone. */
export const isMediaKey = (key: string): boolean =>
  key.length <= 200 && /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/i.test(key);
