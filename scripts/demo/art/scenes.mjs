/**
 * Settings: the second picture of many products shows it in its place, among a few quiet things
 * whose colours are chosen to go with it. All pictures are 800 × 800.
 */
import { brightness, groundFor, hash, mix, tones } from './colour.mjs';
import { KINDS } from './kinds.mjs';
import { picture } from './pen.mjs';
import { castShadow, place } from './stage.mjs';

/** @typedef {import('./stage.mjs').Thing} Thing */
/** @typedef {import('./colour.mjs').Ground} Ground */
/** @typedef {{ thing: Thing, g: Ground, props: [string, string, string], turn: number }} Setting */

/**
 * Companions for the thing shown: dark, bright, pale.
 * @type {[string, string, string][]}
 */
const TRIOS = [
  ['Ink', 'Ochre', 'Chalk'],
  ['Forest', 'Rose', 'Cream'],
  ['Slate', 'Clay', 'Linen'],
  ['Teal', 'Butter', 'Chalk'],
  ['Plum', 'Sage', 'Cream'],
];

/** @param {number} x @param {number} y @param {number} w @param {number} h
 * @param {string} fill @param {number} [round] */
export const box = (x, y, w, h, fill, round = 0) =>
  `<rect x="${x}" y="${y}" width="${w}"` +
  ` height="${h}"${round ? ` rx="${round}"` : ''} fill="${fill}"/>`;

/** @param {string} d @param {string} fill */
const shape = (d, fill) => `<path d="${d}" fill="${fill}"/>`;

/** @param {string} kind @param {string} colour @param {Thing['look']} [look] */
export const prop = (kind, colour, look) => ({ kind: KINDS[kind], colour, look });

/**
 * Stands a thing with its foot at a point, as large as the room given allows, with its shadow.
 * @param {Thing} thing @param {number} x @param {number} y
 * @param {[number, number]} room width and height @param {string} [shadow]
 */
export function stand(thing, x, y, [wide, high], shadow) {
  const [left, top, right, bottom] = thing.kind.box;
  const k = Number(Math.min(wide / (right - left), high / (bottom - top)).toFixed(3));
  const foot = thing.kind.stand === 'flat' ? y - bottom * k : y;
  const at = x - ((left + right) / 2) * k;
  return (shadow ? castShadow(thing, at, foot, shadow, k) : '') + place(thing, at, foot, k);
}

/** A framed picture on the wall.
 * @param {Pick<Setting, 'g' | 'props' | 'turn'>} s @param {number} x @param {number} y */
export function frame({ g, props, turn }, x, y) {
  const [dark, bright, pale] = props.map((name) => tones(name));
  const art = [
    `<circle cx="${x + 70}" cy="${y + 74}" r="40" fill="${bright.base}"/>` +
      shape(`M${x + 16} ${y + 180}V${y + 120}L${x + 130} ${y + 96}V${y + 180}Z`, dark.base),
    shape(`M${x + 32} ${y + 160}V${y + 90}a40 40 0 0 1 80 0V${y + 160}Z`, bright.base) +
      shape(`M${x + 72} ${y + 50}a40 40 0 0 1 40 40V${y + 160}H${x + 72}Z`, dark.base),
    box(x + 34, y + 40, 38, 120, dark.base) +
      `<circle cx="${x + 98}" cy="${y + 112}" r="26" fill="${bright.base}"/>`,
  ];
  return (
    box(x + 12, y + 14, 146, 200, g.floor) +
    box(x, y, 146, 200, tones('Oak').base, 3) +
    box(x + 9, y + 9, 128, 182, pale.light) +
    art[turn % art.length]
  );
}

/** Slanting light from a window. @param {Ground} g */
const daylight = (g) =>
  shape('M40 0H200L420 480H260ZM240 0H400L620 480H460Z', mix(g.wall, g.motif, 0.75));

/** Books lying on one another. @param {string[]} props @param {number} x @param {number} y */
export function books(props, x, y) {
  const [dark, bright, pale] = props.map((name) => tones(name));
  return (
    box(x - 88, y - 34, 176, 34, dark.base, 4) +
    box(x - 88, y - 12, 176, 12, dark.shade, 4) +
    box(x - 74, y - 62, 152, 28, pale.base, 4) +
    box(x - 80, y - 86, 140, 24, bright.base, 4) +
    box(x - 80, y - 72, 140, 10, bright.shade, 4)
  );
}

/** A plant in a pot. @param {number} x @param {number} y @param {string} pot @param {number} k */
export function plant(x, y, pot, k) {
  const leaf = tones('Forest');
  const clay = tones(pot);
  const blades = [
    [-62, -30],
    [-36, -12],
    [0, 0],
    [36, 14],
    [66, 34],
  ].map(([dx, turn], i) => {
    const half = `M0 0C-34 -60 -30 -150 0 -200C30 -150 34 -60 0 0Z`;
    const move = `translate(${dx * 0.5} -110) rotate(${turn}) scale(${1 - Math.abs(i - 2) * 0.1})`;
    return (
      `<path transform="${move}" d="${half}" fill="${i % 2 ? leaf.base : leaf.shade}"/>` +
      `<path transform="${move}" d="M0 -6V-176" stroke="${leaf.light}" stroke-width="3"/>`
    );
  });
  return (
    `<g transform="translate(${x} ${y}) scale(${k})">${blades.join('')}` +
    shape('M-70 -130H70L54 0H-54Z', clay.base) +
    shape('M24 -130H70L54 0H18Z', clay.shade) +
    box(-76, -140, 152, 24, clay.base, 6) +
    '</g>'
  );
}

/** @type {Record<string, (s: Setting) => string>} */
const SCENES = {
  sideboard: (s) => {
    const wood = tones('Walnut');
    return (
      daylight(s.g) +
      frame(s, 92, 150) +
      box(0, 624, 800, 30, wood.base) +
      box(0, 624, 800, 8, wood.light) +
      box(0, 654, 800, 146, wood.shade) +
      shape(
        'M0 662H262V800H0ZM270 662H532V800H270ZM540 662H800V800H540Z',
        mix(wood.base, wood.shade, 0.5),
      ) +
      `<circle cx="240" cy="730" r="9" fill="${tones('Brass').base}"/>` +
      `<circle cx="510" cy="730" r="9" fill="${tones('Brass').base}"/>` +
      books(s.props, 172, 624) +
      stand(
        prop('bowls', s.props[1], { second: s.props[2], third: s.props[0], plain: 1 }),
        160,
        538,
        [110, 70],
      ) +
      stand(s.thing, 500, 626, [470, 430]) +
      (s.thing.kind.box[2] - s.thing.kind.box[0] < 420
        ? stand(prop('moon', s.props[2], { plain: 1 }), 716, 626, [100, 110])
        : '')
    );
  },
  table: (s) =>
    box(70, 60, 300, 400, s.g.floor) +
    box(84, 74, 128, 180, s.g.motif) +
    box(228, 74, 128, 180, s.g.motif) +
    box(84, 270, 128, 176, s.g.motif) +
    box(228, 270, 128, 176, s.g.motif) +
    shape(
      'M84 446V360L212 300V446ZM228 446V330L356 390V446Z',
      mix(s.g.motif, tones('Sage').base, 0.5),
    ) +
    box(50, 460, 340, 20, s.g.floor, 4) +
    box(0, 566, 800, 234, tones('Oak').light) +
    box(0, 566, 800, 10, tones('Oak').base) +
    stand(prop('moon', s.props[0], { plain: 1 }), 716, 606, [140, 140], tones('Oak').base) +
    stand(prop('bottle', s.props[2]), 612, 598, [110, 200]) +
    stand(s.thing, 376, 690, [390, 370], tones('Oak').base) +
    stand(prop('mug', s.props[1], { plain: 1 }), 140, 736, [150, 120], tones('Oak').base),
  dining: (s) => {
    const hangs = s.thing.kind.stand === 'hang';
    const top = hangs ? 438 : 409;
    return (
      shape(`M110 620V330a290 290 0 0 1 580 0V620Z`, s.g.motif) +
      box(0, 620, 800, 180, s.g.floor) +
      (hangs
        ? place(s.thing, 400, 0, 0.62)
        : stand(prop('bell', s.props[1]), 400, -96, [210, 210])) +
      chairs(s) +
      (hangs
        ? stand(prop('pedestal', s.props[0], { top: 'Oak' }), 400, 744, [500, 300], s.g.shadow)
        : stand(s.thing, 400, 744, [500, 330], s.g.shadow)) +
      stand(
        hangs ? prop('moon', s.props[2], { plain: 1 }) : prop('bottle', 'Slate'),
        458,
        top,
        [70, 110],
      ) +
      stand(prop('mug', s.props[1], { plain: 1 }), 336, top, [66, 46])
    );
  },
  room: (s) => {
    const [left, , right] = s.thing.kind.box;
    const wide = right - left > 520;
    const lamp = s.thing.kind === KINDS.heron;
    return (
      daylight(s.g) +
      frame(s, wide ? 120 : 560, 120) +
      box(0, 588, 800, 16, s.g.motif) +
      box(0, 604, 800, 196, s.g.floor) +
      `<ellipse cx="400" cy="706" rx="330" ry="56" fill="${tones(s.props[2]).base}"/>` +
      `<ellipse cx="400" cy="706" rx="286" ry="44" fill="none"` +
      ` stroke="${tones(s.props[1]).base}" stroke-width="7"/>` +
      (lamp ? stand(prop('lounge', s.props[0]), 500, 706, [330, 280], s.g.shadow) : '') +
      plant(wide ? 690 : 130, wide ? 640 : 664, s.props[1], wide ? 0.9 : 1.05) +
      stand(
        s.thing,
        lamp ? 340 : wide ? 380 : 420,
        706,
        [wide ? 560 : 430, lamp ? 560 : 440],
        mix(s.g.floor, '#2c1c3c', 0.3),
      )
    );
  },
  wall: (s) => {
    const rail = tones('Brass');
    const hook = (/** @type {number} */ x) =>
      `<path d="M${x} 122V160a14 14 0 0 0 28 0" fill="none"` +
      ` stroke="${rail.shade}" stroke-width="9" stroke-linecap="round"/>`;
    const hung = (
      /** @type {Thing} */ thing,
      /** @type {number} */ x,
      /** @type {number} */ y,
      /** @type {number} */ k,
      /** @type {number} */ turn,
    ) => {
      const upright = { ...thing, kind: { ...thing.kind, tilt: turn } };
      return castShadow(upright, x, y, s.g.shadow, k) + place(upright, x, y, k);
    };
    const skillet = s.thing.kind === KINDS.skillet;
    return (
      tiles(s.g) +
      box(40, 110, 720, 16, rail.base, 8) +
      box(40, 118, 720, 8, rail.shade, 4) +
      hook(150) +
      hook(386) +
      hook(620) +
      hung(
        skillet ? prop('board', 'Oak') : prop('skillet', 'Charcoal'),
        164,
        skillet ? 292 : 308,
        0.5,
        skillet ? 0 : 180,
      ) +
      hung(s.thing, 400, skillet ? 386 : 352, 0.7, skillet ? 180 : 0) +
      place(
        { ...prop('scissors', s.props[1]), kind: { ...KINDS.scissors, tilt: 180 } },
        634,
        272,
        0.42,
      ) +
      box(0, 690, 800, 110, tones(s.props[2]).base) +
      box(0, 690, 800, 14, tones(s.props[2]).light) +
      stand(prop('moon', s.props[0], { plain: 1 }), 150, 696, [130, 120]) +
      stand(prop('casserole', s.props[1]), 654, 696, [220, 130])
    );
  },
  flatlay: (s) => {
    const cup = tones(s.props[2]);
    const pale = brightness(tones(s.thing.colour).base) > 190;
    const sheet = tones(pale ? s.props[1] : 'Snow');
    const pen =
      s.thing.kind === KINDS.scissors
        ? prop('fountain', s.props[0])
        : prop('pencils', s.props[0], { other: s.props[2], few: 1 });
    return (
      shape('M0 0H800V800H0Z', s.g.floor) +
      shape('M330 0H800V800H210Z', s.g.wall) +
      `<g transform="rotate(9 420 420)">` +
      box(262, 92, 420, 590, s.g.shadow) +
      box(246, 72, 420, 590, sheet.base) +
      `<path d="M296 150H560M296 190H600M296 230H520"` +
      ` stroke="${sheet.shade}" stroke-width="6"/></g>` +
      castShadow(s.thing, 400, 420, s.g.shadow, 0.82) +
      place(s.thing, 400, 420, 0.82) +
      castShadow(pen, 120, 610, s.g.shadow, 0.5) +
      place(pen, 120, 610, 0.5) +
      `<circle cx="698" cy="158" r="100" fill="${s.g.shadow}"/>` +
      `<path d="M610 78L560 30" stroke="${cup.shade}" stroke-width="26" stroke-linecap="round"/>` +
      `<circle cx="684" cy="140" r="100" fill="${cup.base}"/>` +
      `<circle cx="684" cy="140" r="80" fill="${cup.shade}"/>` +
      `<circle cx="684" cy="140" r="74" fill="#6b432e"/>` +
      shape('M632 88A74 74 0 0 1 736 88A110 110 0 0 0 632 88Z', '#8a5c3f')
    );
  },
  sofa: (s) => {
    const couch = tones(s.props[0]);
    const throwOver = s.thing.kind === KINDS.draped;
    const onSeat = s.thing.kind === KINDS.folded;
    const small = {
      kind: KINDS.cushion,
      colour: s.props[1],
      look: { pattern: 'peaks', other: s.props[2] },
    };
    return (
      frame(s, 110, 36) +
      box(0, 640, 800, 160, s.g.floor) +
      box(90, 690, 26, 60, tones('Oak').base) +
      box(690, 690, 26, 60, tones('Oak').shade) +
      shape('M60 640V330A70 70 0 0 1 130 260H670A70 70 0 0 1 740 330V640Z', couch.base) +
      shape('M680 260A70 70 0 0 1 740 330V640H640V300Z', couch.shade) +
      `<path d="M400 270V560" stroke="${couch.shade}" stroke-width="6"/>` +
      stand(small, throwOver ? 590 : onSeat ? 600 : 612, 566, [190, 190]) +
      (throwOver ? place({ ...s.thing, look: { ...s.thing.look, rail: 0 } }, 330, 448, 0.86) : '') +
      box(70, 556, 660, 92, couch.light, 28) +
      box(70, 604, 660, 44, couch.base, 22) +
      (throwOver ? '' : stand(s.thing, onSeat ? 330 : 330, 566, onSeat ? [330, 190] : [290, 290])) +
      shape('M20 710V480A46 46 0 0 1 112 480V720H30Z', couch.base) +
      shape('M780 710V480A46 46 0 0 0 688 480V720H770Z', couch.shade) +
      box(60, 640, 680, 80, couch.shade, 12)
    );
  },
};

/** Two chairs turned towards a table. @param {Setting} s */
function chairs(s) {
  const chair = prop('dining', 'Oak', { seat: s.props[1] });
  const right = stand(chair, 672, 716, [190, 330]);
  return `<g id="c">${right}</g><use href="#c" transform="translate(800 0) scale(-1 1)"/>`;
}

/** Square tiles behind a counter. @param {Ground} g */
function tiles(g) {
  const lines = Array.from({ length: 9 }, (_, i) => `M${i * 100} 0V690M0 ${i * 100 - 10}H800`);
  return `<path d="${lines.join('')}" stroke="${g.motif}" stroke-width="4"/>`;
}

/** The names a product may use for its scene. */
export const SCENE_NAMES = Object.keys(SCENES);

/**
 * A thing in its setting.
 * @param {Thing} thing @param {string} name of the product, which seeds the choices
 * @param {string} title @param {string} scene a key of `SCENES`
 */
export function inPlace(thing, name, title, scene) {
  const seed = hash(name);
  const others = TRIOS.filter((trio) => !trio.includes(thing.colour));
  const g = groundFor(thing.colour, (seed >>> 8) + 1);
  const setting = { thing, g, props: others[seed % others.length], turn: seed >>> 4 };
  const body = `<path d="M0 0H800V800H0Z" fill="${g.wall}"/>${SCENES[scene](setting)}`;
  return picture(800, 800, title, body);
}
