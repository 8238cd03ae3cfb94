import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url, fromUtf8, utf8 } from './base64url.ts';

test('bytes encode as Node encodes them and decode back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const text = encodeBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
  );
});

test('text goes to UTF-8 and back as TextEncoder does it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')));
      expect(fromUtf8(utf8(text))).toBe(text);
    }),
  );
});

test('what is not canonical base64url is refused', () => {
  expect(decodeBase64url('A')).toBeNull();
  expect(decodeBase64url('AB')).toBeNull();
  expect(decodeBase64url('AA==')).toBeNull();
  expect(decodeBase64url('A+/A')).toBeNull();
});
