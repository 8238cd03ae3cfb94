/**
 * What a product's page has beside its main form: pictures, times and links, each with a form of
 * its own and a change of the row that it stands for.
 */
import { rowOf } from '../catalog/admin-shapes.ts';
import type { Image, Product } from '../catalog/product.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { fieldTime, inUtc, typed } from './form.ts';
import type { Values } from './form.ts';
import { minorOf, wholeOf } from './format.ts';
import { amountText } from './product-form.ts';

const { currency } = DEFAULT_MARKET;

/** Empty rows below the scheduled prices there are. */
const SPARE_PRICES = 2;

type Errors = Record<string, string>;

/** The field of a picture: `images/0/alt`. */
export const imageField = (index: number, name: string): string => `images/${index}/${name}`;

/** The field of a scheduled price: `price_schedule/0/from`. */
export const scheduleField = (index: number, name: string): string =>
  `price_schedule/${index}/${name}`;

/** The values of the three forms for a product as it is. */
export function panelValues(product: Product): Values {
  const row = rowOf(product);
  const images = product.images.flatMap(({ url, alt }, index) => [
    [imageField(index, 'url'), url],
    [imageField(index, 'alt'), alt],
    [imageField(index, 'place'), String(index + 1)],
  ]);
  const schedule = (row.price_schedule ?? []).flatMap((entry, index) => [
    [scheduleField(index, 'price_minor'), amountText(entry.price_minor)],
    [scheduleField(index, 'from'), fieldTime(entry.from)],
    [scheduleField(index, 'until'), fieldTime(entry.until)],
  ]);
  return {
    publish_from: fieldTime(row.publish_from),
    publish_until: fieldTime(row.publish_until),
    related: product.links.related.join('\n'),
    accessories: product.links.accessories.join('\n'),
    ...Object.fromEntries([...images, ...schedule]),
  };
}

/** The numbers of a list's rows that hold anything, in the form's order. */
function rowsOf(values: Values, list: string): number[] {
  const form = new RegExp(`^${list}/(\\d{1,3})/`);
  const filled = Object.entries(values).filter(([, text]) => text.trim() !== '');
  const numbers = filled.flatMap(([name]) => form.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** How many rows for scheduled prices the form shows. */
export const pricesShown = (values: Values): number =>
  (rowsOf(values, 'price_schedule').at(-1) ?? -1) + 1 + SPARE_PRICES;

/**
 * The pictures that a sent form asks for, in the order of their places. One that is removed is left
 * out; one that somebody else removed meanwhile stays removed.
 */
export function imagesIn(values: Values, { images }: Product) {
  const errors: Errors = {};
  const known = new Set(images.map(({ url }) => url));
  const asked = rowsOf(values, 'images').flatMap((index) => {
    const field = (name: string): string => values[imageField(index, name)] ?? '';
    const place = wholeOf(field('place'));
    if (place === null) errors[imageField(index, 'place')] = 'A whole number';
    const image: Image = { url: field('url'), alt: field('alt').trim() };
    const gone = field('remove') === 'yes' || !known.has(image.url);
    return gone ? [] : [{ image, place: place ?? 0 }];
  });
  // Who shows a form does not know of pictures that came later: they stay, behind the others.
  const seen = new Set(rowsOf(values, 'images').map((row) => values[imageField(row, 'url')]));
  const later = images.filter(({ url }) => !seen.has(url));
  const inOrder = asked.toSorted((a, b) => a.place - b.place).map(({ image }) => image);
  return { images: [...inOrder, ...later], errors };
}

/** When the product is in the shop and what it costs when, as a change of its row. */
export function timesIn(values: Values) {
  const errors: Errors = {};
  const price_schedule = rowsOf(values, 'price_schedule').map((index) => {
    const field = (name: string): string => scheduleField(index, name);
    const amount = minorOf(values[field('price_minor')] ?? '', currency);
    const from = inUtc(typed(values, field('from')));
    if (amount === null) errors[field('price_minor')] = 'An amount such as 19.99';
    if (from === undefined) errors[field('from')] = 'A date and a time';
    const until = inUtc(typed(values, field('until'))) ?? null;
    return { price_minor: amount ?? 0, from: from ?? '', until };
  });
  const change = {
    publish_from: inUtc(typed(values, 'publish_from')) ?? null,
    publish_until: inUtc(typed(values, 'publish_until')) ?? null,
    price_schedule,
  };
  return { change, errors };
}

const isTime = (field: string): boolean => /(^publish_from|_until|\/from|\/until)$/.test(field);

/**
 * What the catalogue says of these fields, for people: by the form's field. A schedule that cannot
 * be is named by the variants that follow it.
 */
export function spokenTimes(errors: Readonly<Errors>): Errors {
  const spoken = Object.entries(errors).map(([path, detail]) => {
    const field = path.replace(/^variants\/\d+\/(price_schedule)$/, '$1');
    return [field, isTime(field) && detail.startsWith('Invalid') ? 'A date and a time' : detail];
  });
  return Object.fromEntries(spoken);
}
