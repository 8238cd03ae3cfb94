/** Desk > Notebooks. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet['sizes']} */
const RULINGS = {
  name: 'Ruling',
  values: { Plain: ['PL', 0], Dotted: ['DO', 0], Ruled: ['RU', 0] },
};

/** @type {import('./product.mjs').Sheet[]} */
export const notebooks = [
  {
    id: 'ledger-hardback',
    sku: 'LEDGER',
    title: 'Ledger hardback notebook',
    brand: 'Quire Lane',
    released: '2021-09-14',
    price: 22,
    tags: ['bestseller', 'gift'],
    description: prose(`
      A cloth-bound book of 192 pages that opens flat at the first and at the last. The paper is 100
      gram, cream and made to take a fountain pen without a shadow on the other side. Ribbon,
      elastic, and a label that wants a name.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Book cloth, acid-free paper',
      Format: 'A5',
      'Width (mm)': 148,
      'Height (mm)': 210,
      Pages: 192,
      'Paper (g/m²)': 100,
      Recyclable: true,
      'Made in': 'Germany',
    },
    rating: [4.8, 962],
    sales: 6240,
    colours: ['Tomato', 'Forest', 'Ochre', 'Ink'],
    sizes: RULINGS,
    stock: [140, 190, 160, 88, 120, 4, 75, 95, 60, 210, 0, 130],
    art: {
      kind: 'hardback',
      look: { band: 'Slate' },
      second: 'scene',
      scene: 'flatlay',
      mm: [148, 210],
    },
  },
  {
    id: 'stitch-pocket-book',
    sku: 'STITCH',
    title: 'Stitch pocket book',
    brand: 'Quire Lane',
    released: '2022-05-19',
    price: 12,
    description: prose(`
      Sixty-four pages sewn through the fold with a thread you can see. Thin enough for a shirt
      pocket, tough enough to live there. Made from the trimmings of larger books.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Card cover, acid-free paper',
      Format: 'A6',
      'Width (mm)': 105,
      'Height (mm)': 148,
      Pages: 64,
      'Paper (g/m²)': 90,
      Recyclable: true,
      'Made in': 'Germany',
    },
    rating: [4.6, 445],
    sales: 4105,
    colours: ['Sand', 'Slate', 'Rose'],
    stock: [320, 180, 64],
    art: {
      kind: 'sewn',
      look: { thread: 'Tomato' },
      second: 'detail',
      lens: [300, 250, 2.2],
      mm: [105, 148],
    },
  },
  {
    id: 'reporter-wire-pad',
    sku: 'REPORTER',
    title: 'Reporter wire pad',
    brand: 'Quire Lane',
    released: '2024-01-18',
    price: 15,
    description: prose(`
      Bound at the top, so that left-handers are nobody's afterthought. Each sheet is perforated a
      finger below the wire and leaves with a clean edge. The back board is stiff enough to write on
      standing up.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Recycled board and paper, steel wire',
      Format: 'A5',
      'Width (mm)': 148,
      'Height (mm)': 218,
      Pages: 140,
      'Paper (g/m²)': 80,
      Recyclable: true,
      'Made in': 'Czech Republic',
    },
    rating: [4.4, 188],
    sales: 1760,
    colours: ['Moss', 'Lilac', 'Clay'],
    stock: [95, 60, 3],
    art: { kind: 'wire', look: { other: 'Cream' }, second: 'drawing', mm: [148, 218] },
  },
  {
    id: 'almanac-planner-2027',
    sku: 'ALMANAC27',
    title: 'Almanac planner 2027',
    brand: 'Quire Lane',
    released: '2026-10-01',
    price: 34,
    tags: ['new', 'gift'],
    description: prose(`
      A week on the left, room to think on the right, and twelve shapes on the cover, one for each
      month. Moon phases, no motivational sentences. The year ends with ten blank spreads, because
      years do.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Foil-blocked cloth, acid-free paper',
      Format: 'A5',
      'Width (mm)': 148,
      'Height (mm)': 210,
      Pages: 176,
      'Paper (g/m²)': 90,
      Recyclable: true,
      'Made in': 'Italy',
    },
    rating: [4.7, 63],
    sales: 540,
    colours: ['Cobalt', 'Rust', 'Forest'],
    stock: [150, 85, 42],
    art: {
      kind: 'planner',
      look: { other: 'Butter' },
      second: 'scene',
      scene: 'flatlay',
      mm: [148, 210],
    },
  },
  {
    id: 'plein-air-sketchbook',
    sku: 'PLEINAIR',
    title: 'Plein Air sketchbook',
    brand: 'Quire Lane',
    released: '2025-04-03',
    price: 28,
    description: prose(`
      Landscape, because that is what is usually in front of you. The paper has tooth enough for
      pencil and weight enough for a wash. The loop holds the pencil; the pencil is in the loop.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Waxed card, cotton-rich paper',
      Format: 'A5 landscape',
      'Width (mm)': 210,
      'Height (mm)': 148,
      Pages: 96,
      'Paper (g/m²)': 160,
      Recyclable: true,
      'Made in': 'France',
    },
    rating: [4.8, 134],
    sales: 812,
    colours: ['Teal', 'Charcoal'],
    sizes: { name: 'Format', values: { A5: ['A5', 0], A4: ['A4', 11] } },
    stock: [48, 22, 61, 0],
    art: { kind: 'sketchbook', second: 'drawing', mm: [210, 148] },
  },
];
