/** Textiles > Cushions. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const cushions = [
  {
    id: 'arcade-cushion',
    sku: 'ARCADE',
    title: 'Arcade cushion',
    brand: 'Weft & Fell',
    released: '2025-01-30',
    price: 64,
    tags: ['bestseller'],
    description: prose(`
      Rows of arches in tapestry weave, after the covered street the designer walked to school. The
      cover is dense enough to sit on, lean on and fall asleep against. Feather inner included.`),
    attributes: {
      Material: 'Cotton and wool, feather inner',
      'Width (mm)': 500,
      'Height (mm)': 500,
      'Weight (g)': 890,
      Care: 'Cover: cold hand wash',
      'Made in': 'Portugal',
    },
    rating: [4.7, 231],
    sales: 1320,
    colours: ['Clay', 'Teal', 'Ink'],
    stock: [58, 33, 21],
    art: {
      kind: 'cushion',
      look: { pattern: 'arches', other: 'Ochre' },
      second: 'scene',
      scene: 'sofa',
      mm: [500, 500],
    },
  },
  {
    id: 'graph-cushion',
    sku: 'GRAPH',
    title: 'Graph cushion',
    brand: 'Weft & Fell',
    released: '2023-04-06',
    price: 48,
    description: prose(`
      A woven grid with the charm of squared paper and about as much to say, which is why it goes
      with everything. Piped edge, hidden zip, two sizes that stack.`),
    attributes: {
      Material: 'Cotton, feather inner',
      'Width (mm)': 450,
      'Height (mm)': 450,
      'Weight (g)': 700,
      Care: 'Cover: machine wash at 30 °C',
      'Made in': 'Portugal',
    },
    rating: [4.4, 312],
    sales: 1988,
    colours: ['Sage', 'Butter', 'Slate'],
    sizes: { name: 'Size', values: { '450 mm': ['45', 0], '600 mm': ['60', 18] } },
    stock: [70, 28, 42, 0, 66, 19],
    art: {
      kind: 'cushion',
      look: { pattern: 'grid', other: 'Snow' },
      second: 'detail',
      lens: [470, 330, 2.2],
      mm: [450, 450],
    },
  },
  {
    id: 'foothill-cushion',
    sku: 'FOOTHILL',
    title: 'Foothill cushion',
    brand: 'Weft & Fell',
    released: '2026-10-15',
    price: 72,
    tags: ['new'],
    description: prose(`
      A low sun over two hills, worked in punch needle so that the land stands a little proud of the
      sky. Each takes a day and carries its maker's initials on the seam.`),
    attributes: {
      Material: 'Wool on linen, feather inner',
      'Width (mm)': 500,
      'Height (mm)': 500,
      'Weight (g)': 960,
      Care: 'Cover: dry clean',
      'Made in': 'Romania',
    },
    rating: [4.9, 16],
    sales: 73,
    colours: ['Rose', 'Lilac', 'Forest'],
    stock: [12, 5, 8],
    art: {
      kind: 'cushion',
      look: { pattern: 'sun', other: 'Butter' },
      second: 'scene',
      scene: 'sofa',
      mm: [500, 500],
    },
  },
  {
    id: 'pinwheel-round-cushion',
    sku: 'PINWHEEL',
    title: 'Pinwheel round cushion',
    brand: 'Weft & Fell',
    released: '2024-03-21',
    price: 58,
    description: prose(`
      Cotton velvet gathered into twenty-four pleats and held by one brass button. It rolls off the
      sofa more than a square one does; we consider that company.`),
    attributes: {
      Material: 'Cotton velvet, brass, kapok inner',
      'Width (mm)': 400,
      'Height (mm)': 400,
      'Weight (g)': 640,
      Care: 'Cover: dry clean',
      'Made in': 'Italy',
    },
    rating: [4.3, 129],
    sales: 645,
    colours: ['Ochre', 'Plum', 'Rose', 'Moss'],
    stock: [25, 17, 4, 22],
    art: { kind: 'round', second: 'detail', lens: [400, 400, 2.5], mm: [400, 400] },
  },
  {
    id: 'siesta-bolster',
    sku: 'SIESTA',
    title: 'Siesta bolster',
    brand: 'Weft & Fell',
    released: '2025-06-26',
    price: 78,
    was: 92,
    description: prose(`
      A long bolster for the neck, the knees or the arm of a bench. Filled with buckwheat and kapok
      in two chambers, so it holds a shape without holding a grudge.`),
    attributes: {
      Material: 'Striped linen, kapok, buckwheat',
      'Width (mm)': 600,
      'Height (mm)': 200,
      'Weight (g)': 1700,
      Care: 'Cover: machine wash at 30 °C',
      'Made in': 'Lithuania',
    },
    rating: [4.5, 54],
    sales: 263,
    colours: ['Rust', 'Cobalt', 'Moss'],
    stock: [0, 0, 0],
    art: { kind: 'bolster', look: { other: 'Chalk' }, second: 'drawing', mm: [600, 200] },
  },
];
