/** Every template under the name that a product's `art.kind` uses. */
import * as ceramics from './ceramics.mjs';
import * as cookware from './cookware.mjs';
import * as lamps from './lamps.mjs';
import * as seating from './seating.mjs';
import * as sound from './sound.mjs';
import * as stationery from './stationery.mjs';
import * as tables from './tables.mjs';
import * as textiles from './textiles.mjs';

/** @type {Record<string, import('./stage.mjs').Kind>} */
export const KINDS = {
  ...ceramics,
  ...cookware,
  ...lamps,
  ...seating,
  ...sound,
  ...stationery,
  ...tables,
  ...textiles,
};
