/** Textiles > Throws. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const throws = [
  {
    id: 'fjell-ribbed-throw',
    sku: 'FJELL',
    title: 'Fjell ribbed throw',
    brand: 'Weft & Fell',
    released: '2022-09-27',
    price: 129,
    tags: ['bestseller'],
    description: prose(`
      Lambswool in a deep rib that traps the warmth and drapes like something twice the price. Woven
      on shuttle looms at a mill that has stood by the same river since 1874, and knotted by hand
      along both ends.`),
    attributes: {
      Material: 'Wool',
      Composition: '100 % lambswool',
      'Width (mm)': 1300,
      'Height (mm)': 1800,
      'Weight (g)': 780,
      Care: 'Wool cycle at 30 °C, dry flat',
      'Made in': 'Scotland',
    },
    rating: [4.8, 517],
    sales: 2410,
    colours: ['Ochre', 'Chalk', 'Forest', 'Rose'],
    stock: [47, 82, 6, 31],
    art: {
      kind: 'draped',
      look: { pattern: 'rib', edge: 'fringe' },
      second: 'detail',
      lens: [360, 610, 2.6],
      mm: [1300, 1800],
    },
  },
  {
    id: 'harbour-striped-throw',
    sku: 'HARBOUR',
    title: 'Harbour striped throw',
    brand: 'Weft & Fell',
    released: '2025-05-29',
    price: 95,
    description: prose(`
      The uneven stripes of a fisherman's blanket, in a cotton that has been washed soft before it
      reaches you. Right for a balcony in April, the end of a bed in August, and a picnic on any
      grass.`),
    attributes: {
      Material: 'Cotton',
      Composition: '100 % organic cotton',
      'Width (mm)': 1300,
      'Height (mm)': 1700,
      'Weight (g)': 900,
      Care: 'Machine wash at 40 °C',
      'Made in': 'Portugal',
    },
    rating: [4.6, 158],
    sales: 877,
    colours: ['Cobalt', 'Clay', 'Linen'],
    stock: [36, 24, 50],
    art: {
      kind: 'draped',
      look: { pattern: 'stripe', other: 'Chalk', edge: 'hem' },
      second: 'scene',
      scene: 'sofa',
      mm: [1300, 1700],
    },
  },
  {
    id: 'parish-check-throw',
    sku: 'PARISH',
    title: 'Parish check throw',
    brand: 'Weft & Fell',
    released: '2024-10-10',
    price: 145,
    was: 170,
    description: prose(`
      A large check in two yarns and the third colour they make where they cross. Brushed on one
      side only: the soft side is for you, the smooth one keeps its looks.`),
    attributes: {
      Material: 'Wool',
      Composition: '90 % lambswool, 10 % cashmere',
      'Width (mm)': 1400,
      'Height (mm)': 1900,
      'Weight (g)': 860,
      Care: 'Dry clean, or wool cycle at 30 °C',
      'Made in': 'Scotland',
    },
    rating: [4.7, 203],
    sales: 940,
    colours: ['Cream', 'Sage', 'Rust'],
    stock: [20, 3, 14],
    art: {
      kind: 'draped',
      look: { pattern: 'check', other: 'Slate', edge: 'fringe' },
      second: 'detail',
      lens: [380, 400, 2.3],
      mm: [1400, 1900],
    },
  },
  {
    id: 'tweedle-herringbone-throw',
    sku: 'TWEEDLE',
    title: 'Tweedle herringbone throw',
    brand: 'Weft & Fell',
    released: '2026-09-30',
    price: 118,
    tags: ['new', 'gift'],
    description: prose(`
      Undyed yarn and one colour, in a herringbone large enough to read across the room. Folded and
      banded in paper, so it is a present already.`),
    attributes: {
      Material: 'Wool',
      Composition: '100 % recycled wool',
      'Width (mm)': 1300,
      'Height (mm)': 1800,
      'Weight (g)': 820,
      Care: 'Wool cycle at 30 °C, dry flat',
      'Made in': 'Italy',
    },
    rating: [4.5, 22],
    sales: 105,
    colours: ['Teal', 'Plum', 'Sand'],
    stock: [44, 38, 29],
    art: {
      kind: 'folded',
      look: { pattern: 'herringbone', other: 'Linen' },
      second: 'scene',
      scene: 'sofa',
      mm: [420, 230],
    },
  },
  {
    id: 'quarter-colour-block-blanket',
    sku: 'QUARTER',
    title: 'Quarter colour-block blanket',
    brand: 'Weft & Fell',
    released: '2023-11-02',
    price: 210,
    description: prose(`
      Four fields of colour joined in the weaving, not sewn, so both faces are the right one. Bed
      sized and merino soft: the sort of blanket that gets named in wills.`),
    attributes: {
      Material: 'Wool',
      Composition: '100 % merino wool',
      'Width (mm)': 1500,
      'Height (mm)': 2000,
      'Weight (g)': 1250,
      Care: 'Dry clean, or wool cycle at 30 °C',
      'Made in': 'Lithuania',
    },
    rating: [4.6, 87],
    sales: 296,
    colours: ['Clay', 'Slate'],
    sizes: { name: 'Size', values: { '150 × 200 cm': ['150', 0], '220 × 240 cm': ['220', 120] } },
    stock: [13, 0, 9, 4],
    art: {
      kind: 'draped',
      look: { pattern: 'block', other: 'Ochre', edge: 'hem' },
      second: 'scene',
      scene: 'sofa',
      mm: [1500, 2000],
    },
  },
];
