/** The demo shop's category tree and everything in it, in the order of the shelves. */
import { ceramics } from './ceramics.mjs';
import { cookware } from './cookware.mjs';
import { cushions } from './cushions.mjs';
import { headphones } from './headphones.mjs';
import { notebooks } from './notebooks.mjs';
import { pendants } from './pendants.mjs';
import { pens } from './pens.mjs';
import { seating } from './seating.mjs';
import { speakers } from './speakers.mjs';
import { tableLamps } from './table-lamps.mjs';
import { tables } from './tables.mjs';
import { throws } from './throws.mjs';

/** @type {[string, import('./product.mjs').Sheet[]][]} */
const SHELVES = [
  ['Lighting > Table lamps', tableLamps],
  ['Lighting > Pendants and floor lamps', pendants],
  ['Furniture > Chairs and benches', seating],
  ['Furniture > Tables and storage', tables],
  ['Kitchen and table > Ceramics', ceramics],
  ['Kitchen and table > Cookware', cookware],
  ['Textiles > Throws', throws],
  ['Textiles > Cushions', cushions],
  ['Desk > Notebooks', notebooks],
  ['Desk > Pens and tools', pens],
  ['Sound > Speakers and players', speakers],
  ['Sound > Headphones', headphones],
];

/** @type {import('./product.mjs').Product[]} */
export const PRODUCTS = SHELVES.flatMap(([category, sheets]) =>
  sheets.map((sheet) => ({ ...sheet, category })),
);
