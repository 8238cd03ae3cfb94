/**
 * A pen draws the same template three ways: in colour, as its flat shadow, or as a line drawing
 * for the measured view. Templates only call its methods; coordinates have their origin where the
 * thing stands (or at its centre if it lies flat), y upwards negative.
 */

/** @typedef {import('./colour.mjs').Tones} Tones */
/** @typedef {ReturnType<typeof pen>} Pen */
/** @typedef {number[]} Segment [x, y] for a straight piece, [x1, y1, x2, y2, x, y] for a cubic. */

/** @param {number} n */
const r = (n) => String(Math.round(n * 10) / 10);

/** Whole units are fine enough in a path, but for short moves. @param {string} d */
const tidy = (d) =>
  d
    .replace(/-?\d*\.\d+/g, (m) =>
      Math.abs(Number(m)) < 10 ? r(Number(m)) : String(Math.round(Number(m))),
    )
    .replace(/ -/g, '-');

/** Outline width of a line drawing, in drawing units. */
const LINE = 3;

/**
 * @param {'colour' | 'shadow' | 'line'} mode
 * @param {{ ink?: string, paper?: string }} [sheet] for line and shadow modes
 */
export function pen(mode, { ink = '#000', paper = '#fff' } = {}) {
  const colour = mode === 'colour';
  /** @param {string} tone */
  const fill = (tone) => (colour ? ` fill="${tone}"` : '');
  return {
    mode,
    /** @param {string} d @param {string} tone */
    path: (d, tone) => `<path d="${tidy(d)}"${fill(tone)}/>`,
    /** @param {number} x @param {number} y @param {number} w @param {number} h
     * @param {string} tone @param {number} [round] */
    rect: (x, y, w, h, tone, round = 0) =>
      `<rect x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}"` +
      `${round ? ` rx="${r(round)}"` : ''}${fill(tone)}/>`,
    /** @param {number} x @param {number} y @param {number} radius @param {string} tone */
    disc: (x, y, radius, tone) =>
      `<circle cx="${r(x)}" cy="${r(y)}" r="${r(radius)}"${fill(tone)}/>`,
    /** @param {number} x @param {number} y @param {number} rx @param {number} ry
     * @param {string} tone */
    oval: (x, y, rx, ry, tone) =>
      `<ellipse cx="${r(x)}" cy="${r(y)}" rx="${r(rx)}" ry="${r(ry)}"${fill(tone)}/>`,
    /** A stroke of some width. A line drawing shows its two edges.
     * @param {string} d @param {string} tone @param {number} width @param {string} [cap] */
    line: (d, tone, width, cap = 'round') => {
      const ends = `fill="none" stroke-linecap="${cap}" stroke-linejoin="round"`;
      const shape = `<path d="${tidy(d)}" ${ends}`;
      if (mode === 'colour') return `${shape} stroke="${tone}" stroke-width="${r(width)}"/>`;
      if (mode === 'shadow') return `${shape} stroke="${ink}" stroke-width="${r(width)}"/>`;
      if (width <= LINE + 4) return `${shape} stroke="${ink}" stroke-width="${LINE}"/>`;
      const outer = `${shape} stroke="${ink}" stroke-width="${r(width + LINE)}"/>`;
      return `${outer}${shape} stroke="${paper}" stroke-width="${r(width - LINE)}"/>`;
    },
    /** Surface decoration: only in colour. @param {() => string} draw */
    only: (draw) => (colour ? draw() : ''),
    /** Surface decoration that a line drawing shows too, but a shadow does not.
     * @param {() => string} draw */
    marks: (draw) => (mode === 'shadow' ? '' : draw()),
  };
}

/** @param {Segment[]} profile @param {number} k */
function down(profile, k) {
  return profile
    .slice(1)
    .map((s) => `${s.length === 2 ? 'L' : 'C'}${s.map((n, i) => (i % 2 ? n : n * k)).join(' ')}`)
    .join('');
}

/** @param {Segment[]} profile @param {number} k */
function up(profile, k) {
  let out = '';
  for (let i = profile.length - 1; i > 0; i -= 1) {
    const s = profile[i];
    const [x, y] = profile[i - 1].slice(-2);
    if (s.length === 2) out += `L${x * k} ${y}`;
    else out += `C${s[2] * k} ${s[3]} ${s[0] * k} ${s[1]} ${x * k} ${y}`;
  }
  return out;
}

/**
 * The band of a turned solid between two fractions of its radius, as a path.
 * @param {Segment[]} profile right-hand profile from top to bottom
 * @param {number} from −1 is the left edge, 1 the right edge
 * @param {number} to
 */
export function band(profile, from, to) {
  const [x, y] = profile[0];
  const [, by] = profile[profile.length - 1].slice(-2);
  const bx = profile[profile.length - 1].slice(-2)[0];
  return `M${x * to} ${y}${down(profile, to)}L${bx * from} ${by}${up(profile, from)}Z`;
}

/**
 * A solid of revolution seen from the front: base tone, a shade on the right, a light on the left.
 * @param {Pen} p
 * @param {Segment[]} profile
 * @param {Tones} t
 * @param {{ shade?: number, light?: boolean }} [look]
 */
export function turned(p, profile, t, { shade = 0.34, light = true } = {}) {
  return (
    p.path(band(profile, -1, 1), t.base) +
    p.only(
      () =>
        p.path(band(profile, shade, 1), t.shade) +
        (light ? p.path(band(profile, -0.84, -0.68), t.light) : ''),
    )
  );
}

/** Wraps markup in a group. @param {string} attributes @param {string} body */
export const group = (attributes, body) => `<g ${attributes}>${body}</g>`;

/** Escapes text for markup. @param {string} text */
export const escape = (text) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/**
 * A whole picture.
 * @param {number} width @param {number} height @param {string} title @param {string} body
 * @param {number} [left] where the picture begins, to cut a narrow one out of a wide one
 */
export function picture(width, height, title, body, left = 0) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} 0 ${width} ${height}" role="img">` +
    `<title>${escape(title)}</title>${body}</svg>\n`
  );
}
