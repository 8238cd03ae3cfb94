/** Desk > Pens and tools. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const pens = [
  {
    id: 'longitude-fountain-pen',
    sku: 'LONGITUDE',
    title: 'Longitude fountain pen',
    brand: 'Quire Lane',
    released: '2024-08-22',
    price: 96,
    tags: ['bestseller', 'gift'],
    description: prose(`
      Turned from a single rod of resin, with a steel nib tuned by hand before it is packed. It
      starts on the first stroke after a fortnight in a drawer. Takes cartridges and the converter
      that comes with it.`),
    attributes: {
      Material: 'Resin',
      Composition: 'Resin, brass, steel nib',
      'Width (mm)': 14,
      'Height (mm)': 138,
      'Weight (g)': 26,
      Filling: 'Cartridge or converter',
      Care: 'Flush with cold water between inks',
      'Made in': 'Germany',
    },
    rating: [4.7, 274],
    sales: 1190,
    colours: ['Ink', 'Plum', 'Teal'],
    sizes: { name: 'Nib', values: { Fine: ['F', 0], Medium: ['M', 0], Broad: ['B', 0] } },
    stock: [18, 32, 4, 9, 15, 0, 12, 21, 7],
    art: { kind: 'fountain', second: 'detail', lens: [545, 250, 2.1], mm: [14, 138] },
  },
  {
    id: 'handful-of-pencils',
    sku: 'HANDFUL',
    title: 'Handful of pencils',
    brand: 'Quire Lane',
    released: '2022-01-27',
    price: 14,
    tags: ['gift'],
    description: prose(`
      Five cedar pencils with a round barrel, a brass ferrule and an eraser that erases. They arrive
      sharpened, because nobody should have to wait. Soft, medium or hard: the handful is all of one
      grade.`),
    attributes: {
      Material: 'Wood',
      Composition: 'Incense cedar, graphite',
      'Width (mm)': 8,
      'Height (mm)': 190,
      Pieces: 5,
      Recyclable: true,
      'Made in': 'Portugal',
    },
    rating: [4.6, 388],
    sales: 3620,
    colours: ['Tomato', 'Cobalt', 'Sage'],
    sizes: { name: 'Grade', values: { '2B': ['2B', 0], HB: ['HB', 0], '2H': ['2H', 0] } },
    stock: [90, 240, 45, 110, 160, 3, 75, 130, 0],
    art: {
      kind: 'pencils',
      look: { other: 'Cream' },
      second: 'detail',
      lens: [400, 230, 2.2],
      mm: [8, 190],
    },
  },
  {
    id: 'swift-scissors',
    sku: 'SWIFT',
    title: 'Swift paper scissors',
    brand: 'Harrow & Tine',
    released: '2023-08-10',
    price: 38,
    description: prose(`
      Long blades for one straight cut from edge to edge. Drop-forged, ground hollow and set by ear:
      the last test is the sound they make closing. The bows are dipped so they never feel cold.`),
    attributes: {
      Material: 'Steel',
      Composition: 'Carbon steel, brass, lacquer',
      'Width (mm)': 75,
      'Height (mm)': 210,
      'Weight (g)': 118,
      Care: 'Keep dry; a drop of oil at the screw',
      'Made in': 'England',
    },
    rating: [4.8, 147],
    sales: 930,
    colours: ['Black', 'Tomato', 'Ochre'],
    stock: [66, 40, 5],
    art: { kind: 'scissors', second: 'scene', scene: 'flatlay', mm: [75, 210] },
  },
  {
    id: 'rule-and-square',
    sku: 'RULESQ',
    title: 'Rule and square',
    brand: 'Edgewise Works',
    released: '2025-10-23',
    price: 44,
    description: prose(`
      A rule that starts at zero at its very edge, and a square to keep it honest. The marks are
      etched and filled, so they will outlast the desk. Twenty centimetres on one side; on the
      other, nothing at all.`),
    attributes: {
      Material: 'Steel',
      Composition: 'Etched metal, lacquered steel',
      'Width (mm)': 220,
      'Height (mm)': 220,
      'Weight (g)': 240,
      Pieces: 2,
      'Made in': 'Japan',
    },
    rating: [4.5, 49],
    sales: 318,
    finish: 'Metal',
    colours: ['Brass', 'Steel'],
    stock: [27, 34],
    art: { kind: 'ruler', second: 'detail', lens: [300, 330, 2.2], mm: [220, 220] },
  },
  {
    id: 'anchor-tape-dispenser',
    sku: 'ANCHOR',
    title: 'Anchor tape dispenser',
    brand: 'Edgewise Works',
    released: '2026-05-14',
    price: 52,
    description: prose(`
      Two kilograms of cast iron that stays where it is while you pull. One hand is enough, which is
      the whole point of a tape dispenser. Comes with a roll of paper tape in a colour to suit.`),
    attributes: {
      Material: 'Cast iron',
      Composition: 'Cast iron, enamel, steel blade',
      'Width (mm)': 165,
      'Height (mm)': 105,
      'Weight (g)': 2050,
      Care: 'Wipe with a damp cloth',
      'Made in': 'Poland',
    },
    rating: [4.6, 38],
    sales: 207,
    colours: ['Cobalt', 'Clay', 'Charcoal'],
    stock: [22, 2, 31],
    art: { kind: 'tape', second: 'scene', scene: 'table', mm: [165, 105] },
  },
];
