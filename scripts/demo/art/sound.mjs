/** Things that make sound: speakers, a record player, a radio, headphones. */
import { tones } from './colour.mjs';
import { turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */
/** @typedef {import('./pen.mjs').Pen} Pen */

/** A speaker cone. @param {Pen} p @param {number} x @param {number} y @param {number} size
 * @param {string} rim */
const driver = (p, x, y, size, rim) => {
  const dark = tones('Charcoal');
  return (
    p.disc(x, y, size, rim) +
    p.marks(() => p.disc(x, y, size * 0.84, dark.base)) +
    p.only(
      () =>
        `<path d="M${x - size * 0.6} ${y + size * 0.59}` +
        `A${size * 0.84} ${size * 0.84} 0 0 1 ${x + size * 0.59}` +
        ` ${y - size * 0.6}A${size} ${size} 0 0 0 ${x - size * 0.6}` +
        ` ${y + size * 0.59}Z" fill="${dark.deep}"/>`,
    ) +
    p.marks(() => p.disc(x, y, size * 0.34, dark.light)) +
    p.only(() => p.disc(x - size * 0.08, y - size * 0.09, size * 0.15, tones('Fog').base))
  );
};

/** @type {Kind} A two-way shelf speaker. */
export const shelf = {
  stand: 'floor',
  box: [-140, -440, 140, 0],
  draw: (p, t, { front = 'Chalk' }) => {
    const baffle = tones(String(front));
    return (
      p.rect(-140, -440, 280, 440, t.base, 14) +
      p.only(() => p.rect(112, -434, 28, 428, t.shade, 12)) +
      p.rect(-122, -422, 234, 404, baffle.base, 8) +
      p.only(() => p.path('M112 -250V-26A8 8 0 0 1 104 -18H-90Z', baffle.shade)) +
      driver(p, -5, -338, 50, tones('Brass').base) +
      driver(p, -5, -160, 98, tones('Brass').base) +
      p.only(() => p.disc(-5, -36, 6, tones('Tomato').base))
    );
  },
};

/** @type {Kind} A round portable with a strap. */
export const puck = {
  stand: 'floor',
  box: [-180, -430, 180, 0],
  draw: (p, t, { strap = 'Oak' }) => {
    const dots = Array.from({ length: 61 }, (_, i) => {
      const a = i * 2.39996;
      const d = 17 * Math.sqrt(i);
      return `M${(Math.cos(a) * d).toFixed(0)} ${(-190 + Math.sin(a) * d).toFixed(0)}h.1`;
    }).join('');
    return (
      p.line('M-100 -330C-90 -470 90 -470 100 -330', tones(String(strap)).base, 18) +
      p.disc(0, -186, 186, t.base) +
      p.only(() => p.path('M132 -318A186 186 0 0 1 -132 -54A230 230 0 0 0 132 -318Z', t.shade)) +
      p.disc(0, -190, 150, t.deep) +
      p.only(() => p.line(dots, t.light, 8)) +
      p.only(() => p.line('M-160 -200A160 160 0 0 1 -60 -336', t.light, 10))
    );
  },
};

/** @type {Kind} A long bar with a woven front. */
export const bar = {
  stand: 'floor',
  box: [-300, -150, 300, 0],
  draw: (p, t, { wood = 'Oak' }) => {
    const frame = tones(String(wood));
    const slats = Array.from({ length: 38 }, (_, i) => `M${-266 + i * 14.4} -122V-34`).join('');
    return (
      p.rect(-220, -14, 40, 14, frame.deep) +
      p.rect(180, -14, 40, 14, frame.deep) +
      p.rect(-300, -150, 600, 138, frame.base, 24) +
      p.only(() =>
        p.path('M-290 -30H290A24 24 0 0 1 276 -12H-276A24 24 0 0 1 -290 -30Z', frame.shade),
      ) +
      p.rect(-282, -132, 564, 102, t.base, 12) +
      p.marks(() => p.line(slats, t.shade, 4, 'butt')) +
      p.only(() => p.disc(250, -81, 7, t.light))
    );
  },
};

/** @type {Kind} A record player from above. */
export const turntable = {
  stand: 'flat',
  box: [-300, -240, 300, 240],
  draw: (p, t, { label = 'Tomato' }) => {
    const vinyl = tones('Black');
    const steel = tones('Steel');
    const grooves = [180, 160, 140, 120, 100]
      .map(
        (radius) =>
          `<circle cx="-70" r="${radius}" fill="none"` +
          ` stroke="${vinyl.light}" stroke-width="2" opacity=".5"/>`,
      )
      .join('');
    return (
      p.rect(-300, -240, 600, 480, t.base, 24) +
      p.only(() => p.path('M300 -40V216A24 24 0 0 1 276 240H40Z', t.shade)) +
      p.marks(() => p.disc(-70, 0, 206, steel.base) + p.disc(-70, 0, 196, vinyl.base)) +
      p.only(
        () =>
          grooves +
          `<path d="M-70 0L-190 -155A196 196 0 0 1 -120 -190ZM-70 0L50 155` +
          `A196 196 0 0 1 -20 190Z" fill="${vinyl.light}" opacity=".55"/>`,
      ) +
      p.marks(() => p.disc(-70, 0, 66, tones(String(label)).base)) +
      p.only(() => p.path('M-136 0A66 66 0 0 1 -4 0Z', tones(String(label)).light)) +
      p.marks(() => p.disc(-70, 0, 8, steel.light)) +
      p.marks(() => p.disc(220, -150, 46, t.deep) + p.disc(220, -150, 30, steel.base)) +
      p.marks(() => p.line('M220 -150V60L130 140', steel.light, 12)) +
      p.marks(() => p.path('M140 112L160 134L112 176L94 154Z', vinyl.base)) +
      p.marks(() => p.disc(244, 186, 22, tones('Brass').base))
    );
  },
};

/** @type {Kind} A table radio. */
export const radio = {
  stand: 'floor',
  box: [-250, -290, 250, 0],
  draw: (p, t, { wood = 'Walnut' }) => {
    const frame = tones(String(wood));
    const brass = tones('Brass');
    const lines = Array.from({ length: 9 }, (_, i) => `M-216 ${-236 + i * 23}H34`).join('');
    return (
      p.rect(-210, -16, 34, 16, frame.deep) +
      p.rect(176, -16, 34, 16, frame.deep) +
      p.rect(-250, -290, 500, 276, frame.base, 36) +
      p.only(() =>
        p.path(
          'M200 -286C236 -280 250 -262 250 -240V-60C250 -30 230 -14 214 -14H180Z',
          frame.shade,
        ),
      ) +
      p.rect(-230, -270, 460, 236, t.base, 20) +
      p.marks(() => p.line(lines, t.shade, 9)) +
      p.disc(142, -182, 66, '#f6efe0') +
      p.only(() => p.path('M142 -248A66 66 0 0 1 142 -116Z', '#e5dac6')) +
      p.marks(() => p.line('M142 -182L176 -224', tones('Tomato').base, 6)) +
      p.marks(() => p.disc(142, -182, 9, tones('Ink').base)) +
      p.disc(104, -72, 24, brass.base) +
      p.disc(180, -72, 24, brass.base) +
      p.only(() => p.line('M104 -72V-90M180 -72L192 -86', brass.deep, 5))
    );
  },
};

/** A pair of ear cups under a band.
 * @param {Pen} p @param {import('./colour.mjs').Tones} t @param {import('./colour.mjs').Tones} pad
 * @param {{ cup: number, strap: number }} size */
const cups = (p, t, pad, { cup, strap }) =>
  p.line('M-190 60V-40A190 190 0 0 1 190 -40V60', t.base, strap) +
  p.only(() => p.line('M90 -206A190 190 0 0 1 190 -40V60', t.shade, strap)) +
  p.line('M-120 -184A190 190 0 0 1 120 -184', pad.base, strap * 1.5) +
  [-1, 1]
    .map(
      (side) =>
        p.rect(side * 150 - 44 + side * -14, 80 - cup, 88, cup * 2, pad.base, 40) +
        p.rect(side * 204 - 46, 80 - cup * 1.1, 92, cup * 2.2, side < 0 ? t.base : t.shade, 44) +
        p.only(() =>
          p.rect(side * 222 - 12, 80 - cup * 0.7, 24, cup * 1.4, side < 0 ? t.light : t.deep, 12),
        ),
    )
    .join('');

/** @type {Kind} Closed over-ear headphones. */
export const over = {
  stand: 'flat',
  box: [-250, -240, 250, 230],
  draw: (p, t, { pad = 'Walnut' }) => cups(p, t, tones(String(pad)), { cup: 118, strap: 26 }),
};

/** @type {Kind} Small on-ear headphones with round pads. */
export const onEar = {
  stand: 'flat',
  box: [-240, -240, 240, 190],
  draw: (p, t, { pad = 'Tomato' }) => {
    const foam = tones(String(pad));
    return (
      p.line('M-178 90V-40A178 178 0 0 1 178 -40V90', tones('Steel').base, 12) +
      p.only(() => p.line('M84 -196A178 178 0 0 1 178 -40V90', tones('Steel').shade, 12)) +
      p.rect(-196, -20, 36, 90, t.base, 10) +
      p.rect(160, -20, 36, 90, t.shade, 10) +
      [-1, 1]
        .map(
          (side) =>
            p.disc(side * 168, 106, 88, foam.base) +
            p.only(() =>
              p.path(
                `M${side * 168 + 62} 44A88 88 0 0 1 ${side * 168 - 62}` +
                  ` 168A112 112 0 0 0 ${side * 168 + 62} 44Z`,
                foam.shade,
              ),
            ) +
            p.disc(side * 178, 106, 52, t.base) +
            p.only(() => p.disc(side * 178, 106, 18, t.light)),
        )
        .join('')
    );
  },
};

/** @type {Kind} In-ears in an open case. */
export const buds = {
  stand: 'flat',
  box: [-220, -230, 220, 230],
  draw: (p, t, { inside = 'Chalk' }) => {
    const lining = tones(String(inside));
    return (
      p.rect(-210, -226, 420, 222, t.shade, 90) +
      p.only(() => p.rect(-184, -200, 368, 170, t.deep, 70)) +
      p.rect(-220, -14, 440, 244, t.base, 96) +
      p.only(() => p.path('M220 60V134A96 96 0 0 1 124 230H20Z', t.shade)) +
      p.rect(-192, 10, 384, 150, lining.base, 70) +
      [-92, 92]
        .map(
          (x) =>
            p.rect(x - 17, 60, 34, 84, t.base, 17) +
            p.disc(x, 58, 48, t.base) +
            p.only(
              () =>
                p.path(`M${x} 10A48 48 0 0 1 ${x} 106Z`, t.shade) + p.disc(x - 14, 44, 13, t.light),
            ),
        )
        .join('') +
      p.disc(0, 196, 7, tones('Butter').base)
    );
  },
};

/** @type {Kind} A stand, holding a pair. */
export const stand = {
  stand: 'floor',
  box: [-170, -440, 170, 0],
  draw: (p, t, { pair = 'Charcoal' }) => {
    const held = tones(String(pair));
    const metal = tones('Brass');
    return (
      p.rect(-11, -400, 22, 376, metal.base) +
      p.only(() => p.rect(2, -400, 9, 376, metal.shade)) +
      p.line('M-132 -180V-290A132 132 0 0 1 132 -290V-180', held.base, 18) +
      p.path('M-84 -370A110 110 0 0 1 84 -370V-392A96 96 0 0 0 -84 -392Z', t.base) +
      p.rect(-94, -416, 188, 26, t.base, 13) +
      p.rect(-164, -250, 60, 150, held.base, 28) +
      p.rect(104, -250, 60, 150, held.shade, 28) +
      p.only(
        () =>
          p.rect(-122, -236, 30, 122, held.light, 14) + p.rect(92, -236, 30, 122, held.light, 14),
      ) +
      turned(
        p,
        [
          [126, -30],
          [140, -28, 142, -12, 142, 0],
        ],
        t,
      )
    );
  },
};

/** @type {Kind} Open-backed studio headphones with a coiled lead. */
export const studio = {
  stand: 'flat',
  box: [-260, -240, 260, 290],
  draw: (p, t, { pad = 'Charcoal' }) => {
    const coil = Array.from({ length: 9 }, (_, i) => `a14 18 0 1 1 24 ${i % 2 ? 4 : -4}`).join('');
    const grille = [-1, 1]
      .map((side) => [-50, -25, 0, 25, 50].map((y) => `M${side * 204 - 26} ${80 + y}h52`).join(''))
      .join('');
    return (
      p.line(
        `M-196 200C-196 270 -150 270 -120 268${coil}C140 262 190 262 236 280`,
        tones('Charcoal').base,
        7,
      ) +
      cups(p, t, tones(String(pad)), { cup: 104, strap: 20 }) +
      p.marks(() => p.line(grille, t.deep, 7))
    );
  },
};
