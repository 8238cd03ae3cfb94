/** The shop's own pictures: hero, category tiles, logo and favicon. */
import { COLOURS, ground, mix, tones } from './colour.mjs';
import { group, picture } from './pen.mjs';
import { books, box, frame, plant, prop, stand } from './scenes.mjs';
import { castShadow, place } from './stage.mjs';

const INK = COLOURS.Ink[0];
const ACCENT = COLOURS.Tomato[0];
const PAPER = COLOURS.Chalk[0];

/**
 * The widest picture of the shop: a room on the right, quiet on the left, where words go.
 * @param {number} [left] where to begin: a narrow screen gets the room only
 */
function hero(left = 0) {
  const g = ground('sand');
  /** @type {[string, string, string]} */
  const props = ['Ink', 'Ochre', 'Chalk'];
  const setting = { g, props, turn: 1 };
  const blush = ground('blush');
  const dark = mix(g.floor, COLOURS.Ink[0], 0.22);
  return picture(
    1600 - left,
    900,
    'A room with a lamp, a chair and a few ceramics in evening light',
    box(0, 0, 1600, 900, g.wall) +
      `<circle cx="1120" cy="430" r="370" fill="${blush.wall}"/>` +
      `<circle cx="1120" cy="430" r="270" fill="${blush.motif}"/>` +
      box(0, 690, 1600, 16, g.motif) +
      box(0, 706, 1600, 194, g.floor) +
      `<ellipse cx="1180" cy="812" rx="480" ry="60" fill="${tones('Sage').light}"/>` +
      `<ellipse cx="1180" cy="812" rx="430" ry="48" fill="none"` +
      ` stroke="${tones('Forest').base}" stroke-width="7"/>` +
      frame(setting, 924, 96) +
      group(
        'transform="translate(1390 0) scale(.8)"',
        stand(prop('saucer', 'Forest', { beam: 0 }), 0, -60, [380, 250]),
      ) +
      plant(648, 776, 'Clay', 1.15) +
      stand(prop('cabinet', 'Walnut', { doors: 'Linen' }), 950, 800, [600, 300], g.shadow) +
      stand(prop('dome', 'Tomato'), 800, 500, [260, 300]) +
      books(props, 1000, 500) +
      stand(prop('teapot', 'Slate', { plain: 1 }), 996, 414, [120, 84]) +
      stand(prop('bloom', 'Cobalt', { flower: 'Ochre' }), 1164, 500, [150, 252]) +
      stand(prop('lounge', 'Forest'), 1400, 834, [366, 330], dark) +
      stand(prop('cushion', 'Ochre', { pattern: 'arches', other: 'Rust' }), 1396, 738, [140, 140]) +
      stand(
        prop('folded', 'Rose', { pattern: 'herringbone', other: 'Chalk' }),
        1148,
        846,
        [180, 90],
        dark,
      ),
    left,
  );
}

/**
 * Things of a category tile, left to right: template, colour, place, room for it, options.
 * @typedef {[string, string, number, [number, number], Record<string, string>?]} Placed
 */

/** @type {{ name: string, title: string, on: string, things: Placed[] }[]} */
const TILES = [
  {
    name: 'lighting',
    title: 'Three lamps, lit',
    on: 'mist',
    things: [
      ['ring', 'Brass', 176, [200, 300]],
      ['dome', 'Forest', 392, [260, 330]],
      ['cone', 'Tomato', 608, [250, 290]],
    ],
  },
  {
    name: 'furniture',
    title: 'A stool, a chair and a side table',
    on: 'blush',
    things: [
      ['stool', 'Ash', 180, [180, 290]],
      ['shell', 'Teal', 392, [290, 350]],
      ['drum', 'Walnut', 630, [190, 200]],
    ],
  },
  {
    name: 'kitchen-and-table',
    title: 'A kettle, a casserole and a vase',
    on: 'butter',
    things: [
      ['kettle', 'Sage', 178, [250, 250]],
      ['casserole', 'Tomato', 426, [300, 210]],
      ['bottle', 'Ink', 652, [140, 300]],
    ],
  },
  {
    name: 'textiles',
    title: 'Cushions and a folded throw',
    on: 'sage',
    things: [
      ['cushion', 'Clay', 250, [300, 300], { pattern: 'arches', other: 'Ochre' }],
      ['round', 'Plum', 470, [200, 200]],
      ['folded', 'Cream', 590, [260, 190], { pattern: 'herringbone', other: 'Slate' }],
    ],
  },
  {
    name: 'sound',
    title: 'A speaker, a radio and headphones on a stand',
    on: 'lilac',
    things: [
      ['shelf', 'Slate', 190, [220, 330]],
      ['radio', 'Rust', 432, [270, 200]],
      ['stand', 'Oak', 662, [180, 300]],
    ],
  },
];

/** A category tile of things standing in a row. @param {(typeof TILES)[number]} spec */
function tile({ title, on, things }) {
  const g = ground(on);
  const body = things.map(([kind, colour, x, room, look]) => {
    const thing = prop(kind, colour, look);
    if (thing.kind.stand === 'floor') return stand(thing, x, 500, room, g.shadow);
    const [cx, rx] = [x + 14, room[0] * 0.46];
    const lean = `<ellipse cx="${cx}" cy="498" rx="${rx}" ry="9" fill="${g.shadow}"/>`;
    return lean + stand(thing, x, 500, room);
  });
  return picture(
    800,
    600,
    title,
    box(0, 0, 800, 600, g.wall) +
      `<path d="M120 440a280 280 0 0 1 560 0Z" fill="${g.motif}"/>` +
      box(0, 440, 800, 160, g.floor) +
      body.join(''),
  );
}

/** The desk's tile is seen from above, as its things are. */
function deskTile() {
  const g = ground('clay');
  /** @type {[import('./stage.mjs').Thing, number, number, number][]} */
  const things = [
    [prop('hardback', 'Forest', { band: 'Butter' }), 380, 300, 0.78],
    [prop('pencils', 'Cobalt', { other: 'Cream', few: 1 }), 660, 290, 0.78],
    [prop('fountain', 'Plum'), 112, 320, 0.9],
  ];
  const body = things.map(
    ([thing, x, y, k]) => castShadow(thing, x, y, g.shadow, k) + place(thing, x, y, k),
  );
  return picture(
    800,
    600,
    'A notebook, pencils and a fountain pen on a desk',
    box(0, 0, 800, 600, g.wall) +
      `<path d="M0 600A520 520 0 0 1 520 80H800V600Z" fill="${g.motif}"/>` +
      body.join(''),
  );
}

/**
 * The mark: a disc cut along an edge, one half slid along it. Sixty-four units square.
 * @param {string} ink @param {string} accent
 */
const mark = (ink, accent) =>
  `<path d="M31 1V53A26 26 0 0 1 31 1Z" fill="${accent}"/>` +
  `<path d="M33 11A26 26 0 0 1 33 63Z" fill="${ink}"/>`;

/** The letter e, from its left edge. @param {number} x */
const e = (x) => `M${x} 50H${x + 48}A24 24 0 1 0 ${x + 41} 67`;

/** The bowl of d and g, from its left edge. @param {number} x */
const bowl = (x) => `M${x + 48} 50a24 24 0 1 0-48 0a24 24 0 1 0 48 0`;

/** The name in one stroke width, x-height 60, baseline at 80. */
function letters() {
  return [
    e(6),
    `${bowl(76)}M124 4V74`,
    `${bowl(148)}M196 26V78A24 24 0 0 1 152 91`,
    e(220),
    'M288 26L304 74L320 30L336 74L352 26',
    'M376 26V74M376 6V7',
    'M432 36C430 28 423 26 416 26C407 26 401 31 401 38' +
      'C401 53 433 47 433 62C433 69 427 74 417 74C408 74 401 71 399 63',
    e(456),
  ].join('');
}

/** @param {string} ink @param {string} accent */
const logo = (ink, accent) =>
  picture(
    620,
    112,
    'Edgewise',
    group('transform="translate(4 14) scale(1.1)"', mark(ink, accent)) +
      `<path transform="translate(100 -1)" d="${letters()}" fill="none" stroke="${ink}" ` +
      'stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>',
  );

/**
 * Name and body of each picture of the shop itself.
 * @returns {[string, string][]}
 */
export function brandArt() {
  /** @type {[string, string][]} */
  const tiles = TILES.map((spec) => [`tile-${spec.name}`, tile(spec)]);
  return [
    ['hero', hero()],
    ['hero-narrow', hero(500)],
    ...tiles,
    ['tile-desk', deskTile()],
    ['mark', picture(64, 64, 'Edgewise', mark(INK, ACCENT))],
    ['logo', logo(INK, ACCENT)],
    ['logo-reversed', logo(PAPER, ACCENT)],
    [
      'favicon',
      picture(
        64,
        64,
        'Edgewise',
        box(0, 0, 64, 64, INK, 14) +
          group('transform="translate(10 10) scale(.69)"', mark(PAPER, ACCENT)),
      ),
    ],
  ];
}
