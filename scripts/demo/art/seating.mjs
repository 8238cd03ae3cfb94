/** Chairs, stools and benches, seen square on or from the side. */
import { tones } from './colour.mjs';
import { turned } from './pen.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */

/** @type {Kind} A moulded shell on four splayed legs. */
export const shell = {
  stand: 'floor',
  box: [-170, -440, 170, 0],
  draw: (p, t, { legs = 'Oak' }) => {
    const wood = tones(String(legs));
    return (
      p.path('M-92 -190L-74 -190L-96 0H-112Z', wood.deep) +
      p.path('M92 -190L74 -190L96 0H112Z', wood.deep) +
      p.path('M-104 -190L-78 -190L-142 0H-160Z', wood.base) +
      p.path('M104 -190L78 -190L142 0H160Z', wood.shade) +
      p.path('M-128 -214C-176 -330 -166 -440 -84 -440H84C166 -440 176 -330 128 -214Z', t.base) +
      p.only(
        () =>
          p.path('M60 -440H84C166 -440 176 -330 128 -214H92C122 -310 118 -400 60 -440Z', t.shade) +
          p.path('M-138 -292C-148 -360 -140 -414 -96 -420C-120 -392 -124 -346 -120 -292Z', t.light),
      ) +
      p.path(
        'M-150 -226C-150 -252 -110 -262 0 -262S150 -252 150 -226' +
          'C150 -186 116 -176 0 -176S-150 -186 -150 -226Z',
        t.light,
      ) +
      p.only(() =>
        p.path(
          'M-150 -226C-150 -186 -116 -176 0 -176S150 -186 150 -226' +
            'C120 -206 60 -202 0 -202S-120 -206 -150 -226Z',
          t.shade,
        ),
      )
    );
  },
};

/** @type {Kind} A dining chair from the side, with a bowed top rail. */
export const dining = {
  stand: 'floor',
  box: [-150, -470, 160, 0],
  draw: (p, t, { seat = 'Linen' }) => {
    const pad = tones(String(seat));
    return (
      p.path('M-96 -250H-74L-98 0H-118Z', t.shade) +
      p.path('M-128 -250L-96 -250L-130 0H-150Z', t.base) +
      p.path('M84 -240L112 -240L160 0H138Z', t.base) +
      p.path('M62 -240H84L112 0H94Z', t.shade) +
      p.path('M92 -250L120 -256L160 -468L134 -470Z', t.base) +
      p.only(() => p.path('M106 -253L120 -256L160 -468L148 -469Z', t.shade)) +
      p.rect(-122, -132, 252, 12, t.shade, 6) +
      p.rect(-136, -254, 262, 26, t.base, 8) +
      p.path(
        'M-142 -254C-142 -282 -120 -286 -60 -284L96 -280C112 -280 116 -268 116 -254Z',
        pad.base,
      ) +
      p.only(() => p.path('M-142 -254C-142 -266 -136 -268 -120 -268H116V-254Z', pad.shade)) +
      p.path('M116 -476C136 -486 162 -486 170 -472L164 -396C150 -388 126 -388 110 -398Z', t.base) +
      p.only(() =>
        p.path(
          'M144 -482C158 -482 167 -478 170 -472L164 -396C157 -392 150 -391 138 -391Z',
          t.shade,
        ),
      )
    );
  },
};

/** @type {Kind} A low lounge chair from the front. */
export const lounge = {
  stand: 'floor',
  box: [-236, -400, 236, 0],
  draw: (p, t, { legs = 'Walnut' }) => {
    const wood = tones(String(legs));
    return (
      p.path('M-190 -90H-164L-176 0H-194Z', wood.base) +
      p.path('M190 -90H164L176 0H194Z', wood.shade) +
      p.path('M-168 -150V-320A80 80 0 0 1 -88 -400H88A80 80 0 0 1 168 -320V-150Z', t.base) +
      p.only(
        () =>
          p.path(
            'M70 -400H88A80 80 0 0 1 168 -320V-150H112V-320C112 -360 100 -390 70 -400Z',
            t.shade,
          ) + p.line('M-56 -394V-190M0 -398V-190M56 -394V-190', t.shade, 4),
      ) +
      p.path('M-170 -120V-176A26 26 0 0 1 -144 -202H144A26 26 0 0 1 170 -176V-120Z', t.light) +
      p.only(() => p.path('M-170 -120V-142H170V-120Z', t.base)) +
      p.path('M-170 -64V-126H170V-64Z', t.shade) +
      p.path('M-236 -84V-226A34 34 0 0 1 -168 -226V-64H-216A20 20 0 0 1 -236 -84Z', t.base) +
      p.path('M236 -84V-226A34 34 0 0 0 168 -226V-64H216A20 20 0 0 0 236 -84Z', t.deep) +
      p.only(() =>
        p.path('M-222 -90V-226A20 20 0 0 1 -196 -240C-206 -234 -208 -228 -208 -218V-90Z', t.light),
      )
    );
  },
};

/** @type {Kind} A round stool with a foot ring. */
export const stool = {
  stand: 'floor',
  box: [-132, -400, 132, 0],
  draw: (p, t, { ring = 'Brass' }) =>
    p.path('M-12 -372H12L16 0H-16Z', t.deep) +
    p.path('M-104 -372H-76L-112 0H-134Z', t.base) +
    p.path('M104 -372H76L112 0H134Z', t.shade) +
    p.rect(-124, -140, 248, 12, tones(String(ring)).base, 6) +
    p.only(() => p.rect(20, -140, 104, 12, tones(String(ring)).shade, 6)) +
    turned(
      p,
      [
        [120, -408],
        [136, -406, 136, -372, 112, -368],
      ],
      t,
    ) +
    p.only(() => p.rect(-118, -408, 236, 8, t.light, 4)),
};

/** @type {Kind} A long bench of two boards. */
export const bench = {
  stand: 'floor',
  box: [-290, -240, 290, 0],
  draw: (p, t, { cushion = '' }) =>
    p.path('M-232 -210H-176L-192 0H-216Z', t.base) +
    p.path('M232 -210H176L192 0H216Z', t.shade) +
    p.rect(-206, -96, 412, 16, t.deep) +
    p.path('M-290 -240H290V-216A10 10 0 0 1 280 -206H-280A10 10 0 0 1 -290 -216Z', t.base) +
    p.only(() => p.rect(-290, -240, 580, 9, t.light) + p.rect(100, -231, 190, 22, t.shade)) +
    (cushion === ''
      ? ''
      : p.rect(-150, -282, 300, 42, tones(String(cushion)).base, 20) +
        p.only(() => p.rect(-140, -260, 290, 20, tones(String(cushion)).shade, 10))),
};
