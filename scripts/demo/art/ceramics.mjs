/** Thrown and pressed ceramics: turned profiles with a dip of glaze and a few specks. */
import { hash, mix, tones } from './colour.mjs';
import { band, turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */
/** @typedef {import('./pen.mjs').Pen} Pen */
/** @typedef {import('./colour.mjs').Tones} Tones */

/** Unglazed stoneware. */
const BISQUE = tones('Sand');

/**
 * Specks of iron in the glaze, scattered by a fixed sequence.
 * @param {Pen} p @param {Tones} t @param {string} name
 * @param {[number, number, number, number]} area left, top, right, bottom
 * @param {number} count
 */
function specks(p, t, name, [left, top, right, bottom], count) {
  return p.only(() => {
    let seed = hash(name);
    const next = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    let d = '';
    for (let i = 0; i < count; i += 1) {
      const x = left + next() * (right - left);
      d += `M${x.toFixed(0)} ${(top + next() * (bottom - top)).toFixed(0)}h${i % 4 ? '.1' : '2'}`;
    }
    return (
      `<path d="${d}" stroke="${t.deep}" stroke-width="5"` +
      ` stroke-linecap="round" opacity=".5"/>`
    );
  });
}

/** @type {Kind} A straight mug with a round ear. */
export const mug = {
  stand: 'floor',
  box: [-120, -270, 196, 0],
  draw: (p, t, { plain = 0 }) =>
    p.line('M112 -206H140A46 46 0 0 1 140 -84H108', t.shade, 26) +
    turned(
      p,
      [
        [120, -270],
        [120, -60],
        [120, -20, 96, 0, 70, 0],
      ],
      t,
    ) +
    p.only(() => {
      const foot = [
        [120, -64],
        [120, -60],
        [120, -20, 96, 0, 70, 0],
      ];
      return p.path(band(foot, -1, 1), BISQUE.base) + p.path(band(foot, 0.34, 1), BISQUE.shade);
    }) +
    p.only(() => p.rect(-120, -270, 240, 8, t.light, 4)) +
    (plain ? '' : specks(p, t, 'mug', [-100, -240, 100, -80], 22)),
};

/** @type {Kind} Three bowls, one inside another. */
export const bowls = {
  stand: 'floor',
  box: [-210, -330, 210, 0],
  draw: (p, t, { second = 'Chalk', third = 'Sage', plain = 0 }) => {
    /** @type {[number, number, number, Tones][]} */
    const nest = [
      [108, -330, -190, tones(String(third))],
      [156, -270, -130, tones(String(second))],
    ];
    return (
      nest
        .map(([half, top, end, tone]) =>
          turned(
            p,
            [
              [half, top],
              [half, top + 80, half * 0.7, end, half * 0.3, end],
            ],
            tone,
          ),
        )
        .join('') +
      turned(
        p,
        [
          [206, -200],
          [206, -84, 130, -14, 84, -14],
          [84, 0],
        ],
        t,
      ) +
      p.only(() => p.rect(-206, -200, 412, 9, t.light, 4)) +
      (plain ? '' : specks(p, t, 'bowls', [-150, -170, 150, -60], 24))
    );
  },
};

/** @type {Kind} A plate seen from above. */
export const plate = {
  stand: 'flat',
  box: [-260, -260, 260, 260],
  draw: (p, t) =>
    p.disc(0, 0, 260, BISQUE.base) +
    p.only(() => p.disc(0, 0, 252, t.shade) + p.disc(-5, -6, 246, t.base)) +
    p.marks(() => p.disc(0, 0, 182, t.shade)) +
    p.only(() => p.disc(6, 8, 174, t.light) + p.disc(12, 15, 158, mix(t.base, t.light, 0.5))) +
    specks(p, t, 'plate', [-120, -120, 130, 130], 34),
};

/** @type {Kind} A tall bottle vase. */
export const bottle = {
  stand: 'floor',
  box: [-110, -430, 110, 0],
  draw: (p, t) =>
    turned(
      p,
      [
        [36, -430],
        [26, -420, 26, -400, 26, -330],
        [26, -270, 110, -240, 110, -130],
        [110, -60, 84, 0, 70, 0],
      ],
      t,
    ) +
    p.only(() => {
      const dip = [
        [110, -128],
        [110, -60, 84, 0, 70, 0],
      ];
      return p.path(band(dip, -1, 1), BISQUE.base) + p.path(band(dip, 0.34, 1), BISQUE.shade);
    }),
};

/** A branch with leaves in the neck of a vase. @param {Pen} p @param {string} colour */
function twig(p, colour) {
  const leaf = tones(colour);
  const leaves = [
    [-46, -548, -36],
    [10, -574, 8],
    [-70, -500, -62],
    [52, -520, 48],
    [30, -470, 60],
    [-34, -470, -50],
  ];
  return (
    p.line('M0 -410C0 -470 -10 -520 -30 -560M0 -440C10 -480 30 -500 50 -530', leaf.deep, 5) +
    leaves
      .map(
        ([x, y, turn]) =>
          `<path transform="translate(${x} ${y}) rotate(${turn})" ` +
          `d="M0 36C-26 12 -20 -26 0 -40C20 -26 26 12 0 36Z" fill="${leaf.base}"/>` +
          `<path transform="translate(${x} ${y}) rotate(${turn})" ` +
          `d="M0 36C26 12 20 -26 0 -40Z" fill="${leaf.shade}"/>`,
      )
      .join('')
  );
}

/** @type {Kind} The bottle vase with a branch in it. */
export const sprig = {
  stand: 'floor',
  box: [-110, -606, 110, 0],
  draw: (p, t, { branch = 'Moss' }) =>
    p.only(() => twig(p, String(branch))) + bottle.draw(p, t, {}),
};

/** @type {Kind} A round jar, wider than tall. */
export const moon = {
  stand: 'floor',
  box: [-190, -360, 190, 0],
  draw: (p, t, { plain = 0 }) =>
    turned(
      p,
      [
        [72, -360],
        [66, -340],
        [150, -330, 190, -260, 190, -186],
        [190, -90, 130, 0, 78, 0],
      ],
      t,
    ) +
    p.only(() => p.rect(-74, -364, 148, 10, t.deep, 5)) +
    (plain ? '' : specks(p, t, 'moon', [-130, -290, 130, -60], 40)),
};

/** @type {Kind} A ring-shaped vase. */
export const hoop = {
  stand: 'floor',
  box: [-170, -420, 170, 0],
  draw: (p, t) =>
    p.rect(-30, -424, 60, 60, t.base, 6) +
    p.only(() => p.rect(10, -424, 20, 60, t.shade, 4)) +
    p.path(
      'M0 -370A170 170 0 0 1 66 -44V0H-66V-44A170 170 0 0 1 0 -370ZM0 -272A72 72 0 1 0 1 -272Z',
      t.base,
    ) +
    p.only(
      () =>
        p.path(
          'M0 -370A170 170 0 0 1 66 -44V0H20V-128A72 72 0 0 0 72 -200' +
            'A72 72 0 0 0 40 -260L96 -330A170 170 0 0 0 0 -370Z',
          t.shade,
        ) + p.path('M-148 -200A148 148 0 0 1 -70 -330L-82 -306A128 128 0 0 0 -130 -200Z', t.light),
    ),
};

/** @type {Kind} The ring-shaped vase with one flower in it. */
export const bloom = {
  stand: 'floor',
  box: [-170, -600, 170, 0],
  draw: (p, t, { flower = 'Rust' }) =>
    p.only(
      () =>
        p.line('M0 -400C10 -470 40 -520 70 -560', tones('Moss').shade, 5) +
        p.disc(74, -566, 34, tones(String(flower)).base) +
        p.path('M74 -600A34 34 0 0 1 74 -532Z', tones(String(flower)).shade) +
        p.disc(74, -566, 10, tones('Butter').base),
    ) + hoop.draw(p, t, {}),
};

/** @type {Kind} A teapot with a wooden handle. */
export const teapot = {
  stand: 'floor',
  box: [-270, -350, 210, 0],
  draw: (p, t, { handle = 'Oak', plain = 0 }) => {
    const wood = tones(String(handle));
    return (
      p.path(
        'M-150 -120C-210 -130 -220 -190 -268 -222L-240 -244C-190 -220 -180 -190 -140 -180Z',
        t.base,
      ) +
      p.line('M-130 -236C-120 -380 120 -380 130 -236', wood.base, 20) +
      p.only(() => p.line('M40 -338C100 -326 126 -290 130 -236', wood.shade, 20, 'butt')) +
      turned(
        p,
        [
          [96, -262],
          [150, -250, 186, -190, 186, -130],
          [186, -60, 130, 0, 90, 0],
        ],
        t,
      ) +
      turned(
        p,
        [
          [20, -290],
          [60, -290, 96, -276, 100, -258],
        ],
        { ...t, base: mix(t.base, t.shade, 0.4) },
      ) +
      p.disc(0, -302, 19, wood.base) +
      (plain ? '' : specks(p, t, 'teapot', [-120, -220, 130, -50], 30))
    );
  },
};
