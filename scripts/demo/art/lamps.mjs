/** Lamps: table lamps, pendants and floor lamps. Lit, because a shop shows a lamp lit. */
import { GLOW, HALO, tones } from './colour.mjs';
import { group, turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */
/** @typedef {import('./pen.mjs').Pen} Pen */

/** Light as a translucent shape. @param {Pen} p @param {string} d @param {number} strength */
const beam = (p, d, strength) =>
  p.only(() => `<path d="${d}" fill="${GLOW}" opacity="${strength}"/>`);

/** Soft halo of three rings. @param {Pen} p @param {number} x @param {number} y
 * @param {number} radius */
const halo = (p, x, y, radius) =>
  p.only(() =>
    [1.9, 1.5, 1.2]
      .map((k) => `<circle cx="${x}" cy="${y}" r="${radius * k}" fill="${HALO}" opacity=".18"/>`)
      .join(''),
  );

/** A lit globe. @param {Pen} p @param {number} x @param {number} y @param {number} radius */
const globe = (p, x, y, radius) =>
  p.disc(x, y, radius, GLOW) +
  p.only(() => p.disc(x - radius * 0.2, y - radius * 0.22, radius * 0.56, '#fffaea'));

/** @type {Kind} A dome on a trumpet foot. */
export const dome = {
  stand: 'floor',
  box: [-170, -440, 170, 0],
  draw: (p, t) =>
    beam(p, 'M-150 -268H150L236 0H-236Z', 0.34) +
    turned(
      p,
      [
        [17, -276],
        [17, -150],
        [17, -66, 96, -62, 104, -14],
        [104, 0],
      ],
      t,
    ) +
    p.rect(-148, -276, 296, 12, GLOW, 6) +
    p.path('M-170 -270A170 170 0 0 1 170 -270Z', t.base) +
    p.only(
      () =>
        p.path('M170 -270A170 170 0 0 0 0 -440C58 -412 84 -350 86 -270Z', t.shade) +
        p.path('M-140 -290A142 142 0 0 1 -62 -398C-100 -372 -118 -336 -122 -290Z', t.light),
    ) +
    p.rect(-10, -456, 20, 18, t.deep, 5),
};

/** @type {Kind} A ring that carries a globe. */
export const ring = {
  stand: 'floor',
  box: [-155, -465, 155, 0],
  draw: (p, t) =>
    halo(p, 0, -254, 74) +
    p.line('M0 -167A143 143 0 1 1 1 -167', t.base, 24) +
    p.only(() => p.line('M0 -453A143 143 0 0 1 0 -167', t.shade, 24, 'butt')) +
    globe(p, 0, -254, 74) +
    p.rect(-13, -160, 26, 136, t.base) +
    p.only(() => p.rect(3, -160, 10, 136, t.shade)) +
    turned(
      p,
      [
        [34, -182],
        [34, -156],
      ],
      t,
      { light: false },
    ) +
    turned(
      p,
      [
        [92, -30],
        [104, -30, 108, -20, 108, -12],
        [108, 0],
      ],
      t,
    ),
};

/** @type {Kind} A pleated cone over stacked turnings. */
export const cone = {
  stand: 'floor',
  box: [-186, -470, 186, 0],
  draw: (p, t, { foot = 'Oak' }) => {
    const wood = tones(String(foot));
    const pleats = Array.from({ length: 9 }, (_, i) => {
      const k = -0.8 + i * 0.2;
      return `M${k * 92} -470L${k * 186} -246`;
    }).join('');
    return (
      beam(p, 'M-160 -246H160L222 0H-222Z', 0.3) +
      p.rect(-9, -262, 18, 60, tones('Brass').base) +
      turned(
        p,
        [
          [52, -212],
          [88, -212, 96, -120, 46, -112],
        ],
        wood,
      ) +
      turned(
        p,
        [
          [30, -112],
          [30, -96],
        ],
        tones('Brass'),
        { light: false },
      ) +
      turned(
        p,
        [
          [58, -96],
          [90, -90, 104, -30, 104, 0],
        ],
        wood,
      ) +
      turned(
        p,
        [
          [92, -470],
          [186, -246],
        ],
        t,
        { shade: 0.4, light: false },
      ) +
      p.marks(() => p.line(pleats, t.light, 3)) +
      p.rect(-186, -252, 372, 10, t.deep, 5)
    );
  },
};

/** @type {Kind} A jointed task lamp. */
export const task = {
  stand: 'floor',
  box: [-150, -476, 212, 0],
  draw: (p, t, { joint = 'Brass' }) => {
    const metal = tones(String(joint));
    return (
      beam(p, 'M88 -318L204 -366L306 0H10Z', 0.36) +
      turned(
        p,
        [
          [96, -26],
          [110, -26, 114, -16, 114, 0],
        ],
        t,
      ) +
      p.line('M-30 -36L-128 -268', t.base, 16) +
      p.line('M-128 -268L96 -428', t.base, 16) +
      p.only(() => p.line('M-120 -264L102 -422', t.shade, 6)) +
      p.path('M60 -448L128 -476L212 -362L80 -308Z', t.base) +
      p.only(() => p.path('M104 -466L128 -476L212 -362L156 -339Z', t.shade)) +
      p.only(() => p.path('M80 -308L212 -362A72 34 -22 0 1 80 -308Z', GLOW)) +
      p.disc(-128, -268, 20, metal.base) +
      p.disc(-30, -36, 18, metal.base) +
      p.disc(88, -430, 17, metal.base) +
      p.only(() => p.disc(-128, -268, 7, metal.deep) + p.disc(-30, -36, 6, metal.deep))
    );
  },
};

/** @type {Kind} A portable lantern with a carrying loop. */
export const lantern = {
  stand: 'floor',
  box: [-112, -404, 112, 0],
  draw: (p, t, { strap = 'Oak' }) =>
    halo(p, 0, -170, 130) +
    p.line('M-70 -276C-70 -392 70 -392 70 -276', tones(String(strap)).base, 16) +
    p.rect(-86, -252, 172, 176, GLOW) +
    p.only(() => p.rect(-58, -240, 44, 152, '#fffaea', 22) + p.rect(30, -252, 56, 176, '#f7dc94')) +
    p.marks(() => p.line('M-42 -252V-76M0 -252V-76M42 -252V-76', t.shade, 7, 'butt')) +
    turned(
      p,
      [
        [70, -294],
        [104, -290, 108, -262, 108, -246],
      ],
      t,
    ) +
    turned(
      p,
      [
        [112, -84],
        [112, -18],
        [112, -4, 104, 0, 94, 0],
      ],
      t,
    ),
};

/** @type {Kind} A dark disc in front of a lit one. */
export const eclipse = {
  stand: 'floor',
  box: [-172, -480, 190, 0],
  draw: (p, t) =>
    halo(p, 22, -318, 150) +
    p.disc(28, -318, 156, GLOW) +
    p.only(
      () => `<circle cx="28" cy="-318" r="156" fill="none" stroke="#fffaea" stroke-width="10"/>`,
    ) +
    p.rect(-12, -180, 24, 152, t.shade) +
    p.disc(-16, -318, 148, t.base) +
    p.only(
      () =>
        p.path('M-16 -466A148 148 0 0 1 -16 -170A206 206 0 0 0 -16 -466Z', t.shade) +
        p.path('M-146 -330A130 130 0 0 1 -60 -440A190 190 0 0 0 -146 -330Z', t.light),
    ) +
    p.path('M-120 0V-22A14 14 0 0 1 -106 -36H106A14 14 0 0 1 120 -22V0Z', tones('Brass').base) +
    p.only(() => p.path('M34 -36H106A14 14 0 0 1 120 -22V0H34Z', tones('Brass').shade)),
};

/** @type {Kind} A bell on a long cord. */
export const bell = {
  stand: 'hang',
  box: [-190, 190, 190, 560],
  draw: (p, t, { cap = 'Brass' }) =>
    beam(p, 'M-168 530H168L300 800H-300Z', 0.32) +
    p.rect(-3, 0, 6, 236, '#3a3348') +
    p.disc(0, 530, 56, GLOW) +
    turned(
      p,
      [
        [34, 262],
        [70, 268, 84, 330, 92, 380],
        [102, 448, 190, 440, 190, 516],
        [190, 530],
      ],
      t,
    ) +
    turned(
      p,
      [
        [20, 214],
        [34, 226, 36, 250, 36, 268],
      ],
      tones(String(cap)),
      { light: false },
    ),
};

/** @type {Kind} Two saucers with the light between them. */
export const saucer = {
  stand: 'hang',
  box: [-250, 230, 250, 480],
  draw: (p, t, { beam: lit = 1 }) =>
    (lit ? beam(p, 'M-190 430H190L330 800H-330Z', 0.26) : '') +
    p.rect(-3, 0, 6, 250, '#3a3348') +
    turned(
      p,
      [
        [16, 240],
        [24, 262, 30, 280, 44, 296],
      ],
      t,
      { light: false },
    ) +
    p.rect(-96, 376, 192, 60, GLOW, 28) +
    turned(
      p,
      [
        [40, 292],
        [150, 300, 250, 352, 250, 380],
      ],
      t,
    ) +
    p.only(() => p.rect(-250, 378, 500, 8, t.deep, 4)) +
    turned(
      p,
      [
        [176, 428],
        [176, 446, 96, 470, 30, 472],
      ],
      t,
    ) +
    p.only(() => p.rect(-176, 424, 352, 8, GLOW, 4)),
};

/** @type {Kind} Three globes on a rail. */
export const trio = {
  stand: 'hang',
  box: [-250, 180, 250, 560],
  draw: (p, t) =>
    p.rect(-160, 0, 5, 210, '#3a3348') +
    p.rect(155, 0, 5, 210, '#3a3348') +
    [
      [-176, 400, 62],
      [0, 480, 74],
      [176, 352, 52],
    ]
      .map(
        ([x, y, radius]) =>
          p.rect(x - 5, 216, 10, y - radius - 226, t.base) +
          halo(p, x, y, radius) +
          globe(p, x, y, radius) +
          p.path(
            `M${x - 26} ${y - radius + 4}V${y - radius - 26}A26 22` +
              ` 0 0 1 ${x + 26} ${y - radius - 26}V${y - radius + 4}Z`,
            t.base,
          ) +
          p.only(() => p.rect(x + 8, y - radius - 30, 18, 34, t.shade)),
      )
      .join('') +
    p.rect(-236, 200, 472, 20, t.base, 10) +
    p.only(() => p.rect(-228, 210, 456, 10, t.shade, 5)),
};

/** @type {Kind} Ribbed paper lantern. */
export const paper = {
  stand: 'hang',
  box: [-196, 196, 196, 560],
  draw: (p, t) => {
    const ribs = Array.from({ length: 8 }, (_, i) => {
      const y = 246 + i * 38;
      const half = 196 * Math.sqrt(1 - ((y - 380) / 186) ** 2);
      return `M${-half} ${y}Q0 ${y + 14} ${half} ${y}`;
    }).join('');
    return (
      p.rect(-3, 0, 6, 200, '#3a3348') +
      p.only(() => `<circle cx="0" cy="380" r="270" fill="${GLOW}" opacity=".3"/>`) +
      p.oval(0, 380, 196, 184, t.base) +
      p.only(
        () =>
          p.path('M40 200A196 184 0 0 1 40 560A300 260 0 0 0 40 200Z', t.shade) +
          `<ellipse cx="-20" cy="380" rx="118" ry="130" fill="${GLOW}" opacity=".75"/>`,
      ) +
      p.marks(() => p.line(ribs, t.shade, 3)) +
      p.rect(-56, 190, 112, 16, tones('Oak').base, 4) +
      p.rect(-56, 554, 112, 16, tones('Oak').shade, 4)
    );
  },
};

/** @type {Kind} A floor lamp whose stem bows over. */
export const heron = {
  stand: 'floor',
  box: [-198, -508, 200, 0],
  draw: (p, t) =>
    beam(p, 'M52 -372H196L270 0H-10Z', 0.3) +
    p.line('M-110 -20V-390A118 118 0 0 1 124 -404', t.base, 12) +
    p.only(() => p.line('M-106 -20V-390', t.shade, 4)) +
    group(
      'transform="translate(-110 0)"',
      turned(
        p,
        [
          [72, -20],
          [84, -20, 88, -12, 88, 0],
        ],
        t,
        { light: false },
      ),
    ) +
    p.path('M48 -372C48 -420 84 -436 124 -436S200 -420 200 -372Z', t.base) +
    p.only(
      () =>
        p.path('M138 -436C172 -434 200 -416 200 -372H158C160 -400 154 -424 138 -436Z', t.shade) +
        p.rect(60, -376, 128, 8, GLOW, 4),
    ),
};
