/** Lighting > Table lamps. */
import { prose } from './product.mjs';

/** @type {import('./product.mjs').Sheet[]} */
export const tableLamps = [
  {
    id: 'morel-table-lamp',
    sku: 'MOREL',
    title: 'Morel table lamp',
    brand: 'Lumholt',
    released: '2024-09-12',
    price: 189,
    tags: ['bestseller'],
    description: prose(`
      A spun steel dome on a trumpet foot, drawn in one line and made in two pieces. The dome is
      painted white inside, so the light falls in a wide, even pool and never in your eyes. A turn
      of the brass-capped finial dims it from reading to evening.`),
    attributes: {
      Material: 'Powder-coated steel',
      'Width (mm)': 320,
      'Height (mm)': 430,
      'Weight (g)': 2400,
      'Light source': 'E27, max. 9 W LED, included',
      Dimmable: true,
      'Cable (mm)': 2000,
      Care: 'Dust with a dry cloth',
      'Made in': 'Denmark',
    },
    rating: [4.8, 412],
    sales: 1860,
    colours: ['Clay', 'Chalk', 'Forest', 'Butter'],
    stock: [34, 51, 4, 18],
    art: { kind: 'dome', second: 'scene', scene: 'sideboard', mm: [320, 430] },
  },
  {
    id: 'halo-table-lamp',
    sku: 'HALO',
    title: 'Halo table lamp',
    brand: 'Lumholt',
    released: '2025-10-02',
    price: 229,
    tags: ['gift'],
    description: prose(`
      An opal glass globe sits low in a ring of solid metal, like a sun that has not quite made up
      its mind. The ring is rolled from one bar and joined where you cannot see it. Two sizes: the
      small one for a bedside, the large one for a room.`),
    attributes: {
      Material: 'Solid brass or lacquered steel, opal glass',
      'Width (mm)': 300,
      'Height (mm)': 460,
      'Weight (g)': 3100,
      'Light source': 'G9, max. 4 W LED, included',
      Dimmable: true,
      Care: 'Brass darkens with age; polish it or let it',
      'Made in': 'Italy',
    },
    rating: [4.6, 187],
    sales: 640,
    colours: ['Brass', 'Black', 'Copper'],
    sizes: { name: 'Size', values: { Small: ['S', 0], Large: ['L', 70] } },
    stock: [22, 9, 40, 31, 3, 0],
    art: { kind: 'ring', second: 'drawing', mm: [300, 460] },
  },
  {
    id: 'tilde-pleated-lamp',
    sku: 'TILDE',
    title: 'Tilde pleated lamp',
    brand: 'Edgewise Works',
    released: '2026-03-19',
    price: 165,
    was: 195,
    description: prose(`
      Three turnings of oak, stacked off the lathe and oiled, under a hand-pleated cotton shade. The
      pleats are set with steam, not glue, so the shade washes. Comes with a braided cable and a
      switch you can find in the dark.`),
    attributes: {
      Material: 'Oiled oak, cotton',
      'Width (mm)': 360,
      'Height (mm)': 480,
      'Weight (g)': 1900,
      'Light source': 'E27, max. 11 W LED, not included',
      Dimmable: false,
      Care: 'Shade: cold hand wash; base: oil once a year',
      'Made in': 'Portugal',
    },
    rating: [4.5, 96],
    sales: 412,
    colours: ['Ochre', 'Tomato', 'Sage'],
    stock: [14, 27, 5],
    art: { kind: 'cone', second: 'scene', scene: 'sideboard', mm: [360, 480] },
  },
  {
    id: 'anglet-task-lamp',
    sku: 'ANGLET',
    title: 'Anglet task lamp',
    brand: 'Lumholt',
    released: '2023-11-08',
    price: 148,
    tags: ['bestseller'],
    description: prose(`
      A desk lamp with three brass joints that hold where you leave them: no springs to sing, no
      knobs to tighten. The head turns a full circle and throws a clean edge of light across a page.
      Every part can be ordered singly and changed with the hex key under the foot.`),
    attributes: {
      Material: 'Aluminium, brass joints, cast-iron foot',
      'Width (mm)': 540,
      'Height (mm)': 620,
      'Weight (g)': 3600,
      'Light source': 'Built-in LED, 8 W, 2700 K, replaceable',
      Dimmable: true,
      Care: 'Dust with a dry cloth',
      'Made in': 'Denmark',
    },
    rating: [4.7, 303],
    sales: 1325,
    colours: ['Ink', 'Moss', 'Snow'],
    stock: [46, 12, 33],
    art: { kind: 'task', second: 'drawing', mm: [540, 620] },
  },
  {
    id: 'cinder-portable-lantern',
    sku: 'CINDER',
    title: 'Cinder portable lantern',
    brand: 'Edgewise Works',
    released: '2026-09-24',
    price: 119,
    tags: ['new', 'gift'],
    description: prose(`
      A lantern to carry from the kitchen to the last chair in the garden. Ribbed glass, a loop of
      bridle leather and a battery that lasts nineteen hours on its lowest step. It charges on the
      lead your telephone uses and shrugs off a summer shower.`),
    attributes: {
      Material: 'Aluminium, ribbed glass, leather',
      'Width (mm)': 140,
      'Height (mm)': 250,
      'Weight (g)': 980,
      'Light source': 'Built-in LED, 3 W, 2200 to 2700 K',
      Dimmable: true,
      'Protection class': 'IP44',
      'Battery life (h)': 19,
      'Made in': 'Germany',
    },
    rating: [4.9, 58],
    sales: 233,
    colours: ['Sand', 'Teal', 'Rust'],
    stock: [62, 28, 2],
    art: { kind: 'lantern', second: 'scene', scene: 'table', mm: [140, 250] },
  },
  {
    id: 'eclipse-first-edition',
    sku: 'ECLIPSE-1ED',
    title: 'Eclipse lamp, first edition',
    brand: 'Lumholt',
    released: '2026-11-19',
    price: 390,
    tags: ['drop', 'new'],
    description: prose(`
      Sixty lamps, numbered on the foot, sold once. A brass disc slides in front of a lit one; move
      it by hand and the room goes from noon to dusk. Each disc is hammered by the same two people,
      so no two corona edges are quite alike.`),
    attributes: {
      Material: 'Hammered brass, blackened steel',
      'Width (mm)': 380,
      'Height (mm)': 490,
      'Weight (g)': 4200,
      'Light source': 'Built-in LED, 12 W, 2400 K',
      Dimmable: true,
      Edition: 'Numbered, 60 pieces',
      Care: 'Handle the disc by its edge',
      'Made in': 'Denmark',
    },
    rating: [0, 0],
    sales: 0,
    stock: [60],
    art: { kind: 'eclipse', colour: 'Ink', second: 'scene', scene: 'sideboard', mm: [380, 490] },
  },
];
