/**
 * How a thing is shown: the front view on a tinted ground, a close-up of it, and a line drawing
 * with its measures. All pictures are 800 × 800.
 */
import { ground, groundFor, hash, tones } from './colour.mjs';
import { group, pen, picture } from './pen.mjs';

/** @typedef {import('./colour.mjs').Ground} Ground */
/** @typedef {import('./colour.mjs').Tones} Tones */
/** @typedef {import('./pen.mjs').Pen} Pen */
/**
 * A template: `stand` says how it is staged, `box` is what it fills as [left, top, right, bottom].
 * @typedef {{
 *   stand: 'floor' | 'hang' | 'flat',
 *   box: [number, number, number, number],
 *   tilt?: number,
 *   draw: (p: Pen, t: Tones, look: Record<string, string | number>) => string,
 * }} Kind
 */
/**
 * What to draw: a template in a colour. `on` names a ground of its own for the front view.
 * @typedef {{
 *   kind: Kind, colour: string, on?: string, look?: Record<string, string | number>,
 * }} Thing
 */

/** Where the floor meets the wall, and where a standing thing touches the floor. */
export const HORIZON = 604;
const STAND = 678;
/** Light from the upper left: a shadow runs right and back along the floor. */
const CAST = 'matrix(1 0 -.62 .13 0 0)';

/**
 * Places a thing with its origin at a point, in colour.
 * @param {Thing} thing @param {number} x @param {number} y @param {number} [scale]
 */
export function place({ kind, colour, look = {} }, x, y, scale = 1) {
  const body = kind.draw(pen('colour'), tones(colour), look);
  const turn = kind.tilt ? ` rotate(${kind.tilt})` : '';
  return group(
    `transform="translate(${x} ${y})${scale === 1 ? '' : ` scale(${scale})`}${turn}"`,
    body,
  );
}

/**
 * The shadow a thing casts, on the floor or on the sheet it lies on.
 * @param {Thing} thing @param {number} x @param {number} y @param {string} shadow
 * @param {number} [scale]
 */
export function castShadow({ kind, colour, look = {} }, x, y, shadow, scale = 1) {
  const body = kind.draw(pen('shadow', { ink: shadow }), tones(colour), look);
  const flat = kind.stand === 'flat';
  const at = flat ? `translate(${x + 20 * scale} ${y + 24 * scale})` : `translate(${x} ${y})`;
  const turn = flat && kind.tilt ? ` rotate(${kind.tilt})` : '';
  const size = scale === 1 ? '' : ` scale(${scale})`;
  return group(`transform="${at}${size}${turn}${flat ? '' : ` ${CAST}`}" fill="${shadow}"`, body);
}

/** The large quiet shape behind a thing. @param {Ground} g @param {number} which */
function motif(g, which) {
  const shapes = [
    `<circle cx="400" cy="352" r="252" fill="${g.motif}"/>`,
    `<path d="M168 ${HORIZON}V372a232 232 0 0 1 464 0V${HORIZON}Z" fill="${g.motif}"/>`,
    `<path d="M90 ${HORIZON}a310 310 0 0 1 620 0Z" fill="${g.motif}"/>`,
    `<circle cx="548" cy="286" r="176" fill="${g.motif}"/>`,
    `<path d="M150 0H520L650 ${HORIZON}H280Z" fill="${g.motif}"/>`,
  ];
  return shapes[which % shapes.length];
}

/** The shape behind something lying flat. @param {Ground} g @param {number} which */
function sheet(g, which) {
  const shapes = [
    `<circle cx="400" cy="400" r="306" fill="${g.motif}"/>`,
    `<path d="M0 800V470L800 120V800Z" fill="${g.motif}"/>`,
    `<path d="M0 0H360V800H0Z" fill="${g.motif}"/>`,
    `<path d="M0 800A560 560 0 0 1 560 240H800V800Z" fill="${g.motif}"/>`,
  ];
  return shapes[which % shapes.length];
}

/**
 * How much to enlarge a thing so that it fills the picture, whatever its own size.
 * @param {Kind} kind
 */
function fit({ stand, box: [left, top, right, bottom] }) {
  const [wide, high] = { flat: [600, 600], hang: [600, 430], floor: [620, 500] }[stand];
  return Number(Math.min(wide / (right - left), high / (bottom - top), 1.45).toFixed(3));
}

/**
 * The ground and everything on it, without the frame.
 * @param {Thing} thing @param {Ground} g @param {number} seed
 */
function staged(thing, g, seed) {
  const { kind } = thing;
  const wall = `<path d="M0 0H800V800H0Z" fill="${g.wall}"/>`;
  const k = fit(kind);
  if (kind.stand === 'hang') {
    // Hung so that its middle is the picture's; its cord begins above the frame.
    const y = Math.min(0, 430 - ((kind.box[1] + kind.box[3]) / 2) * k);
    return wall + motif(g, [0, 3][seed % 2]) + place(thing, 400, y, k);
  }
  if (kind.stand === 'flat') {
    const [, top, , bottom] = kind.box;
    const y = 400 - (kind.tilt ? 0 : ((top + bottom) / 2) * k);
    return wall + sheet(g, seed) + castShadow(thing, 400, y, g.shadow, k) + place(thing, 400, y, k);
  }
  const x = 400 - ((kind.box[0] + kind.box[2]) / 2) * k;
  return (
    wall +
    motif(g, seed) +
    `<path d="M0 ${HORIZON}H800V800H0Z" fill="${g.floor}"/>` +
    castShadow(thing, x, STAND, g.shadow, k) +
    place(thing, x, STAND, k)
  );
}

/**
 * Front view. Colours of one product share the motif and differ in ground.
 * @param {Thing} thing @param {string} name of the product, which seeds the choices
 * @param {string} title
 */
export function front(thing, name, title) {
  const seed = hash(name);
  const g = thing.on ? ground(thing.on) : groundFor(thing.colour, seed >>> 8);
  return picture(800, 800, title, staged(thing, g, seed));
}

/**
 * Close-up: the front view enlarged about a point of the picture.
 * @param {Thing} thing @param {string} name @param {string} title
 * @param {[number, number, number]} lens x and y in the front view, and magnification
 */
export function closeUp(thing, name, title, [x, y, times]) {
  const seed = hash(name);
  const g = groundFor(thing.colour, (seed >>> 8) + 1);
  const move = `translate(${400 - x * times} ${400 - y * times}) scale(${times})`;
  const body = group(`transform="${move}"`, staged(thing, g, seed));
  return picture(800, 800, title, body);
}

/** Ticks at both ends of a measure. @param {string} d @param {string} ink */
const measure = (d, ink) => `<path d="${d}" fill="none" stroke="${ink}" stroke-width="2"/>`;

/**
 * Line drawing with width and height in millimetres.
 * @param {Thing} thing @param {string} name @param {string} title
 * @param {[number, number]} mm width and height
 */
export function drawing({ kind, colour, look = {} }, name, title, [wide, high]) {
  const g = groundFor(colour, (hash(name) >>> 8) + 1);
  const [left, top, right, bottom] = kind.box;
  const k = Math.min(470 / (right - left), 480 / (bottom - top), 1.7);
  const w = (right - left) * k;
  const h = (bottom - top) * k;
  const [x0, x1] = [380 - w / 2, 380 + w / 2];
  const [y0, y1] = [370 - h / 2, 370 + h / 2];
  const move = `translate(${(x0 - left * k).toFixed(1)} ${(y0 - top * k).toFixed(1)})`;
  const body = kind.draw(pen('line', { ink: g.ink, paper: g.motif }), tones(colour), look);
  const text = `font-family="system-ui,sans-serif" font-size="28" fill="${g.ink}"`;
  const grid = Array.from({ length: 19 }, (_, i) => `M${40 + i * 40} 0V800M0 ${40 + i * 40}H800`);
  return picture(
    800,
    800,
    title,
    `<path d="M0 0H800V800H0Z" fill="${g.wall}"/>` +
      `<path d="${grid.join('')}" stroke="${g.motif}" stroke-width="2"/>` +
      group(
        `transform="${move} scale(${k.toFixed(3)})" fill="${g.motif}" stroke="${g.ink}" ` +
          `stroke-width="3" stroke-linejoin="round"`,
        body,
      ) +
      measure(`M${x0} ${y1 + 46}H${x1}M${x0} ${y1 + 36}v20M${x1} ${y1 + 36}v20`, g.ink) +
      measure(`M${x1 + 46} ${y0}V${y1}M${x1 + 36} ${y0}h20M${x1 + 36} ${y1}h20`, g.ink) +
      `<text x="380" y="${(y1 + 88).toFixed(0)}" text-anchor="middle" ${text}>${wide} mm</text>` +
      `<text transform="translate(${(x1 + 84).toFixed(0)} 370) rotate(-90)" text-anchor="middle" ` +
      `${text}>${high} mm</text>`,
  );
}
