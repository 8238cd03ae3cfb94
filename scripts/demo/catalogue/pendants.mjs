/** Lighting > Pendants and floor lamps. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const pendants = [
  {
    id: 'vesper-bell-pendant',
    sku: 'VESPER',
    title: 'Vesper bell pendant',
    brand: 'Lumholt',
    released: '2024-02-15',
    price: 175,
    tags: ['bestseller'],
    description: prose(`
      A bell for over the table, spun from one sheet of aluminium so that nothing interrupts its
      curve. The flare is exactly as wide as a dinner plate, which is why it lights four of them
      without glare. Hang one low, or three in a row over a long table.`),
    attributes: {
      Material: 'Aluminium',
      Composition: 'Spun aluminium, brass cap',
      'Width (mm)': 310,
      'Height (mm)': 300,
      'Weight (g)': 1300,
      'Light source': 'E27, max. 12 W LED, not included',
      'Cable (mm)': 3000,
      Care: 'Wipe with a damp cloth',
      'Made in': 'Denmark',
    },
    rating: [4.7, 268],
    sales: 1140,
    colours: ['Tomato', 'Fog', 'Forest', 'Cream'],
    stock: [19, 44, 8, 0],
    art: { kind: 'bell', second: 'scene', scene: 'dining', mm: [310, 300] },
  },
  {
    id: 'saucer-pendant',
    sku: 'SAUCER',
    title: 'Saucer pendant',
    brand: 'Lumholt',
    released: '2025-05-06',
    price: 245,
    was: 280,
    description: prose(`
      Two saucers, and all the light between them. The upper one sends it down and out, the lower
      one hides the bulb from whoever sits beneath. Made for long tables and low ceilings.`),
    attributes: {
      Material: 'Steel',
      Composition: 'Spun steel, enamelled inside',
      'Width (mm)': 480,
      'Height (mm)': 230,
      'Weight (g)': 2100,
      'Light source': 'E27, max. 15 W LED, not included',
      'Cable (mm)': 3000,
      Care: 'Wipe with a damp cloth',
      'Made in': 'Poland',
    },
    rating: [4.4, 75],
    sales: 288,
    colours: ['Copper', 'Sage', 'Charcoal'],
    sizes: { name: 'Size', values: { '480 mm': ['48', 0], '640 mm': ['64', 85] } },
    stock: [11, 4, 23, 6, 17, 0],
    art: { kind: 'saucer', second: 'drawing', mm: [480, 230] },
  },
  {
    id: 'trio-globe-rail',
    sku: 'TRIO',
    title: 'Trio globe rail',
    brand: 'Lumholt',
    released: '2026-02-10',
    price: 420,
    description: prose(`
      Three opal globes of three sizes hang from one rail at three heights, and the arithmetic looks
      better than it sounds. Each stem slides and locks with a quarter turn, so you compose it where
      it hangs. Two ceiling points, one cable.`),
    attributes: {
      Material: 'Glass',
      Composition: 'Brass-plated steel, mouth-blown opal glass',
      'Width (mm)': 900,
      'Height (mm)': 620,
      'Weight (g)': 4800,
      'Light source': 'G9, 3 × max. 4 W LED, included',
      Dimmable: true,
      Care: 'Globes unscrew and can be washed',
      'Made in': 'Czech Republic',
    },
    rating: [4.6, 41],
    sales: 126,
    colours: ['Brass', 'Black'],
    stock: [7, 5],
    art: { kind: 'trio', second: 'scene', scene: 'dining', mm: [900, 620] },
  },
  {
    id: 'nimbus-paper-lantern',
    sku: 'NIMBUS',
    title: 'Nimbus paper lantern',
    brand: 'Weft & Fell',
    released: '2023-06-21',
    price: 59,
    tags: ['bestseller', 'gift'],
    description: prose(`
      Mulberry paper stretched over a single spiral of split bamboo. It ships flat as a plate and
      opens with one slow pull. The paper is made for light: a quiet grain by day, a small moon
      after dark.`),
    attributes: {
      Material: 'Paper',
      Composition: 'Mulberry paper, bamboo, oak',
      'Width (mm)': 450,
      'Height (mm)': 420,
      'Weight (g)': 240,
      'Light source': 'E27, max. 8 W LED, not included',
      Care: 'Dust with a soft brush; keep dry',
      'Made in': 'Japan',
    },
    rating: [4.5, 521],
    sales: 2950,
    colours: ['Snow', 'Butter', 'Rose'],
    sizes: { name: 'Size', values: { '450 mm': ['45', 0], '600 mm': ['60', 26] } },
    stock: [120, 64, 38, 12, 25, 3],
    art: { kind: 'paper', second: 'drawing', mm: [450, 420] },
  },
  {
    id: 'heron-floor-lamp',
    sku: 'HERON',
    title: 'Heron floor lamp',
    brand: 'Lumholt',
    released: '2025-09-03',
    price: 345,
    description: prose(`
      It stands behind the sofa and leans over your book, as still as the bird. The stem is one bent
      tube on a foot heavy enough to need no wall. A pull on the cord under the shade steps through
      three brightnesses.`),
    attributes: {
      Material: 'Steel',
      Composition: 'Bent steel tube, cast-iron foot',
      'Width (mm)': 620,
      'Height (mm)': 1480,
      'Weight (g)': 9200,
      'Light source': 'E27, max. 11 W LED, included',
      Dimmable: true,
      Care: 'Dust with a dry cloth',
      'Made in': 'Germany',
    },
    rating: [4.8, 112],
    sales: 374,
    colours: ['Ochre', 'Black', 'Chalk'],
    stock: [9, 15, 4],
    art: { kind: 'heron', second: 'scene', scene: 'room', mm: [620, 1480] },
  },
];
