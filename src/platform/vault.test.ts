import { expect, test } from 'vitest';
import { parseKeys } from './crypto.ts';
import { isSealed, isSealedBy, vaultUnder } from './vault.ts';

const key = (kid: string, byte: number): string =>
  `${kid}:${Buffer.alloc(32, byte).toString('base64url')}`;
const vault = (...keys: string[]) => vaultUnder(parseKeys('DATA_KEYS', keys.join()));

const OWNER = 'order:one';
const TEXT = 'Ada Lovelace, Unter den Linden 1, Köln';
const old = vault(key('d1', 1));

test('what is sealed tells nothing, and differs each time', () => {
  const sealed = old.seal(OWNER, TEXT);
  expect(isSealed(sealed)).toBe(true);
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('utf8')).not.toMatch(/Ada/);
  expect(old.seal(OWNER, TEXT)).not.toBe(sealed);
  expect(old.open(OWNER, sealed)).toBe(TEXT);
});

test('it opens for its owner only, and not where a bit was changed', () => {
  const sealed = old.seal(OWNER, TEXT);
  expect(() => old.open('order:two', sealed)).toThrow(/sealed for another/);
  const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
  for (const at of [0, 13, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const forged = `aes1.d1.${changed.toString('base64url')}`;
    expect(() => old.open(OWNER, forged)).toThrow(/changed since/);
  }
});

test('after a rotation both keys open, the new one seals, and the old one can go', () => {
  const sealed = old.seal(OWNER, TEXT);
  const both = vault(key('d2', 2), key('d1', 1));
  expect(both.open(OWNER, sealed)).toBe(TEXT);
  const anew = both.seal(OWNER, TEXT);
  expect([isSealedBy(both, sealed), isSealedBy(both, anew)]).toEqual([false, true]);
  const alone = vault(key('d2', 2));
  expect(alone.open(OWNER, anew)).toBe(TEXT);
  expect(() => alone.open(OWNER, sealed)).toThrow(/sealed under d1/);
});

test('a key of another length is refused by name', () => {
  const long = `d1:${Buffer.alloc(33, 1).toString('base64url')}`;
  expect(() => vault(long)).toThrow(/DATA_KEYS/);
});
