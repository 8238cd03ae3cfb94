/** Furniture > Tables and storage. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const tables = [
  {
    id: 'tambour-side-table',
    sku: 'TAMBOUR',
    title: 'Tambour side table',
    brand: 'Sederholt',
    released: '2024-05-23',
    price: 260,
    tags: ['bestseller'],
    description: prose(`
      A drum of half-round slats that opens with a push: inside there is a shelf for whatever you
      would rather not look at. The lip keeps a cup where it was put. Light enough to move with one
      hand, and people do.`),
    attributes: {
      Material: 'Wood',
      Composition: 'Solid timber slats, veneered top',
      'Width (mm)': 420,
      'Height (mm)': 440,
      'Weight (g)': 7300,
      Assembly: false,
      Care: 'Wipe with a damp cloth, dry at once',
      'Made in': 'Lithuania',
    },
    rating: [4.6, 149],
    sales: 706,
    finish: 'Wood',
    colours: ['Oak', 'Walnut', 'Ink'],
    stock: [25, 11, 8],
    art: { kind: 'drum', second: 'drawing', mm: [420, 440] },
  },
  {
    id: 'plumb-trestle-desk',
    sku: 'PLUMB',
    title: 'Plumb trestle desk',
    brand: 'Sederholt',
    released: '2025-08-14',
    price: 540,
    description: prose(`
      A solid top on two folding trestles, held by weight and two oak dowels. It goes up in four
      minutes and leaves no trace when it goes. The trestles hang on the wall when the top becomes a
      party table somewhere else.`),
    attributes: {
      Material: 'Wood',
      Composition: 'Oak top, lacquered beech trestles',
      'Width (mm)': 1500,
      'Height (mm)': 735,
      'Depth (mm)': 700,
      'Weight (g)': 31000,
      Assembly: true,
      Care: 'Oil once a year',
      'Made in': 'Poland',
    },
    rating: [4.4, 62],
    sales: 184,
    colours: ['Moss', 'Cobalt', 'Chalk'],
    sizes: { name: 'Width', values: { '1500 mm': ['150', 0], '1800 mm': ['180', 90] } },
    stock: [8, 3, 6, 0, 10, 5],
    art: { kind: 'trestle', second: 'scene', scene: 'room', mm: [1500, 735] },
  },
  {
    id: 'isola-cafe-table',
    sku: 'ISOLA',
    title: 'Isola café table',
    brand: 'Edgewise Works',
    released: '2026-04-30',
    price: 620,
    description: prose(`
      A round marble top on a cast trumpet foot: two for breakfast, four for cards. The stone is
      honed, not polished, so it takes a coaster's absence in good part. Threaded levellers hide
      under the foot for floors with a past.`),
    attributes: {
      Material: 'Marble',
      Composition: 'Honed marble, cast aluminium',
      'Width (mm)': 800,
      'Height (mm)': 730,
      'Weight (g)': 42000,
      Assembly: true,
      Care: 'Seal twice a year; wipe up lemon and wine',
      'Made in': 'Italy',
    },
    rating: [4.7, 33],
    sales: 97,
    colours: ['Tomato', 'Black', 'Sage'],
    stock: [5, 12, 1],
    art: { kind: 'pedestal', second: 'scene', scene: 'dining', mm: [800, 730] },
  },
  {
    id: 'rung-ladder-shelf',
    sku: 'RUNG',
    title: 'Rung ladder shelf',
    brand: 'Sederholt',
    released: '2023-09-05',
    price: 320,
    was: 360,
    description: prose(`
      Four shelves that lean on any wall and ask for one screw. The uprights taper, and the shelves
      grow as they go down, so that it looks lighter than what it carries. Rated for 15 kg a shelf;
      tested with 60.`),
    attributes: {
      Material: 'Wood',
      Composition: 'Solid timber',
      'Width (mm)': 640,
      'Height (mm)': 1820,
      'Depth (mm)': 380,
      'Weight (g)': 11800,
      Assembly: true,
      Care: 'Dust; oil once a year',
      'Made in': 'Lithuania',
    },
    rating: [4.3, 118],
    sales: 466,
    finish: 'Wood',
    colours: ['Ash', 'Walnut', 'Black'],
    stock: [17, 6, 20],
    art: { kind: 'ladder', second: 'drawing', mm: [640, 1820] },
  },
  {
    id: 'reed-cabinet',
    sku: 'REED',
    title: 'Reed cabinet',
    brand: 'Sederholt',
    released: '2026-11-03',
    price: 1150,
    tags: ['new'],
    description: prose(`
      A low cabinet behind two reeded doors, for records, glasses or a great many cables. The reeds
      are milled from the solid and hide the gap between the doors. The back is finished too, so it
      can stand in the middle of a room.`),
    attributes: {
      Material: 'Wood',
      Composition: 'Oak, lacquered doors, brass knobs',
      'Width (mm)': 1400,
      'Height (mm)': 720,
      'Depth (mm)': 420,
      'Weight (g)': 46000,
      Assembly: false,
      Care: 'Wipe with a damp cloth, dry at once',
      'Made in': 'Denmark',
    },
    rating: [5, 4],
    sales: 12,
    finish: 'Wood',
    colours: ['Oak', 'Walnut'],
    stock: [4, 3],
    art: { kind: 'cabinet', second: 'scene', scene: 'room', mm: [1400, 720] },
  },
];
