/** Throws over a rail or folded, and cushions of three shapes. */
import { hash, tones } from './colour.mjs';
import { weave } from './weaves.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */
/** @typedef {import('./pen.mjs').Pen} Pen */

/** A fringe along a hem. @param {Pen} p @param {number} x @param {number} y @param {number} w
 * @param {string} tone */
const fringe = (p, x, y, w, tone) =>
  p.line(
    Array.from({ length: 15 }, (_, i) => `M${x + 6 + ((w - 12) / 14) * i} ${y}v26`).join(''),
    tone,
    6,
  );

/** @type {Kind} A throw hung over a wooden rail. */
export const draped = {
  stand: 'flat',
  box: [-230, -260, 230, 270],
  draw: (p, t, { pattern = 'rib', other = 'Chalk', edge = 'fringe', rail: bar = 1 }) => {
    const rail = tones('Oak');
    return (
      (bar
        ? p.line('M-190 -300V-236M190 -300V-236', rail.deep, 8) +
          p.rect(-16, -240, 210, 410, t.deep) +
          (edge === 'fringe' ? fringe(p, -16, 170, 210, t.deep) : '')
        : '') +
      p.rect(-170, -240, 320, 470, t.base) +
      weave(p, t, String(pattern), String(other), { x: -170, y: -216, w: 320, h: 446 }) +
      (edge === 'fringe'
        ? fringe(p, -170, 230, 320, t.base)
        : p.rect(-170, 216, 320, 14, t.light)) +
      p.only(
        () =>
          `<path d="M86 -240H150V230H86Z" fill="${t.deep}" opacity=".22"/>` +
          `<path d="M-112 -240H-92V230H-112Z" fill="${t.light}" opacity=".35"/>`,
      ) +
      (bar
        ? p.rect(-240, -262, 480, 24, rail.base, 12) +
          p.only(() => p.rect(-232, -250, 464, 10, rail.shade, 5))
        : '') +
      p.only(() => p.rect(-170, -264, 320, 28, t.base, 12)) +
      p.only(() => p.rect(-170, -250, 320, 14, t.shade, 7))
    );
  },
};

/** @type {Kind} A throw folded into a pile of three layers, with a banderole. */
export const folded = {
  stand: 'floor',
  box: [-230, -250, 230, 0],
  draw: (p, t, { pattern = 'rib', other = 'Chalk' }) =>
    [0, 1, 2]
      .map((i) => {
        const y = -80 * (i + 1);
        return (
          p.rect(-230, y, 460, 80, t.base, 38) +
          weave(p, t, String(pattern), String(other), { x: -200, y: y + 8, w: 400, h: 64 }) +
          p.only(
            () =>
              `<path d="M90 ${y}H192A38 40 0 0 1 192 ${y + 80}` +
              `H90Z" fill="${t.deep}" opacity=".25"/>` +
              p.rect(-190, y + 70, 410, 10, t.shade, 5),
          )
        );
      })
      .join('') +
    p.rect(-60, -244, 120, 246, '#f6efe0') +
    p.only(() => p.rect(24, -244, 36, 246, '#e2d6c4') + p.disc(-12, -122, 22, t.base)),
};

/** @type {Kind} A square cushion. */
export const cushion = {
  stand: 'flat',
  box: [-240, -240, 240, 240],
  tilt: -5,
  draw: (p, t, { pattern = 'grid', other = 'Chalk' }) => {
    const outline =
      'M-240 -240Q-120 -212 0 -212T240 -240Q212 -120 212 0T240 240' +
      'Q120 212 0 212T-240 240Q-212 120 -212 0T-240 -240Z';
    const id = `w${hash(`${pattern}${other}${t.base}`) % 9973}`;
    return (
      p.path(outline, t.base) +
      p.only(
        () =>
          `<clipPath id="${id}"><path d="${outline}"/></clipPath><g clip-path="url(#${id})">` +
          weave(p, t, String(pattern), String(other), { x: -240, y: -240, w: 480, h: 480 }) +
          `<path d="M240 -240Q180 0 90 240H260V-240Z" fill="${t.deep}" opacity=".2"/>` +
          `<path d="M-190 -190Q-170 -60 -176 60L-196 40` +
          `V-190Z" fill="${t.light}" opacity=".5"/></g>`,
      ) +
      p.only(() => p.line(outline, t.shade, 7))
    );
  },
};

/** @type {Kind} A round pleated cushion. */
export const round = {
  stand: 'flat',
  box: [-230, -230, 230, 230],
  draw: (p, t, { button = 'Brass' }) => {
    const pleats = Array.from({ length: 24 }, (_, i) => {
      const a = (i * Math.PI) / 12;
      return `M${30 * Math.cos(a)} ${30 * Math.sin(a)}L${218 * Math.cos(a)} ${218 * Math.sin(a)}`;
    }).join('');
    return (
      p.disc(0, 0, 230, t.base) +
      p.only(() => p.path('M140 -182A230 230 0 1 1 -182 140A270 270 0 0 0 140 -182Z', t.shade)) +
      p.marks(() => p.line(pleats, t.deep, 3)) +
      p.disc(0, 0, 26, tones(String(button)).base) +
      p.only(() => p.path('M0 -26A26 26 0 0 1 0 26Z', tones(String(button)).shade))
    );
  },
};

/** @type {Kind} A long bolster, seen from the side. */
export const bolster = {
  stand: 'floor',
  box: [-270, -190, 270, 0],
  draw: (p, t, { pattern = 'stripe', other = 'Chalk' }) => {
    const bands = [-170, -120, -30, 60, 110];
    const second = tones(String(other));
    return (
      p.rect(-270, -190, 540, 190, t.base, 60) +
      p.only(
        () =>
          (pattern === 'plain'
            ? ''
            : bands.map((x, i) => p.rect(x, -190, i === 2 ? 60 : 26, 190, second.base)).join('')) +
          `<path d="M-262 -70H262C262 -24 240 0 210 0H-210C-240 0` +
          ` -262 -24 -262 -70Z" fill="${t.deep}" opacity=".26"/>` +
          `<path d="M-214 -172H206" stroke="${t.light}"` +
          ` stroke-width="12" stroke-linecap="round" opacity=".7"/>`,
      ) +
      p.line('M-232 -180C-250 -120 -250 -70 -232 -10M232 -180C250 -120 250 -70 232 -10', t.shade, 6)
    );
  },
};
