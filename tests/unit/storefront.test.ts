/** What the pages claim and weigh, held against what is so. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tariffTable } from '../../src/shipping/methods.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { english } from '../../src/storefront/locale.ts';
import { money } from '../../src/kernel/money.ts';

const assets = join(import.meta.dirname, '../../src/storefront/assets');
/** Modules that a page's source names, or the source of a component that it is made of. */
function modulesIn(page: string, seen = new Set<string>()): string[] {
  if (seen.has(page)) return [];
  seen.add(page);
  const source = readFileSync(join(assets, '..', page), 'utf8');
  const named = [...source.matchAll(/storefront\/([\w-]+\.js)/g)].map(([, name = '']) => name);
  const parts = [...source.matchAll(/^import \{[^}]*\} from '\.\/([\w-]+\.tsx)'/gm)];
  return [...named, ...parts.flatMap(([, part = '']) => modulesIn(part, seen))];
}

const sizeOf = (modules: readonly string[]): number =>
  [...new Set(modules)].reduce((total, name) => total + statSync(join(assets, name)).size, 0);

describe('the storefront', () => {
  it('sends at most 15 kB of its own script with any page, and no module for nothing', () => {
    // A file of routes serves several pages; each of them is counted by its own file.
    const components = readdirSync(join(assets, '..')).filter((name) => name.endsWith('.tsx'));
    const pages = components.filter((name) => !name.endsWith('-routes.tsx'));
    const frame = modulesIn('layout.tsx');
    const sizes = pages.map((page) => [page, sizeOf([...frame, ...modulesIn(page)])] as const);
    expect(sizes.filter(([, size]) => size > 15_000)).toEqual([]);
    const modules = readdirSync(assets).filter((name) => name.endsWith('.js'));
    expect(pages.flatMap((page) => modulesIn(page))).toEqual(expect.arrayContaining(modules));
  });

  it('leaves most of a page of 60 kB to its words', () => {
    const styles = readdirSync(assets).filter((name) => name.endsWith('.css'));
    const sheet = styles.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n');
    const font = readFileSync(join(assets, 'figtree-latin.woff2')).length;
    expect(gzipSync(sheet).length + font).toBeLessThan(30_000);
  });

  it('promises the delivery that the tariffs give', () => {
    const [below, from] = [4_999, 5_000].map(
      (total) => tariffTable.methodsFor(DEFAULT_MARKET.country, total)[0],
    );
    expect([below?.price, from?.price, from?.estimate]).toEqual([490, 0, '2–3 working days']);
    const [, words] = english.t.home.terms[0] ?? [];
    expect(words).toBe('Two to three working days, free from €50 within Germany.');
  });
});

describe('money, numbers and times', () => {
  it('are written for people of one place, whatever the machine', () => {
    expect(english.price(money(18_900, 'EUR'))).toBe('€189');
    expect(english.price(money(18_950, 'EUR'))).toBe('€189.50');
    expect(english.exact(money(18_900, 'EUR'))).toBe('€189.00');
    expect(english.number(1_860)).toBe('1,860');
    expect(english.date('2026-12-31T23:30:00Z')).toBe('1 January 2027');
    expect(english.time('2026-07-01T10:05:00Z')).toBe('12:05');
  });

  it('count in words', () => {
    expect(english.t.layout.items(1)).toBe('1 item');
    expect(english.t.layout.items(0)).toBe('0 items');
  });
});
