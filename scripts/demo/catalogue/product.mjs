/**
 * Turns a compact product sheet into an import row: options become variants, each with its SKU,
 * price, stock and picture. The sheet's `art` says which template draws it.
 */
import { COLOURS } from '../art/colour.mjs';

/**
 * What a catalogue file writes down. Money in whole euros. `stock` is one number per variant,
 * colours outermost. `sizes` names the second option: code in the SKU, and euros on top.
 * @typedef {{
 *   id: string, sku: string, title: string, brand: string, released: string,
 *   price: number, was?: number, tags?: string[], description: string,
 *   attributes: Record<string, string | number | boolean>,
 *   rating: [number, number], sales: number, status?: 'published' | 'draft',
 *   colours?: string[], finish?: string,
 *   sizes?: { name: string, values: Record<string, [string, number]> },
 *   stock: number[],
 *   art: Art,
 * }} Sheet
 */
/**
 * `second` is the picture beside the front view: a setting, the measured drawing or a close-up.
 * @typedef {{
 *   kind: string, colour?: string, on?: string, look?: Record<string, string | number>,
 *   mm?: [number, number], lens?: [number, number, number], scene?: string,
 *   second: 'scene' | 'drawing' | 'detail',
 * }} Art
 */
/** @typedef {Sheet & { category: string }} Product */
/** @typedef {{ url: string, alt: string }} Image */

const CENTS = 100;

/** Where the shop serves the demo's pictures from. @param {string} name */
export const mediaUrl = (name) => `/media/demo/${name}.svg`;

/** Name of the front view of a colour. @param {Sheet} sheet @param {string} [colour] */
export const frontName = (sheet, colour) =>
  colour === undefined ? sheet.id : `${sheet.id}-${colour.toLowerCase()}`;

/** Name of the second picture. @param {Sheet} sheet */
export const secondName = (sheet) => `${sheet.id}-${sheet.art.second}`;

/** @param {Sheet} sheet @param {string} [colour] */
export const frontAlt = (sheet, colour) =>
  colour === undefined ? sheet.title : `${sheet.title} in ${colour.toLowerCase()}`;

/** @param {Sheet} sheet */
export function secondAlt(sheet) {
  const { second, mm } = sheet.art;
  if (second === 'scene') return `${sheet.title} in its place at home`;
  if (second === 'detail') return `${sheet.title}, seen close up`;
  return `${sheet.title}, drawing: ${mm?.[0]} mm wide, ${mm?.[1]} mm high`;
}

/** @param {Sheet} sheet */
function variants(sheet) {
  const { colours = [], sizes } = sheet;
  const tones = colours.length > 0 ? colours : [undefined];
  const steps = sizes ? Object.entries(sizes.values) : [undefined];
  return tones.flatMap((colour, i) =>
    steps.map((step, j) => {
      const extra = step ? step[1][1] : 0;
      const codes = [sheet.sku];
      if (colour !== undefined) codes.push(COLOURS[colour][1]);
      if (step) codes.push(step[1][0]);
      return {
        sku: codes.join('-'),
        options: {
          ...(colour === undefined ? {} : { [sheet.finish ?? 'Colour']: colour }),
          ...(sizes && step ? { [sizes.name]: step[0] } : {}),
        },
        price_minor: Math.round((sheet.price + extra) * CENTS),
        ...(sheet.was === undefined
          ? {}
          : { compare_at_minor: Math.round((sheet.was + extra) * CENTS) }),
        stock: sheet.stock[i * steps.length + j],
        image: mediaUrl(frontName(sheet, colour)),
      };
    }),
  );
}

/**
 * The front view first, then the second picture, then the other colours.
 * @param {Sheet} sheet
 * @returns {Image[]}
 */
function images(sheet) {
  const fronts = (sheet.colours ?? [undefined]).map((colour) => ({
    url: mediaUrl(frontName(sheet, colour)),
    alt: frontAlt(sheet, colour),
  }));
  const second = { url: mediaUrl(secondName(sheet)), alt: secondAlt(sheet) };
  return [fronts[0], second, ...fronts.slice(1)];
}

/** The import row of a product; its price is its cheapest variant's. @param {Product} sheet */
export function row(sheet) {
  const [average, count] = sheet.rating;
  const sold = variants(sheet);
  const cheapest = sold.reduce((a, b) => (b.price_minor < a.price_minor ? b : a));
  return {
    id: `demo-${sheet.id}`,
    slug: sheet.id,
    title: sheet.title,
    brand: sheet.brand,
    category: sheet.category,
    description: sheet.description,
    price_minor: cheapest.price_minor,
    ...(sheet.was === undefined ? {} : { compare_at_minor: cheapest.compare_at_minor }),
    currency: 'EUR',
    mpn: sheet.sku,
    released: sheet.released,
    tags: sheet.tags ?? [],
    attributes: sheet.attributes,
    images: images(sheet),
    ...(count === 0 ? {} : { rating: { average, count } }),
    sales: sheet.sales,
    status: sheet.status ?? 'published',
    variants: sold,
  };
}

/** Folds an indented template literal into one paragraph. @param {string} text */
export const prose = (text) => text.replace(/\s+/g, ' ').trim();
