import { expect, test } from 'vitest';
import { asSku } from '../kernel/ids.ts';
import { required } from '../kernel/assert.ts';
import type { Product } from '../catalog/product.ts';
import { compacted, rowOfForm, rowsShown, valuesOfProduct } from './product-form.ts';

const sku = (text: string) => required(asSku(text), 'a SKU');
const priced = (amount: number, compareAt: number | null = null) =>
  [{ currency: 'EUR', amount, compareAt, schedule: [] }] as const;

const lamp: Product = {
  id: '0123456789abc',
  externalId: 'lamp',
  slug: 'lamp',
  title: 'Lamp',
  brand: { slug: 'house', name: 'House' },
  category: { slug: 'lighting/table-lamps', names: ['Lighting', 'Table lamps'] },
  description: 'It is bright.',
  mpn: null,
  released: null,
  tags: ['new'],
  attributes: { Height: '30 cm' },
  images: [],
  rating: { average: 0, count: 0 },
  sales: 0,
  sellerId: 'house',
  sellerName: null,
  status: 'published',
  attributeGroups: [],
  links: { related: [], accessories: [] },
  translations: {},
  publishFrom: null,
  publishUntil: null,
  pins: {},
  version: 1,
  createdAt: 1,
  variants: [
    {
      sku: sku('LAMP-S'),
      options: { Size: 'S' },
      gtin: '4006381333931',
      image: '/media/s.svg',
      availability: 'in_stock',
      prices: priced(2_000),
    },
    {
      sku: sku('LAMP-L'),
      options: { Size: 'L', Colour: 'Brass' },
      gtin: null,
      image: null,
      availability: 'in_stock',
      prices: priced(3_000, 3_500),
    },
  ],
};

test('a product whose form is sent back untouched stays as it is', () => {
  const { row, errors } = rowOfForm(compacted(valuesOfProduct(lamp)), lamp);
  expect(errors).toEqual({});
  expect(row).toEqual({
    title: 'Lamp',
    slug: 'lamp',
    brand: 'House',
    category: 'Lighting > Table lamps',
    description: 'It is bright.',
    price_minor: 2_000,
    compare_at_minor: null,
    tags: ['new'],
    status: 'published',
    variants: [
      { sku: 'LAMP-S', options: { Size: 'S' }, gtin: '4006381333931', image: '/media/s.svg' },
      {
        sku: 'LAMP-L',
        options: { Size: 'L', Colour: 'Brass' },
        gtin: null,
        image: null,
        price_minor: 3_000,
        compare_at_minor: 3_500,
        price_schedule: [],
      },
    ],
  });
});

test("a new price of a variant is no longer compared with its old price's", () => {
  const values = { ...valuesOfProduct(lamp), 'variants/1/price_minor': '29' };
  const { row } = rowOfForm(values, lamp);
  expect(row['variants']).toMatchObject([{}, { price_minor: 2_900, compare_at_minor: null }]);
});

test('rows left empty between variants are closed up', () => {
  const values = compacted({ title: 'Lamp', 'variants/2/sku': 'A', 'variants/5/sku': 'B' });
  expect([values['variants/0/sku'], values['variants/1/sku']]).toEqual(['A', 'B']);
  expect(rowsShown(values)).toBe(5);
});

test('options that are not written as name and value are refused by their field', () => {
  const values = { price_minor: '1', 'variants/0/sku': 'A', 'variants/0/options': 'Brass' };
  expect(Object.keys(rowOfForm(values, null).errors)).toEqual(['variants/0/options']);
});

test('a product without a price is refused, and so is stock below nothing', () => {
  expect(rowOfForm({ stock: '-1' }, null).errors).toEqual({
    price_minor: 'An amount such as 19.99',
    stock: 'A whole number of 0 or more',
  });
});
