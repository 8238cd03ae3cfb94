/**
 * A picture's width and height, read from its header, so that nothing has to be decoded to refuse
 * one that would fill a memory when it is.
 */

/** In pixels. */
export type Size = { readonly width: number; readonly height: number };

type Bytes = DataView;

const has = (bytes: Bytes, at: number, length: number): boolean =>
  at >= 0 && at + length <= bytes.byteLength;

const name = (bytes: Bytes, at: number): string =>
  has(bytes, at, 4)
    ? String.fromCharCode(...[0, 1, 2, 3].map((offset) => bytes.getUint8(at + offset)))
    : '';

/** The first chunk of a PNG is its header. */
function sizeOfPng(bytes: Bytes): Size | null {
  if (name(bytes, 12) !== 'IHDR' || !has(bytes, 16, 8)) return null;
  return { width: bytes.getUint32(16), height: bytes.getUint32(20) };
}

/** Markers that begin a frame; the others between C0 and CF are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Segments of a JPEG that are looked through: a camera writes some twenty. */
const MAX_SEGMENTS = 1_000;

function sizeOfJpeg(bytes: Bytes): Size | null {
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS && has(bytes, at, 9); segment++) {
    if (bytes.getUint8(at) !== 0xff) return null;
    const marker = bytes.getUint8(at + 1);
    if (isFrame(marker)) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
    // A marker may be filled up with bytes like its first.
    at += marker === 0xff ? 1 : 2 + bytes.getUint16(at + 2);
  }
  return null;
}

/** Three bytes, the least first. */
const threeBytes = (bytes: Bytes, at: number): number =>
  bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 0x1_0000;

/** Simple, lossless and extended WebP keep it in different places. */
function sizeOfWebp(bytes: Bytes): Size | null {
  if (!has(bytes, 12, 18)) return null;
  switch (name(bytes, 12)) {
    case 'VP8 ': {
      const side = (at: number): number => bytes.getUint16(at, true) % 0x4000;
      return { width: side(26), height: side(28) };
    }
    case 'VP8L': {
      const packed = bytes.getUint32(21, true);
      return { width: (packed % 0x4000) + 1, height: (Math.floor(packed / 0x4000) % 0x4000) + 1 };
    }
    case 'VP8X':
      return { width: threeBytes(bytes, 24) + 1, height: threeBytes(bytes, 27) + 1 };
    default:
      return null;
  }
}

/** Boxes of an AVIF that lead to the sizes of its images, and how long their own heads are. */
const BOXES: ReadonlyMap<string, number> = new Map([
  ['meta', 12],
  ['iprp', 8],
  ['ipco', 8],
]);
/** Boxes that are looked at: a file has some dozens. */
const MAX_BOXES = 1_000;

/** The largest image in an AVIF: one made of tiles holds theirs too. */
function sizeOfAvif(bytes: Bytes): Size | null {
  const sizes: Size[] = [];
  let at = 0;
  for (let box = 0; box < MAX_BOXES && has(bytes, at, 8); box++) {
    const length = bytes.getUint32(at);
    const kind = name(bytes, at + 4);
    if (kind === 'ispe' && has(bytes, at, 20)) {
      sizes.push({ width: bytes.getUint32(at + 12), height: bytes.getUint32(at + 16) });
    }
    const inner = BOXES.get(kind);
    if (inner === undefined && length < 8) break;
    at += inner ?? length;
  }
  return sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0] ?? null;
}

const READERS: ReadonlyMap<string, (bytes: Bytes) => Size | null> = new Map([
  ['image/png', sizeOfPng],
  ['image/jpeg', sizeOfJpeg],
  ['image/webp', sizeOfWebp],
  ['image/avif', sizeOfAvif],
]);

/** How large a picture of this type is; null where its header does not say. */
export function sizeOf(bytes: Uint8Array, contentType: string): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = READERS.get(contentType)?.(view) ?? null;
  return size === null || size.width === 0 || size.height === 0 ? null : size;
}
