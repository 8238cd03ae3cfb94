/** What is exported brings back exactly what it was made of, whatever merchants write. */
import {
  array,
  assert,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  record,
  string,
  uniqueArray,
} from 'fast-check';
import { expect, test } from 'vitest';
import { newRow } from './merging.ts';
import { rowOfCells, COLUMNS, recordsOf } from './shopify.ts';
import type { ProductRow } from '../input.ts';
import { asWritten, harmless } from './formula.ts';
import { htmlOf, textOf } from './html-text.ts';

const nasty = string({
  unit: constantFrom(
    'a',
    'é',
    '=',
    '+',
    '-',
    '@',
    "'",
    '"',
    ',',
    '\n',
    '\r',
    '\t',
    '<',
    '&',
    ';',
    ' ',
    '>',
  ),
  maxLength: 12,
});

test('a cell that is harmless is never a formula, and gives its text back', () => {
  assert(
    property(oneof(nasty, string()), (text) => {
      expect(/^[=+\-@\t\r]/.test(harmless(text))).toBe(false);
      expect(asWritten(harmless(text))).toBe(text);
    }),
  );
});

test('text that became HTML becomes the same text again', () => {
  assert(
    property(oneof(nasty, string()), (text) => {
      expect(textOf(htmlOf(text))).toBe(text);
    }),
  );
});

test('HTML of other programs becomes readable text', () => {
  const html =
    '<h2>Lamp</h2>\n <p>Bright &amp; <b>warm</b>.</p><script>alert(1)</script><ul><li>A</li></ul>';
  expect(textOf(html)).toBe('Lamp\nBright & warm.\nA');
});

test.each(['<', '<script>', '<style>', '<!--', '</p', '<br ', '&amp'])(
  'HTML of nothing but “%s” is read in the time that its length takes',
  (mark) => {
    const begun = performance.now();
    textOf(mark.repeat(100_000));
    expect(performance.now() - begun).toBeLessThan(1_000);
  },
);

test('comments, scripts and styles are no text, also where another mark stands in them', () => {
  const html =
    'a<!-- <b> --><SCRIPT x="1">if (a < b) {}</script >b<style>p{}</style>c<!-- open <i>d</i>';
  expect(textOf(html)).toBe('abc<!-- open d');
});

const line = nasty.map((text) => `x${text}`.trim());
const product = record({
  id: line,
  slug: constantFrom('lamp', 'desk-lamp-2'),
  title: line,
  brand: option(line),
  category: constantFrom('Lighting > Desk lamps', 'Table'),
  description: nasty,
  tags: array(line, { maxLength: 3 }),
  attributes: record({ Watts: oneof(integer(), line) }),
  images: array(record({ url: constantFrom('/media/a.png', 'https://x/y'), alt: nasty }), {
    maxLength: 4,
  }),
  status: constantFrom('draft' as const, 'published' as const),
  variants: uniqueArray(
    record({
      sku: constantFrom('A', 'B-1', 'C.2'),
      options: record({ Colour: line, Size: line }, { requiredKeys: [] }),
      price_minor: integer({ min: 0, max: 1_000_000 }),
      compare_at_minor: option(integer({ min: 0, max: 1_000_000 })),
      gtin: option(line),
      image: option(constantFrom('/media/v.png')),
      price_schedule: constantFrom(
        [],
        [{ price_minor: 1, from: '2030-01-01T00:00:00Z', until: null }],
      ),
    }),
    { minLength: 1, selector: ({ sku }) => sku },
  ),
}).map((row): ProductRow => ({
  ...row,
  currency: 'EUR',
  price_minor: row.variants[0]?.price_minor ?? 0,
}));

test('a product’s records say the product', () => {
  assert(
    property(product, (row) => {
      const cells = recordsOf(row).map((fields) =>
        Object.fromEntries(COLUMNS.map((column, index) => [column, fields[index] ?? ''])),
      );
      expect(rowOfCells(cells)).toEqual(row);
    }),
  );
});

test('a file of Shopify’s own is read: handle, options, pictures, states', () => {
  const row = rowOfCells([
    {
      ...{
        Handle: 'tee',
        Title: 'Tee',
        'Body (HTML)': '<p>Soft</p>',
        Vendor: 'Acme',
        Type: 'Shirts',
      },
      ...{ Tags: 'new, cotton', Published: 'TRUE', Status: 'active', 'Option1 Name': 'Size' },
      ...{
        'Option1 Value': 'S',
        'Variant SKU': '',
        'Variant Price': '19.99',
        'Image Src': 'https://x/1',
      },
      ...{ 'Image Position': '2', 'Variant Inventory Qty': '7' },
    },
    {
      Handle: 'tee',
      'Option1 Value': 'M',
      'Variant Price': '20',
      'Image Src': 'https://x/0',
      'Image Position': '1',
    },
    { Handle: 'tee', 'Image Src': 'https://x/3', 'Image Position': '3', 'Variant Price': '' },
  ]);
  expect(row).toMatchObject({
    slug: 'tee',
    description: 'Soft',
    category: 'Shirts',
    tags: ['new', 'cotton'],
    status: 'published',
    price_minor: 1_999,
    images: [{ url: 'https://x/0' }, { url: 'https://x/1' }, { url: 'https://x/3' }],
    variants: [
      { options: { Size: 'S' }, price_minor: 1_999, stock: 7 },
      { options: { Size: 'M' }, price_minor: 2_000 },
    ],
  });
  expect(newRow(row)).toMatchObject({ id: 'tee', variants: [{ sku: 'tee-1' }, { sku: 'tee-2' }] });
});

test('a column that the file does not have says nothing', () => {
  const priced = { Handle: 'tee', 'Variant SKU': 'T', 'Variant Price': '9' };
  expect(rowOfCells([priced])).toEqual({
    ...{ slug: 'tee', price_minor: 900, currency: 'EUR' },
    variants: [{ sku: 'T', price_minor: 900 }],
  });
  expect(rowOfCells([{ Handle: 'tee', 'Variant Barcode': '123' }])).toEqual({
    slug: 'tee',
    variants: [{ gtin: '123' }],
  });
});
