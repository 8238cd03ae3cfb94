/**
 * The palette of the demo art: the named colours a shopper can choose, the tones a drawing makes
 * of each, and the tinted grounds that each sits well on. Light comes from the upper left, so
 * every solid has a light, a base, a shade and a deep tone.
 */

/** @typedef {{ base: string, shade: string, deep: string, light: string }} Tones */
/** @typedef {{ wall: string, floor: string, motif: string, shadow: string, ink: string }} Ground */

/**
 * Hex of every colour name used in the catalogue, with the code it gets in a SKU.
 * @type {Record<string, [string, string]>}
 */
export const COLOURS = {
  Ash: ['#dcc193', 'ASH'],
  Black: ['#2b2a31', 'BLACK'],
  Brass: ['#cf9d45', 'BRASS'],
  Butter: ['#efc864', 'BUTTER'],
  Chalk: ['#f2ebde', 'CHALK'],
  Charcoal: ['#45444d', 'CHARCOAL'],
  Clay: ['#c66d4b', 'CLAY'],
  Cobalt: ['#3557b0', 'COBALT'],
  Copper: ['#c17550', 'COPPER'],
  Cream: ['#f2e2bf', 'CREAM'],
  Fog: ['#b7c0c3', 'FOG'],
  Forest: ['#2f5546', 'FOREST'],
  Ink: ['#28324a', 'INK'],
  Lilac: ['#b3a2cf', 'LILAC'],
  Linen: ['#e0d0b3', 'LINEN'],
  Moss: ['#6b7a45', 'MOSS'],
  Oak: ['#c8975c', 'OAK'],
  Ochre: ['#d69d35', 'OCHRE'],
  Plum: ['#703a56', 'PLUM'],
  Rose: ['#dd9d95', 'ROSE'],
  Rust: ['#ad4a2c', 'RUST'],
  Sage: ['#90a384', 'SAGE'],
  Sand: ['#d7bb8e', 'SAND'],
  Slate: ['#5b6a7a', 'SLATE'],
  Snow: ['#faf7f0', 'SNOW'],
  Steel: ['#aab4ba', 'STEEL'],
  Teal: ['#2d7577', 'TEAL'],
  Tomato: ['#d84a31', 'TOMATO'],
  Walnut: ['#7d4f35', 'WALNUT'],
};

/** Warm white of a lit lamp. */
export const GLOW = '#fff1c2';
/** What its light does to the air around it: warmer, or a dark wall would turn grey. */
export const HALO = '#ffd98f';

/** Wall, floor and the quiet shape behind. @type {Record<string, [string, string, string]>} */
const GROUNDS = {
  sand: ['#efe2ce', '#e3cfb2', '#f8f0e2'],
  blush: ['#f1d3c5', '#e6bba8', '#f8e4da'],
  mist: ['#d3dee3', '#bccdd5', '#e4ecef'],
  sage: ['#d3dcc6', '#bfccad', '#e3e9d9'],
  butter: ['#f5e0a6', '#eacb7d', '#faedc6'],
  lilac: ['#dcd3e6', '#c8bbd8', '#eae4f1'],
  clay: ['#d99f82', '#ca8a6b', '#e5b69e'],
  lagoon: ['#a5c0c4', '#8eadb3', '#b9d0d2'],
  olive: ['#b5c09a', '#a1ae83', '#c6cfaf'],
  dusk: ['#3d4964', '#313b54', '#4d5a78'],
  pine: ['#4c6656', '#3e5648', '#5d7868'],
};

/** Which grounds flatter which colour, the best first. @type {Record<string, string[]>} */
const PAIRINGS = {
  Ash: ['sage', 'mist', 'clay'],
  Black: ['blush', 'butter', 'mist'],
  Brass: ['mist', 'lilac', 'dusk'],
  Butter: ['mist', 'lilac', 'pine'],
  Chalk: ['clay', 'lagoon', 'olive'],
  Charcoal: ['sand', 'blush', 'butter'],
  Clay: ['sand', 'mist', 'sage'],
  Cobalt: ['butter', 'sand', 'blush'],
  Copper: ['sage', 'mist', 'sand'],
  Cream: ['clay', 'lagoon', 'pine'],
  Fog: ['blush', 'butter', 'sand'],
  Forest: ['blush', 'butter', 'sand'],
  Ink: ['butter', 'blush', 'sand'],
  Lilac: ['butter', 'sand', 'sage'],
  Linen: ['lagoon', 'clay', 'olive'],
  Moss: ['blush', 'sand', 'lilac'],
  Oak: ['mist', 'sage', 'blush'],
  Ochre: ['lilac', 'mist', 'sand'],
  Plum: ['blush', 'sand', 'sage'],
  Rose: ['mist', 'sage', 'sand'],
  Rust: ['mist', 'sand', 'butter'],
  Sage: ['blush', 'sand', 'lilac'],
  Sand: ['mist', 'pine', 'lilac'],
  Slate: ['sand', 'butter', 'blush'],
  Snow: ['lagoon', 'olive', 'clay'],
  Steel: ['blush', 'lilac', 'butter'],
  Teal: ['sand', 'blush', 'butter'],
  Tomato: ['mist', 'sand', 'lilac'],
  Walnut: ['sage', 'mist', 'sand'],
};

/**
 * Mixes two hex colours.
 * @param {string} from a `#rrggbb`
 * @param {string} to a `#rrggbb`
 * @param {number} share 0 gives `from`, 1 gives `to`
 */
export function mix(from, to, share) {
  let out = '#';
  for (let i = 1; i < 7; i += 2) {
    const a = Number.parseInt(from.slice(i, i + 2), 16);
    const b = Number.parseInt(to.slice(i, i + 2), 16);
    out += Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0');
  }
  return out;
}

/** Relative brightness, 0 to 255, after ITU-R BT.601. @param {string} hex */
export function brightness(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/**
 * The four tones of a named colour. Shades lean towards violet, lights towards cream, so that
 * mixed palettes stay in one light. Dark colours are lifted less and deepened more.
 * @param {string} name a key of `COLOURS`
 * @returns {Tones}
 */
export function tones(name) {
  const base = COLOURS[name]?.[0];
  if (base === undefined) throw new Error(`no colour named ${name}`);
  const dark = brightness(base) < 90;
  return {
    base,
    shade: mix(base, dark ? '#0e0b1a' : '#4a2b4e', dark ? 0.34 : 0.19),
    deep: mix(base, dark ? '#08060f' : '#2c1c3c', dark ? 0.6 : 0.42),
    light: mix(base, '#fff6e6', dark ? 0.2 : 0.42),
  };
}

/** @param {string} name a key of `GROUNDS` @returns {Ground} */
export function ground(name) {
  const [wall, floor, motif] = GROUNDS[name];
  const dark = brightness(wall) < 120;
  return {
    wall,
    floor,
    motif,
    shadow: mix(floor, '#2c1c3c', dark ? 0.3 : 0.17),
    ink: dark ? '#f2ebde' : '#3a3348',
  };
}

/**
 * The ground for a colour; `turn` walks through its pairings so that a grid does not repeat one.
 * @param {string} colour
 * @param {number} turn
 */
export function groundFor(colour, turn) {
  const names = PAIRINGS[colour];
  return ground(names[turn % names.length]);
}

/** FNV-1a, 32 bits: a stable number for a name. @param {string} text */
export function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
