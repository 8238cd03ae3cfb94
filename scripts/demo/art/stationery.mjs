/** Notebooks, pens and the small tools of a desk, lying flat. */
import { tones } from './colour.mjs';

/** @typedef {import('./stage.mjs').Kind} Kind */
/** @typedef {import('./pen.mjs').Pen} Pen */

const PAGE = '#f8f2e4';
const EDGE = '#e2d7c4';

/** @param {Pen} p @param {number} w @param {number} h */
const pages = (p, w, h) =>
  p.rect(-w / 2 + 8, -h / 2 + 10, w, h - 8, PAGE, 10) +
  p.marks(() =>
    p.line(
      `M${w / 2 + 1} ${-h / 2 + 20}V${h / 2 - 8}M${w / 2 + 5} ${-h / 2 + 20}V${h / 2 - 8}`,
      EDGE,
      2,
    ),
  );

/** @type {Kind} A hardback with an elastic band and a ribbon. */
export const hardback = {
  stand: 'flat',
  box: [-210, -280, 210, 300],
  tilt: -8,
  draw: (p, t, { band = 'Ink' }) => {
    const strap = tones(String(band));
    return (
      p.path('M40 270H58V330L49 318L40 330Z', strap.base) +
      pages(p, 400, 560) +
      p.rect(-204, -280, 400, 560, t.base, 16) +
      p.only(
        () =>
          p.path(
            'M-188 -280H-156V280H-188A16 16 0 0 1 -204 264V-264A16 16 0 0 1 -188 -280Z',
            t.shade,
          ) + p.line('M-150 -280V280', t.deep, 3, 'butt'),
      ) +
      p.rect(132, -280, 20, 560, strap.base) +
      p.only(() => p.rect(146, -280, 6, 560, strap.deep)) +
      p.rect(-92, -176, 170, 96, PAGE, 6) +
      p.marks(() => p.line('M-68 -146H54M-68 -120H24', t.deep, 5))
    );
  },
};

/** @type {Kind} A soft cover sewn along its spine. */
export const sewn = {
  stand: 'flat',
  box: [-200, -270, 200, 270],
  tilt: 7,
  draw: (p, t, { thread = 'Tomato' }) => {
    const stitches = Array.from({ length: 9 }, (_, i) => `M-164 ${-236 + i * 56}v28`).join('');
    return (
      pages(p, 390, 530) +
      p.rect(-200, -268, 390, 536, t.base, 8) +
      p.only(() => p.path('M190 -90V260A8 8 0 0 1 182 268H-40Z', t.shade)) +
      p.marks(() => p.line(stitches, tones(String(thread)).base, 7)) +
      p.disc(10, -70, 76, t.light) +
      p.path('M-66 -70A76 76 0 0 1 86 -70Z', tones(String(thread)).base) +
      p.marks(() => p.line('M-36 130H56', t.light, 7))
    );
  },
};

/** @type {Kind} A wire-bound pad. */
export const wire = {
  stand: 'flat',
  box: [-200, -290, 200, 270],
  tilt: -6,
  draw: (p, t, { other = 'Chalk' }) => {
    const rings = Array.from({ length: 11 }, (_, i) => `M${-165 + i * 33} -236V-292`).join('');
    return (
      pages(p, 390, 530) +
      p.rect(-200, -264, 392, 534, t.base, 12) +
      p.only(
        () =>
          p.path('M-200 60L192 -150V258A12 12 0 0 1 180 270H-188A12 12 0 0 1 -200 258Z', t.shade) +
          p.path(
            'M-200 170L192 -20V258A12 12 0 0 1 180 270H-188A12 12 0 0 1 -200 258Z',
            tones(String(other)).base,
          ),
      ) +
      p.marks(() => p.line(rings, tones('Steel').base, 9)) +
      p.only(() =>
        Array.from({ length: 11 }, (_, i) => p.disc(-165 + i * 33, -234, 9, t.deep)).join(''),
      )
    );
  },
};

/** @type {Kind} A year planner with months as squares. */
export const planner = {
  stand: 'flat',
  box: [-205, -280, 205, 300],
  tilt: 6,
  draw: (p, t, { other = 'Butter' }) => {
    const second = tones(String(other));
    const months = Array.from({ length: 12 }, (_, i) => {
      const [x, y] = [-122 + (i % 3) * 92, -196 + Math.floor(i / 3) * 92];
      if (i % 5 === 1) return p.disc(x + 36, y + 36, 36, second.base);
      if (i % 5 === 3)
        return p.path(`M${x} ${y + 72}V${y}A72 72 0 0 1 ${x + 72} ${y + 72}Z`, t.light);
      return p.rect(x, y, 72, 72, i % 2 ? t.deep : second.shade);
    }).join('');
    return (
      p.path('M-80 270H-64V336L-72 324L-80 336Z', second.base) +
      pages(p, 400, 560) +
      p.rect(-204, -280, 400, 560, t.base, 14) +
      p.marks(() => months) +
      p.marks(
        () => p.line('M-190 -280V280', t.deep, 3, 'butt') + p.line('M-122 222H20', t.light, 8),
      )
    );
  },
};

/** @type {Kind} A landscape sketchbook with a pencil in its loop. */
export const sketchbook = {
  stand: 'flat',
  box: [-290, -200, 290, 200],
  tilt: -7,
  draw: (p, t, { other = 'Ochre' }) => {
    const second = tones(String(other));
    return (
      pages(p, 540, 390) +
      p.rect(-275, -198, 540, 396, t.base, 10) +
      p.only(
        () =>
          p.path(
            'M-275 110Q-140 -10 0 90T265 40V188A10 10 0 0 1 255 198H-265A10 10 0 0 1 -275 188Z',
            t.light,
          ) +
          p.path(
            'M-275 168Q-120 90 40 150T265 120V188A10 10 0 0 1 255 198H-265A10 10 0 0 1 -275 188Z',
            t.shade,
          ) +
          p.disc(120, -74, 62, second.base),
      ) +
      p.rect(262, -170, 26, 300, second.base, 4) +
      p.only(() => p.rect(275, -170, 13, 300, second.shade, 4)) +
      p.path('M262 -166L275 -206L288 -166Z', tones('Ash').base) +
      p.rect(256, -40, 38, 54, t.deep, 4)
    );
  },
};

/** @type {Kind} A fountain pen, its cap beside it. */
export const fountain = {
  stand: 'flat',
  box: [-78, -250, 80, 250],
  tilt: 42,
  draw: (p, t, { trim = 'Brass' }) => {
    const metal = tones(String(trim));
    return (
      p.path('M-70 -120H-34L-36 260A16 16 0 0 1 -68 260Z', t.base) +
      p.only(() => p.path('M-48 -120H-34L-36 260C-37 270 -42 274 -48 276Z', t.shade)) +
      p.rect(-70, -138, 36, 18, metal.base) +
      p.path('M-68 -138H-36L-40 -206H-64Z', t.deep) +
      p.path('M-64 -206H-40C-38 -250 -46 -286 -52 -310C-58 -286 -66 -250 -64 -206Z', metal.base) +
      p.only(() => p.line('M-52 -300V-240', metal.deep, 3) + p.disc(-52, -236, 5, metal.deep)) +
      p.path('M32 80V-160A22 22 0 0 1 76 -160V80Z', t.base) +
      p.only(() => p.path('M58 80V-181A22 22 0 0 1 76 -160V80Z', t.shade)) +
      p.rect(30, 64, 48, 22, metal.base) +
      p.rect(62, -168, 12, 180, metal.light, 6)
    );
  },
};

/** @type {Kind} Five pencils, fanned. */
export const pencils = {
  stand: 'flat',
  box: [-210, -270, 210, 270],
  draw: (p, t, { other = 'Chalk', few = 0 }) => {
    const second = tones(String(other));
    const pale = tones('Ash');
    return (few ? [-1, 0, 1] : [-2, -1, 0, 1, 2])
      .map((i) => {
        const tone = i % 2 ? second : t;
        return (
          `<g transform="translate(${i * 72} ${Math.abs(i) * 26}) rotate(${i * 3})">` +
          p.rect(-22, -190, 44, 420, tone.base) +
          p.only(
            () => p.rect(6, -190, 16, 420, tone.shade) + p.rect(-22, -190, 9, 420, tone.light),
          ) +
          p.path('M-22 -190L0 -272L22 -190Z', pale.base) +
          p.only(() => p.path('M0 -272L22 -190H6Z', pale.shade)) +
          p.path('M-7 -246L0 -272L7 -246Z', tones('Ink').base) +
          p.rect(-23, 210, 46, 26, tones('Brass').base) +
          p.path(
            'M-20 236H20V254A10 10 0 0 1 10 264H-10A10 10 0 0 1 -20 254Z',
            tones('Clay').base,
          ) +
          '</g>'
        );
      })
      .join('');
  },
};

/** @type {Kind} Long-bladed scissors. */
export const scissors = {
  stand: 'flat',
  box: [-150, -310, 150, 310],
  tilt: 28,
  draw: (p, t) => {
    const steel = tones('Steel');
    return (
      p.path('M-14 30L-52 -300C-20 -280 10 -160 26 20Z', steel.light) +
      p.path('M14 30L52 -300C20 -280 -10 -160 -26 20Z', steel.base) +
      p.only(() => p.path('M14 30L52 -300C40 -260 20 -120 4 30Z', steel.shade)) +
      p.line('M-16 30L40 128', t.base, 30) +
      p.line('M16 30L-40 128', t.base, 30) +
      p.line('M-72 122A62 84 0 1 1 -73 122Z', t.base, 30) +
      p.line('M72 122A62 84 0 1 1 71 122Z', t.shade, 30) +
      p.disc(0, 10, 17, tones('Brass').base) +
      p.only(() => p.line('M-9 10H9', tones('Brass').deep, 4))
    );
  },
};

/** @type {Kind} A metal ruler and a set square. */
export const ruler = {
  stand: 'flat',
  box: [-260, -260, 260, 260],
  tilt: -12,
  draw: (p, t, { square = 'Chalk' }) => {
    const second = tones(String(square));
    const ticks = Array.from(
      { length: 32 },
      (_, i) => `M-248 ${-246 + i * 16}h${i % 5 ? 16 : 30}`,
    ).join('');
    return (
      p.path('M-90 250V-150L260 250ZM-30 190H128L-30 8Z', second.base) +
      p.only(() => p.path('M-90 250L-30 190H128L-30 8L-90 -150L260 250Z', second.shade)) +
      p.only(() => p.path('M-90 250V-150L-30 8V190Z', second.base)) +
      p.rect(-250, -260, 96, 520, t.base, 6) +
      p.only(() => p.rect(-172, -260, 18, 520, t.shade, 4)) +
      p.marks(() => p.line(ticks, t.deep, 3, 'butt')) +
      p.disc(-200, 228, 12, t.deep)
    );
  },
};

/** @type {Kind} A weighted tape dispenser. */
export const tape = {
  stand: 'floor',
  box: [-230, -290, 230, 0],
  draw: (p, t, { roll = 'Ochre' }) => {
    const second = tones(String(roll));
    return (
      p.path('M112 -206L214 -128V-110L96 -150Z', second.light) +
      p.disc(-24, -166, 130, second.base) +
      p.only(() => p.path('M68 -258A130 130 0 0 1 -116 -74A160 160 0 0 0 68 -258Z', second.shade)) +
      p.disc(-24, -166, 80, PAGE) +
      p.disc(-24, -166, 52, t.deep) +
      p.path(
        'M-230 0V-84A40 40 0 0 1 -190 -124H-60L-20 -60H120L172 -136H222V-20A20 20 0 0 1 202 0Z',
        t.base,
      ) +
      p.only(
        () =>
          p.path('M90 -60H120L172 -136H222V-20A20 20 0 0 1 202 0H60Z', t.shade) +
          p.rect(172, -144, 50, 10, tones('Steel').base) +
          p.line('M-204 -84A20 20 0 0 1 -186 -102H-80', t.light, 8),
      )
    );
  },
};
