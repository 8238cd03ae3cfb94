import { expect, test } from 'vitest';
import { utf8 } from '../kernel/base64url.ts';
import { sizeOf } from './image-size.ts';

/** Bytes of texts and numbers, one after the other. */
const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : [part])));

const long = (value: number): number[] => [24, 16, 8, 0].map((by) => (value >> by) & 0xff);
const box = (kind: string, ...inner: readonly (string | number)[]) => {
  const content = bytes(...inner);
  return [...long(content.length + 8), kind, ...content];
};
const ispe = (width: number, height: number) =>
  box('ispe', 0, 0, 0, 0, ...long(width), ...long(height));

const JPEG_HEAD = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2] as const;
const RIFF = ['RIFF', 0, 0, 0, 0, 'WEBP'] as const;

test.each([
  ['a JPEG', 'image/jpeg', bytes(...JPEG_HEAD, 0xff, 0xc0, 0, 17, 8, 1, 2, 3, 4), 772, 258],
  [
    'a progressive JPEG behind its tables',
    'image/jpeg',
    bytes(...JPEG_HEAD, 0xff, 0xc4, 0, 3, 9, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 2, 0, 3, 1),
    3,
    2,
  ],
  [
    'a WebP',
    'image/webp',
    bytes(...RIFF, 'VP8 ', 0, 0, 0, 0, 1, 2, 3, 0x9d, 1, 0x2a, 0x20, 3, 0x58, 0x42),
    800,
    600,
  ],
  [
    'a lossless WebP',
    'image/webp',
    bytes(...RIFF, 'VP8L', 0, 0, 0, 0, 0x2f, 0x1f, 0xc3, 0x95, 0, 0, 0, 0, 0, 0),
    800,
    600,
  ],
  [
    'an extended WebP',
    'image/webp',
    bytes(...RIFF, 'VP8X', 10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0),
    800,
    600,
  ],
  [
    'an AVIF of tiles',
    'image/avif',
    bytes(
      ...box('ftyp', 'avif'),
      ...box(
        'meta',
        0,
        0,
        0,
        0,
        ...box('hdlr', 1, 2),
        ...box('iprp', ...box('ipco', ...ispe(9, 9), ...ispe(800, 600))),
      ),
    ),
    800,
    600,
  ],
])('%s says how large it is', (_, type, file, width, height) => {
  expect(sizeOf(file, type)).toEqual({ width, height });
});

test('what ends too soon, or goes nowhere, has no size', () => {
  const whole = bytes(...JPEG_HEAD, 0xff, 0xc0, 0, 17, 8, 1, 2, 3, 4);
  for (let length = 0; length < whole.length; length++) {
    expect(sizeOf(whole.subarray(0, length), 'image/jpeg')).toBeNull();
  }
  expect(sizeOf(bytes(...JPEG_HEAD, 1, 2, 3, 4, 5, 6, 7, 8, 9), 'image/jpeg')).toBeNull();
  expect(sizeOf(bytes(...long(0), 'ftyp', ...ispe(9, 9)), 'image/avif')).toBeNull();
  expect(sizeOf(new Uint8Array(12), 'image/png')).toBeNull();
  expect(sizeOf(new Uint8Array(99), 'image/gif')).toBeNull();
});
