/**
 * What a shopper has narrowed a list to, as addresses: each is made of the query in its normal
 * form, so that the same shelf has the same address and copy however it was asked for.
 */
import { parametersOf } from '../catalog/parameters.ts';
import type { ProductList } from '../search/listing.ts';
import { parseListQuery, rangeText } from '../search/query.ts';
import type { Filter, ListQuery } from '../search/query.ts';
import { slugOf } from '../catalog/slugs.ts';
import { MAX_AMOUNT, money } from '../kernel/money.ts';
import { SEARCH_PATH, categoryPath } from './addresses.ts';
import type { Locale } from './locale.ts';

export type Pair = readonly [name: string, value: string];

/** Where a list stands: a category's page, or the search page with a category as one filter. */
export type Place = { readonly category: string | null };

const PRICE = /^(\d{1,10})-(\d{1,10})$/;
/** Numbers from the first to below the second; either may be left out. */
const RANGE = /^(-?[\d.]*?)\.\.(-?[\d.]*)$/;

/** The query behind a list's address, or the faults in it. */
export function queryOf(place: Place, search: URLSearchParams, limit: number) {
  const own = place.category === null ? ['limit'] : ['limit', 'category'];
  const pairs: Pair[] = [...search]
    .filter(([name]) => !own.includes(name))
    .concat([['limit', String(limit)]]);
  if (place.category !== null) pairs.push(['category', place.category]);
  return parseListQuery(parametersOf(pairs));
}

/** The filters a shopper chose, one pair each; not the category of a category's own page. */
export function chosen(place: Place, filter: Filter): Pair[] {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  return [
    ...(place.category === null ? categories.map((slug) => ['category', slug] as const) : []),
    ...brands.map((brand) => ['brand', brand] as const),
    ...prices.map(({ least, most }) => ['price', `${least}-${most}`] as const),
    ...(rating === null ? [] : [['rating', String(rating)] as const]),
    ...(inStock ? [['in_stock', 'true'] as const] : []),
    ...attributes.flatMap(({ name, values, ranges }) =>
      [...values, ...ranges.map(rangeText)].map((value) => [`attr.${name}`, value] as const),
    ),
  ];
}

/** The address of a list with these filters. */
export function listHref(
  place: Place,
  query: ListQuery,
  pairs: readonly Pair[],
  cursor: string | null = null,
): string {
  const search = new URLSearchParams();
  if (query.filter.q !== null) search.append('q', query.filter.q);
  for (const [name, value] of pairs) search.append(name, value);
  if (query.sort !== 'relevance') search.append('sort', query.sort);
  if (cursor !== null) search.append('cursor', cursor);
  const path = place.category === null ? SEARCH_PATH : categoryPath(place.category);
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** `0-999` in words. */
export function priceLabel(value: string, currency: 'EUR', { price, t }: Locale): string {
  const [, low = '0', high = '0'] = PRICE.exec(value) ?? [];
  const tag = (amount: number): string => price(money(amount, currency));
  const [least, most] = [Number(low), Number(high)];
  if (most >= MAX_AMOUNT) return t.list.priceFrom(tag(least));
  if (least === 0) return t.list.priceTo(tag(most + 1));
  return t.list.priceRange(tag(least), tag(most + 1));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A number or a range of numbers with its unit; null for what is a text. */
function measureLabel(value: string, unit: string | undefined, { number, t }: Locale) {
  const [range, low = '', high = ''] = RANGE.exec(value) ?? [];
  const written = (digits: string): string => number(Number(digits));
  const behind = unit === undefined ? '' : ` ${unit}`;
  if (range === undefined) {
    return unit === undefined || Number.isNaN(Number(value)) ? null : `${written(value)}${behind}`;
  }
  if (high === '') return t.list.rangeFrom(`${written(low)}${behind}`);
  if (low === '') return t.list.rangeTo(`${written(high)}${behind}`);
  return t.list.range(written(low), `${written(high)}${behind}`);
}

/** What a filter's value is called: as the facets write it, else as it stands in the address. */
export function valueLabel(
  [field, value]: Pair,
  list: ProductList,
  locale: Locale,
  categoryName: (slug: string) => string,
): string {
  const { t } = locale;
  if (field === 'price') return priceLabel(value, 'EUR', locale);
  if (field === 'rating') return t.list.stars(Number(value));
  if (field === 'in_stock') return t.list.inStock;
  if (field === 'category') return categoryName(value);
  const facet = list.facets.find((one) => sameField(one.field, field));
  const measure = measureLabel(value, facet?.unit, locale);
  if (measure !== null) return measure;
  const known = facet?.values ?? [];
  const named = known.find((entry) => sameValue(field, entry.value, value))?.value ?? value;
  if (named === 'true' || named === 'false') {
    return `${fieldLabel(field, locale)}: ${named === 'true' ? t.list.yes : t.list.no}`;
  }
  return capital(named);
}

/** True when a facet is the one an address names: attributes are told in any case. */
export const sameField = (shown: string, asked: string): boolean =>
  shown.toLowerCase() === asked.toLowerCase();

/** True when a facet's value is the one an address names. */
export const sameValue = (field: string, shown: string, asked: string): boolean =>
  field === 'brand' ? slugOf(shown) === asked : shown.toLowerCase() === asked.toLowerCase();

/** What a facet is called. */
export function fieldLabel(field: string, { t }: Locale): string {
  const names: ReadonlyMap<string, string> = new Map(Object.entries(t.list.facets));
  return names.get(field) ?? capital(field.replace(/^attr\./, ''));
}
