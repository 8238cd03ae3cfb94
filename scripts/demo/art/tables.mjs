/** Tables, shelves and cabinets, seen square on. */
import { tones } from './colour.mjs';
import { turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */

/** @type {Kind} A drum that is a side table. */
export const drum = {
  stand: 'floor',
  box: [-150, -310, 150, 0],
  draw: (p, t) => {
    const slats = Array.from({ length: 13 }, (_, i) => {
      const x = 132 * Math.sin(((i - 6) / 6.6) * (Math.PI / 2));
      return `M${x} -270V-10`;
    }).join('');
    return (
      turned(
        p,
        [
          [136, -282],
          [136, -14],
          [136, -4, 130, 0, 122, 0],
        ],
        t,
      ) +
      p.marks(() => p.line(slats, t.deep, 3, 'butt')) +
      p.rect(-156, -310, 312, 32, t.base, 14) +
      p.only(() => p.rect(-156, -310, 312, 12, t.light, 6) + p.rect(60, -296, 96, 18, t.shade, 8))
    );
  },
};

/** @type {Kind} A desk on two trestles. */
export const trestle = {
  stand: 'floor',
  box: [-300, -340, 300, 0],
  draw: (p, t, { top = 'Oak' }) => {
    const wood = tones(String(top));
    const legs = [-190, 190]
      .map(
        (x) =>
          p.path(`M${x + 14} -312H${x + 34}L${x + 92} 0H${x + 70}Z`, t.shade) +
          p.path(`M${x - 14} -312H${x - 34}L${x - 92} 0H${x - 70}Z`, t.base) +
          p.rect(x - 66, -130, 132, 14, t.shade) +
          p.rect(x - 46, -322, 92, 20, t.base, 4),
      )
      .join('');
    return (
      legs +
      p.rect(-300, -346, 600, 26, wood.base, 5) +
      p.only(
        () => p.rect(-300, -346, 600, 9, wood.light, 4) + p.rect(120, -337, 180, 17, wood.shade),
      )
    );
  },
};

/** @type {Kind} A round café table on a pedestal. */
export const pedestal = {
  stand: 'floor',
  box: [-220, -380, 220, 0],
  draw: (p, t, { top = 'Chalk' }) => {
    const stone = tones(String(top));
    return (
      turned(
        p,
        [
          [30, -356],
          [22, -330, 18, -300, 18, -260],
          [18, -110, 40, -50, 130, -20],
          [142, -16, 144, 0, 144, 0],
        ],
        t,
      ) +
      p.rect(-220, -388, 440, 34, stone.base, 12) +
      p.only(
        () =>
          p.rect(-220, -372, 440, 18, stone.shade, 9) +
          p.rect(90, -372, 130, 18, stone.deep, 9) +
          p.path(
            'M-160 -388L-142 -372H-124L-142 -388ZM-30 -388L-12 -372H-4L-22 -388Z',
            stone.shade,
          ),
      )
    );
  },
};

/** @type {Kind} A leaning ladder shelf, with a few things on it. */
export const ladder = {
  stand: 'floor',
  box: [-190, -520, 190, 0],
  draw: (p, t) => {
    const boards = [-468, -330, -192, -54];
    const wide = [130, 146, 162, 178];
    const things = () =>
      p.rect(-96, -530, 20, 62, tones('Clay').base) +
      p.rect(-74, -520, 16, 52, tones('Ink').base) +
      p.rect(-56, -524, 24, 56, tones('Ochre').base) +
      p.disc(66, -498, 30, tones('Sage').base) +
      p.rect(54, -536, 24, 18, tones('Sage').shade) +
      p.path('M-100 -330V-372A44 44 0 0 1 -12 -372V-330Z', tones('Rose').base) +
      p.rect(30, -354, 92, 24, tones('Linen').base, 4) +
      p.rect(38, -372, 80, 18, tones('Teal').base, 4) +
      p.rect(-120, -262, 86, 70, tones('Butter').base, 6) +
      p.disc(-77, -227, 18, tones('Butter').shade) +
      p.path('M36 -192L56 -262H112L132 -192Z', tones('Cobalt').base);
    return (
      p.only(things) +
      boards
        .map(
          (y, i) =>
            p.rect(-wide[i], y, wide[i] * 2, 18, t.base, 3) +
            p.only(() => p.rect(-wide[i], y + 9, wide[i] * 2, 9, t.shade, 3)),
        )
        .join('') +
      p.path('M-136 -560H-118L-172 0H-192Z', t.base) +
      p.path('M136 -560H118L172 0H192Z', t.shade)
    );
  },
};

/** @type {Kind} A low cabinet with reeded doors. */
export const cabinet = {
  stand: 'floor',
  box: [-280, -300, 280, 0],
  draw: (p, t, { doors = 'Cream' }) => {
    const panel = tones(String(doors));
    const reeds = Array.from({ length: 25 }, (_, i) => `M${-252 + i * 21} -264V-84`).join('');
    return (
      p.path('M-244 -60H-220L-232 0H-244Z', t.deep) +
      p.path('M244 -60H220L232 0H244Z', t.deep) +
      p.rect(-280, -300, 560, 246, t.base, 12) +
      p.only(
        () => p.rect(-280, -300, 560, 12, t.light, 6) + p.rect(262, -290, 18, 230, t.shade, 6),
      ) +
      p.rect(-262, -274, 524, 200, panel.base, 4) +
      p.marks(() => p.line(reeds, panel.shade, 4, 'butt')) +
      p.rect(-4, -274, 8, 200, t.base) +
      p.disc(-26, -174, 9, tones('Brass').base) +
      p.disc(26, -174, 9, tones('Brass').base)
    );
  },
};
