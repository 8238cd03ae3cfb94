/**
 * The demo shop's rows and pictures keep the importer's rules: unique names, valid SKUs, every
 * picture there, small, well-formed and inert.
 */
import { describe, expect, it } from 'vitest';
import { COUPONS, demoArt, demoRows, dropsFrom } from '../../scripts/demo/index.mjs';

const SKU = /^[A-Za-z0-9._-]{1,64}$/;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Bytes of one picture; only the hero, which shows a whole room, may take more. */
const PICTURE_LIMIT_BYTES = 6_144;
const HERO_LIMIT_BYTES = 14_336;

const rows = demoRows();
const art = demoArt();
const variants = rows.flatMap((row) => row.variants);

function repeated(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

/** Names the first fault of a document in the subset of XML that the drawings use. */
function xmlFault(text: string): string | null {
  const open: string[] = [];
  const rest = text.replace(
    /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<>]*")*)\s*(\/?)>/g,
    (...m) => {
      const [, close, name, , selfClosed] = m.map(String);
      if (close === '/') return open.pop() === name ? '' : `<mismatch ${name}`;
      if (selfClosed !== '/') open.push(String(name));
      return '';
    },
  );
  if (open.length > 0) return `unclosed ${open.join(' ')}`;
  if (/[<>]/.test(rest)) return `stray markup near ${rest.slice(0, 60)}`;
  if (/&(?!(amp|lt|gt|quot);)/.test(rest)) return 'a bare ampersand';
  return null;
}

describe('the demo rows', () => {
  it('hold at least 55 products in 12 categories and 150 SKUs', () => {
    const categories = new Set(rows.map((row) => row.category));
    expect(rows.length).toBeGreaterThanOrEqual(55);
    expect(categories.size).toBe(12);
    expect([...categories].every((name) => /^[^>]+ > [^>]+$/.test(name))).toBe(true);
    expect(variants.length).toBeGreaterThanOrEqual(150);
  });

  it('name every product, slug and SKU once', () => {
    expect(repeated(rows.map((row) => row.id))).toEqual([]);
    expect(repeated(rows.map((row) => row.slug))).toEqual([]);
    expect(repeated(rows.map((row) => row.title))).toEqual([]);
    expect(repeated(variants.map((variant) => variant.sku))).toEqual([]);
    expect(variants.filter((variant) => !SKU.test(variant.sku))).toEqual([]);
    expect(rows.filter((row) => !SLUG.test(row.slug))).toEqual([]);
  });

  it('price in whole positive cents, and compare only with more', () => {
    for (const item of [...rows, ...variants]) {
      expect(Number.isSafeInteger(item.price_minor) && item.price_minor > 0).toBe(true);
      if (item.compare_at_minor !== undefined) {
        expect(item.compare_at_minor).toBeGreaterThan(item.price_minor);
      }
    }
  });

  it('carry the price of their cheapest variant', () => {
    for (const row of rows) {
      expect(row.price_minor).toBe(Math.min(...row.variants.map((item) => item.price_minor)));
    }
  });

  it('count stock in whole units: plenty, few and none, and one drop', () => {
    const stock = variants.map((variant) => variant.stock);
    expect(stock.filter((units) => !Number.isSafeInteger(units) || units < 0)).toEqual([]);
    expect(stock.filter((units) => units === 0).length).toBeGreaterThan(5);
    expect(stock.filter((units) => units > 0 && units <= 5).length).toBeGreaterThan(10);
    expect(stock.filter((units) => units > 50).length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.tags.includes('drop'))).toHaveLength(1);
    expect(rows.filter((row) => row.status === 'draft')).not.toHaveLength(0);
  });

  it('tell apart the variants of a product by their options', () => {
    for (const row of rows) {
      expect(repeated(row.variants.map((variant) => JSON.stringify(variant.options)))).toEqual([]);
    }
  });

  it('describe each product in two to five sentences', () => {
    for (const row of rows) {
      const sentences = row.description.split(/[.!?](?:\s|$)/).filter((part) => part !== '');
      expect([row.id, sentences.length >= 2 && sentences.length <= 5]).toEqual([row.id, true]);
    }
  });
});

describe('the demo art', () => {
  it('has a picture for every address in a row, and none twice', () => {
    const keys = new Set(art.map((piece) => piece.key));
    const used = rows.flatMap((row) => [
      ...row.images.map((image) => image.url),
      ...row.variants.map((variant) => variant.image),
    ]);
    expect(used.filter((url) => !keys.has(url.replace('/media/', '')))).toEqual([]);
    expect(keys.size).toBe(art.length);
  });

  it('is well-formed and small', () => {
    const faults = art.flatMap(({ key, body }) => {
      const limit = key.startsWith('demo/hero') ? HERO_LIMIT_BYTES : PICTURE_LIMIT_BYTES;
      const fault = xmlFault(body) ?? (Buffer.byteLength(body) > limit ? 'too large' : null);
      return fault === null ? [] : [`${key}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('is inert: no script, style, handler, foreign content or outside reference', () => {
    const live =
      /<(script|style|foreignObject|image|iframe|a|animate|set)\b|\son[a-z]+=|url\((?!#)/i;
    const outside = /href="(?!#)|data:|@import|<!|<\?/i;
    const broken = /NaN|undefined|Infinity/;
    for (const { key, body } of art) {
      const found = [live, outside, broken].filter((pattern) => pattern.test(body)).map(String);
      expect([key, found]).toEqual([key, []]);
      expect(body).toMatch(/^<svg xmlns="[^"]+" viewBox="[^"]+" role="img"><title>[^<]+<\/title>/);
    }
  });

  it('draws the same picture every time', () => {
    expect(demoArt()).toEqual(art);
  });
});

describe('the demo coupons', () => {
  it('cover a single use, an expired one and one to combine', () => {
    expect(repeated(COUPONS.map((coupon) => coupon.code))).toEqual([]);
    expect(COUPONS.some((coupon) => coupon.total_limit === 1)).toBe(true);
    expect(COUPONS.some((coupon) => coupon.combinable === true)).toBe(true);
    const now = Date.parse('2026-11-20');
    expect(COUPONS.some((coupon) => Date.parse(coupon.ends_at ?? '2100-01-01') < now)).toBe(true);
  });

  it('has a drop of a piece it sells, a day ahead', () => {
    const skus = demoRows().flatMap((row) => row.variants.map(({ sku }) => sku));
    const now = Date.parse('2026-06-01T10:20:00Z');
    const [drop] = dropsFrom(now);
    expect(skus).toEqual(expect.arrayContaining(drop?.skus ?? ['none']));
    expect(drop?.starts_at).toBe('2026-06-02T11:00:00.000Z');
  });
});
