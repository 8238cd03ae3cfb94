/** Pans, pots and boards. */
import { tones } from './colour.mjs';
import { turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */

/** @type {Kind} A skillet from above. */
export const skillet = {
  stand: 'flat',
  box: [-210, -330, 210, 330],
  tilt: 38,
  draw: (p, t, { handle = 'Oak' }) => {
    const wood = tones(String(handle));
    return (
      p.path('M-26 60H26L30 330A30 30 0 0 1 -30 330Z', wood.base) +
      p.only(() => p.path('M6 60H26L30 330A30 30 0 0 1 6 358Z', wood.shade)) +
      p.path('M-34 60H34L30 150H-30Z', t.deep) +
      p.disc(0, 330, 10, wood.deep) +
      p.path('M-210 -120L-236 -148L-196 -196L-170 -180Z', t.base) +
      p.disc(0, -90, 210, t.base) +
      p.marks(() => p.disc(0, -90, 182, t.shade)) +
      p.only(
        () =>
          p.path('M-128 38A182 182 0 0 1 128 -218A236 236 0 0 0 -128 38Z', t.deep) +
          `<path d="M-30 50A150 150 0 0 0 148 -110" fill="none" stroke="${t.light}"` +
          ` stroke-width="12" stroke-linecap="round" opacity=".7"/>`,
      )
    );
  },
};

/** @type {Kind} A lidded casserole. */
export const casserole = {
  stand: 'floor',
  box: [-270, -300, 270, 0],
  draw: (p, t, { knob = 'Brass' }) =>
    p.line('M-196 -150H-240A22 22 0 0 0 -240 -106H-196', t.base, 20) +
    p.line('M196 -150H240A22 22 0 0 1 240 -106H196', t.deep, 20) +
    turned(
      p,
      [
        [206, -192],
        [206, -50],
        [206, -18, 190, 0, 160, 0],
      ],
      t,
    ) +
    turned(
      p,
      [
        [30, -272],
        [140, -262, 214, -236, 218, -196],
      ],
      t,
    ) +
    p.rect(-222, -206, 444, 20, t.deep, 8) +
    p.rect(-10, -284, 20, 18, tones(String(knob)).deep) +
    turned(
      p,
      [
        [20, -314],
        [42, -310, 42, -286, 24, -280],
      ],
      tones(String(knob)),
    ),
};

/** @type {Kind} A kettle with a gooseneck. */
export const kettle = {
  stand: 'floor',
  box: [-240, -380, 240, 0],
  draw: (p, t, { handle = 'Walnut' }) => {
    const wood = tones(String(handle));
    return (
      p.line('M-120 -60C-210 -60 -160 -230 -226 -246', t.base, 24) +
      p.line('M112 -262H190A32 32 0 0 1 222 -230V-110', wood.base, 26) +
      p.only(() => p.line('M222 -226V-110', wood.shade, 12)) +
      turned(
        p,
        [
          [98, -292],
          [106, -230, 152, -120, 156, -24],
          [156, -6, 146, 0, 136, 0],
        ],
        t,
      ) +
      p.rect(-104, -304, 208, 18, t.deep, 8) +
      turned(
        p,
        [
          [40, -324],
          [70, -320, 88, -310, 92, -302],
        ],
        t,
        { light: false },
      ) +
      turned(
        p,
        [
          [18, -362],
          [34, -352, 24, -332, 16, -322],
        ],
        wood,
      )
    );
  },
};

/** @type {Kind} A cutting board from above. */
export const board = {
  stand: 'flat',
  box: [-190, -310, 190, 310],
  tilt: -14,
  draw: (p, t, { inlay = 'Walnut' }) =>
    p.path(
      'M-190 -170A40 40 0 0 1 -150 -210H-70C-40 -210 -44 -250 -44 -270A44 44 0 0 1 44 -270' +
        'C44 -250 40 -210 70 -210H150A40 40 0 0 1 190 -170' +
        'V270A40 40 0 0 1 150 310H-150A40 40 0 0 1 -190 270Z',
      t.base,
    ) +
    p.only(
      () =>
        p.rect(-190, -90, 380, 34, tones(String(inlay)).base) +
        p.rect(-190, -40, 380, 12, tones(String(inlay)).base) +
        p.line(
          'M-140 40C-60 20 60 60 140 36M-150 120' +
            'C-50 96 60 140 150 112M-140 204C-60 184 40 224 140 196',
          t.shade,
          4,
        ) +
        `<path d="M120 -210H150A40 40 0 0 1 190 -170V270A40 40` +
        ` 0 0 1 150 310H120Z" fill="${t.deep}" opacity=".22"/>`,
    ) +
    p.disc(0, -266, 17, t.deep),
};

/** @type {Kind} A pepper mill and its shorter sister for salt. */
export const mill = {
  stand: 'floor',
  box: [-130, -420, 140, 0],
  draw: (p, t, { sister = 'Ash' }) => {
    const pale = tones(String(sister));
    return (
      `<g transform="translate(-60 0)">` +
      p.disc(0, -424, 16, tones('Brass').base) +
      turned(
        p,
        [
          [34, -412],
          [64, -396, 62, -340, 30, -330],
        ],
        t,
      ) +
      turned(
        p,
        [
          [30, -330],
          [62, -300, 20, -220, 46, -140],
          [58, -100, 72, -40, 72, 0],
        ],
        t,
      ) +
      p.rect(-74, -34, 148, 12, t.deep) +
      `</g><g transform="translate(92 0)">` +
      p.disc(0, -292, 14, tones('Brass').base) +
      turned(
        p,
        [
          [30, -280],
          [56, -266, 54, -222, 28, -214],
        ],
        pale,
      ) +
      turned(
        p,
        [
          [28, -214],
          [54, -190, 20, -140, 42, -90],
          [50, -64, 58, -30, 60, 0],
        ],
        pale,
      ) +
      p.rect(-62, -28, 124, 10, pale.deep) +
      '</g>'
    );
  },
};

/** @type {Kind} Storage jars with cork lids. */
export const jars = {
  stand: 'floor',
  box: [-210, -330, 210, 0],
  draw: (p, t, { second = 'Chalk' }) => {
    const cork = tones('Oak');
    const other = tones(String(second));
    return (
      `<g transform="translate(-96 0)">` +
      turned(
        p,
        [
          [74, -336],
          [74, -290],
        ],
        cork,
      ) +
      turned(
        p,
        [
          [96, -294],
          [110, -286, 112, -270, 112, -250],
          [112, -24],
          [112, -8, 102, 0, 88, 0],
        ],
        t,
      ) +
      p.rect(-58, -190, 100, 74, '#f6efe0', 8) +
      p.marks(() => p.line('M-38 -164H22M-38 -142H2', t.deep, 6)) +
      `</g><g transform="translate(116 0)">` +
      turned(
        p,
        [
          [58, -226],
          [58, -186],
        ],
        cork,
      ) +
      turned(
        p,
        [
          [78, -190],
          [90, -184, 92, -168, 92, -150],
          [92, -20],
          [92, -6, 84, 0, 72, 0],
        ],
        other,
      ) +
      p.rect(-46, -124, 82, 58, t.base, 8) +
      p.marks(() => p.line('M-28 -102H14M-28 -86H0', other.base, 5)) +
      '</g>'
    );
  },
};
