/** The logo and the few icons, drawn inline so that they take the text's colour. */

/** The letters, one stroke each. */
const WORD = [
  'M6 50H54A24 24 0 1 0 47 67',
  'M124 50a24 24 0 1 0-48 0a24 24 0 1 0 48 0M124 4V74',
  'M196 50a24 24 0 1 0-48 0a24 24 0 1 0 48 0M196 26V78A24 24 0 0 1 152 91',
  'M220 50H268A24 24 0 1 0 261 67',
  'M288 26L304 74L320 30L336 74L352 26',
  'M376 26V74M376 6V7',
  'M432 36C430 28 423 26 416 26C407 26 401 31 401 38C401 53 433 47 433 62',
  'C433 69 427 74 417 74C408 74 401 71 399 63',
  'M456 50H504A24 24 0 1 0 497 67',
] as const;

/** The word mark; the shop's name is its text alternative. */
export const Logo = ({ name }: { name: string }) => (
  <svg class="logo" viewBox="0 0 620 112" role="img" aria-label={name}>
    <g transform="translate(4 14) scale(1.1)">
      <path class="logo-half" d="M31 1V53A26 26 0 0 1 31 1Z" />
      <path d="M33 11A26 26 0 0 1 33 63Z" fill="currentColor" />
    </g>
    <path
      transform="translate(100 -1)"
      d={WORD.join(' ')}
      fill="none"
      stroke="currentColor"
      stroke-width="12"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

/** Stands in for a picture that there is none of. */
export const NoPicture = () => (
  <svg class="no-picture" viewBox="0 0 64 64" aria-hidden="true">
    <path d="M31 1V53A26 26 0 0 1 31 1ZM33 11A26 26 0 0 1 33 63Z" />
  </svg>
);

const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13ZM15.5 15.5L20 20',
  cart: 'M5 8h14l-1.2 11.2H6.2ZM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8ZM5 20c.8-4 3.5-5.5 7-5.5s6.2 1.5 7 5.5',
  menu: 'M4 7.5h16M4 16.5h16',
  close: 'M6 6l12 12M18 6L6 18',
  filter: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  truck: 'M3 6h11v10H3ZM14 10h4l3 3.5V16h-7ZM7 18.5a1.5 1.5 0 1 0 0-3M17.5 18.5a1.5 1.5 0 1 0 0-3',
  clock: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16ZM12 8v4.5l3 2',
  arrow: 'M5 12h14M13 6l6 6l-6 6',
} as const;

/** A decorative icon, as tall as its text. */
export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
