/** Patterns of woven and printed cloth, drawn into a rectangle. */
import { tones } from './colour.mjs';

/** @typedef {import('./pen.mjs').Pen} Pen */
/** @typedef {import('./colour.mjs').Tones} Tones */
/** @typedef {{ x: number, y: number, w: number, h: number }} Area */

/** @param {number} count @param {(i: number) => string} draw */
const times = (count, draw) => Array.from({ length: count }, (_, i) => draw(i)).join('');

/** Bands across the cloth, in an uneven rhythm.
 * @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const stripe = (p, t, other, { x, y, w, h }) =>
  [
    [0.08, 0.05],
    [0.16, 0.015],
    [0.42, 0.11],
    [0.56, 0.02],
    [0.78, 0.05],
    [0.86, 0.015],
  ]
    .map(([at, thick]) => p.rect(x, y + h * at, w, h * thick, other.base))
    .join('');

/** Crossing translucent bands. @param {Pen} p @param {Tones} t @param {Tones} other
 * @param {Area} a */
const check = (p, t, other, { x, y, w, h }) => {
  const step = w / 5;
  const down = times(3, (i) => `M${x + step * (i * 2 + 0.5)} ${y}v${h}`);
  const rows = Math.ceil(h / step / 2);
  const across = times(
    rows,
    (i) => `M${x} ${y + step * Math.min(i * 2 + 0.8, h / step - 0.5)}h${w}`,
  );
  const paint = `fill="none" stroke="${other.base}" stroke-width="${step * 0.9}" opacity=".62"`;
  const thin = `fill="none" stroke="${t.light}" stroke-width="4" opacity=".8"`;
  return (
    `<path d="${down}" ${paint}/><path d="${across}"` +
    ` ${paint}/><path d="${across}${down}" ${thin}/>`
  );
};

/** Zigzag rows. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const herringbone = (p, t, other, { x, y, w, h }) => {
  const tooth = w / 12;
  const rise = tooth * 0.6;
  const pitch = tooth * 0.9;
  const zigzag = times(6, () => `l${tooth} ${rise}l${tooth} ${-rise}`);
  const d = times(Math.floor(h / pitch), (i) => `M${x} ${y + pitch * (i + 0.2)}${zigzag}`);
  return p.line(d, other.base, tooth * 0.24, 'butt');
};

/** Large fields of colour. @param {Pen} p @param {Tones} t @param {Tones} other
 * @param {Area} a */
const block = (p, t, other, { x, y, w, h }) =>
  p.rect(x, y, w * 0.42, h * 0.56, other.base) +
  p.rect(x + w * 0.42, y + h * 0.56, w * 0.58, h * 0.44, t.light) +
  p.rect(x, y + h * 0.56, w * 0.42, h * 0.1, t.deep);

/** Fine vertical ribs. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const rib = (p, t, other, { x, y, w, h }) =>
  p.line(
    times(17, (i) => `M${x + (w / 18) * (i + 1)} ${y}v${h}`),
    t.shade,
    w / 90,
    'butt',
  );

/** Rows of half circles. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const arches = (p, t, other, { x, y, w, h }) => {
  const size = w / 4;
  const rows = Math.floor(h / size);
  const tone = [other.base, t.light, other.shade];
  return times(rows * 4, (i) => {
    const [cx, cy] = [x + size * (i % 4), y + size * (Math.floor(i / 4) + 1)];
    const half = size / 2;
    return p.path(
      `M${cx + 5} ${cy}a${half - 5} ${half + 14} 0 0 1 ${size - 10} 0Z`,
      tone[(i + Math.floor(i / 4)) % 3],
    );
  });
};

/** A sun over hills. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const sun = (p, t, other, { x, y, w, h }) =>
  p.disc(x + w * 0.58, y + h * 0.38, w * 0.2, other.base) +
  p.path(
    `M${x} ${y + h * 0.62}q${w * 0.3} ${-h * 0.26}` +
      ` ${w * 0.62} 0t${w * 0.5} ${-h * 0.02}V${y + h}H${x}Z`,
    t.light,
  ) +
  p.path(
    `M${x} ${y + h * 0.8}q${w * 0.3} ${-h * 0.16} ${w * 0.6}` +
      ` ${-h * 0.02}t${w * 0.5} ${-h * 0.08}V${y + h}H${x}Z`,
    t.shade,
  );

/** A grid of lines. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const grid = (p, t, other, { x, y, w, h }) => {
  const step = w / 5;
  const rows = Math.floor(h / step);
  return p.line(
    times(5, (i) => `M${x + step * (i + 0.5)} ${y}v${h}`) +
      times(rows, (i) => `M${x} ${y + step * (i + 0.5)}h${w}`),
    other.base,
    w / 60,
    'butt',
  );
};

/** Rows of triangles. @param {Pen} p @param {Tones} t @param {Tones} other @param {Area} a */
const peaks = (p, t, other, { x, y, w, h }) => {
  const size = w / 5;
  const rows = Math.floor(h / size);
  const row = (/** @type {number} */ shift) =>
    times(rows * 5, (i) => {
      if ((i + Math.floor(i / 5) + shift) % 2) return '';
      return (
        `M${x + size * (i % 5)} ${y + size * (Math.floor(i / 5) + 1)}l${size / 2}` +
        ` ${-size}l${size / 2} ${size}Z`
      );
    });
  return p.path(row(0), other.base) + p.path(row(1), t.light);
};

/** @type {Record<string, (p: Pen, t: Tones, other: Tones, area: Area) => string>} */
const WEAVES = { stripe, check, herringbone, block, rib, arches, sun, grid, peaks };

/**
 * Fills an area with a pattern; a shadow or a line drawing stays plain.
 * @param {Pen} p @param {Tones} t @param {string} name a key of `WEAVES`
 * @param {string} other name of the second colour
 * @param {Area} area
 */
export function weave(p, t, name, other, area) {
  return p.only(() => WEAVES[name](p, t, tones(other), area));
}
