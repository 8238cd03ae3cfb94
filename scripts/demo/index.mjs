/** The demo shop: its import rows and the pictures they point to. Pure and deterministic. */
import { brandArt } from './art/brand.mjs';
import { KINDS } from './art/kinds.mjs';
import { inPlace } from './art/scenes.mjs';
import { closeUp, drawing, front } from './art/stage.mjs';
import { PRODUCTS } from './catalogue/categories.mjs';
import { frontAlt, frontName, row, secondAlt, secondName } from './catalogue/product.mjs';

export { COUPONS } from './coupons.mjs';
export { dropsFrom } from './drops.mjs';

/** @typedef {{ key: string, body: string, contentType: 'image/svg+xml' }} Art */

/** Every product of the demo shop as a row of the importer's format. */
export function demoRows() {
  return PRODUCTS.map(row);
}

/** @param {string} name @param {string} body @returns {Art} */
const art = (name, body) => ({ key: `demo/${name}.svg`, body, contentType: 'image/svg+xml' });

/** @param {import('./catalogue/product.mjs').Product} sheet @param {string} [colour] */
function thing(sheet, colour) {
  const kind = KINDS[sheet.art.kind];
  if (kind === undefined) throw new Error(`${sheet.id}: no template named ${sheet.art.kind}`);
  const { on, look, colour: only = 'Oak' } = sheet.art;
  return { kind, colour: colour ?? only, on, look };
}

/** @param {import('./catalogue/product.mjs').Product} sheet */
function second(sheet) {
  const shown = thing(sheet, sheet.colours?.[0]);
  const { second: how, scene = 'room', mm = [0, 0], lens = [400, 400, 2] } = sheet.art;
  if (how === 'scene') return inPlace(shown, sheet.id, secondAlt(sheet), scene);
  if (how === 'drawing') return drawing(shown, sheet.id, secondAlt(sheet), mm);
  return closeUp(shown, sheet.id, secondAlt(sheet), lens);
}

/**
 * Every picture of the demo shop: a front view per product and colour, a second view per product,
 * and the shop's own (hero, category tiles, logo, favicon).
 * @returns {Art[]}
 */
export function demoArt() {
  const products = PRODUCTS.flatMap((sheet) => [
    ...(sheet.colours ?? [undefined]).map((colour) =>
      art(frontName(sheet, colour), front(thing(sheet, colour), sheet.id, frontAlt(sheet, colour))),
    ),
    art(secondName(sheet), second(sheet)),
  ]);
  return [...products, ...brandArt().map(([name, body]) => art(name, body))];
}
