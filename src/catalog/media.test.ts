import { expect, test } from 'vitest';
import { utf8 } from '../kernel/base64url.ts';
import { isMediaKey, mediaTypeOf } from './media.ts';

const typeOf = (head: string): string | undefined => mediaTypeOf(utf8(head))?.contentType;

test('types are told by the first bytes', () => {
  expect(mediaTypeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))?.extension).toBe('jpg');
  expect(mediaTypeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))?.extension).toBe('png');
  expect(typeOf('RIFF0000WEBPVP8 ')).toBe('image/webp');
  expect(typeOf('\0\0\0 ftypavif0000')).toBe('image/avif');
  expect(typeOf('<svg xmlns="…">')).toBe('image/svg+xml');
  expect(typeOf('\uFEFF<?xml version="1.0"?><!-- a --><!DOCTYPE svg> <SVG>')).toBe('image/svg+xml');
});

test('what only mentions an image is none', () => {
  for (const head of ['', 'GIF89a', '<html><svg>', '<svgx>', 'RIFF0000WAVE', '%PDF-1.7']) {
    expect(typeOf(head)).toBeUndefined();
  }
});

test('names stay below the folder', () => {
  for (const key of ['a.svg', 'lamps/brass-2.png', 'A_1.webp']) expect(isMediaKey(key)).toBe(true);
  for (const key of ['', '..', 'a/../b', '/a', 'a/', 'a//b', '.a', 'a b', 'x'.repeat(201)]) {
    expect(isMediaKey(key)).toBe(false);
  }
});
