/** What may be uploaded as an image, told by its first bytes and not by what the sender says. */

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
export function isMislabelled({ contentType }: MediaType, said: string): boolean {
  const [type = ''] = said.toLowerCase().split(';');
  const told = type.trim().replace('image/jpg', 'image/jpeg');
  return told.startsWith('image/') && told !== contentType;
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
