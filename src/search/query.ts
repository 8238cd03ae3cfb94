/**
 * What `GET /api/products` was asked, checked and put into one normal form: the same question is
 * the same key of every cache, however it was spelt, and parameters nobody knows change nothing.
 */
import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { MAX_AMOUNT } from '../kernel/money.ts';
import { invalid } from '../catalog/faults.ts';
import type { InvalidInput } from '../catalog/faults.ts';
import {
  booleanIn,
  first,
  integer,
  marketIn,
  refuse,
  text,
  values,
} from '../catalog/parameters.ts';
import type { Parameters, Reader } from '../catalog/parameters.ts';
import { categorySlugOf, namesOfPath, slugOf } from '../catalog/slugs.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import type { Matching } from './question.ts';
import { fitsOrdering, orderingOf, SORTS } from './sorting.ts';
import type { Sort } from './sorting.ts';

/** From `least` to below `most`; null is without an end. */
export type Range = { readonly least: number | null; readonly most: number | null };

export type AttributeFilter = {
  readonly name: string;
  /** A product has one of these values, or a number in one of these ranges. */
  readonly values: readonly string[];
  readonly ranges: readonly Range[];
};

/** What narrows a list; the same for every page and order of it. */
export type Filter = {
  readonly market: Market;
  readonly q: string | null;
  /** Slugs; a product stands in one of them or below it. */
  readonly categories: readonly string[];
  /** Slugs; a product has one of them. */
  readonly brands: readonly string[];
  /** Minor units, both ends included; a product's price is in one of them. */
  readonly prices: readonly { readonly least: number; readonly most: number }[];
  /** Stars at least; null for any. */
  readonly rating: number | null;
  readonly inStock: boolean;
  readonly attributes: readonly AttributeFilter[];
};

/** Where a page begins: after the last entry of the page before. */
export type Place = {
  readonly matching: Matching;
  /** The words that were searched for instead of `q`. */
  readonly corrected: string | null;
  /** Sort keys of the last entry, then its row number; null for the first page. */
  readonly after: readonly (string | number)[] | null;
};

export type ListQuery = {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly limit: number;
  readonly place: Place;
  /** False where nobody looks at them. */
  readonly facets: boolean;
};

const MAX_Q_LENGTH = 200;
const MAX_STARS = 5;
/** Each attribute filter is a question of its own to the index. */
const MAX_ATTRIBUTES = 10;
const ATTRIBUTE = 'attr.';

const NUMBER = '-?\\d{1,12}(?:\\.\\d{1,6})?';
const RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);

const endOf = (digits: string | undefined): number | null =>
  digits === undefined ? null : Number(digits);

/** `10..25`, `10..`, `..25` as a range; null for what is a value. */
function rangeOf(value: string): Range | null {
  const [, least, most] = RANGE.exec(value) ?? [];
  if (least === undefined && most === undefined) return null;
  return { least: endOf(least), most: endOf(most) };
}

/** The way a range is written in an address. */
export const rangeText = ({ least, most }: Range): string => `${least ?? ''}..${most ?? ''}`;

function attributes(reader: Reader): AttributeFilter[] {
  const named = new Map<string, string[]>();
  for (const parameter of reader.all.keys()) {
    const name = parameter.slice(ATTRIBUTE.length).toLowerCase();
    if (!parameter.startsWith(ATTRIBUTE) || name === '') continue;
    const given = values(reader, parameter).map((value) => value.toLowerCase());
    named.set(name, [...new Set([...(named.get(name) ?? []), ...given])].toSorted());
  }
  const filters = [...named]
    .filter(([, given]) => given.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, given]) => ({
      name,
      values: given.filter((value) => rangeOf(value) === null),
      ranges: given.flatMap((value) => rangeOf(value) ?? []),
    }));
  if (filters.length > MAX_ATTRIBUTES) {
    refuse(reader, ATTRIBUTE, `Expected at most ${MAX_ATTRIBUTES} attributes`);
  }
  return filters;
}

const PRICE = /^(\d{1,10})-(\d{1,10})$/;

/** `price=1000-2499`, any number of them, or `min_price` and `max_price`, or all of these. */
function prices(reader: Reader): Filter['prices'] {
  const ranges = values(reader, 'price').flatMap((value) => {
    const [, least = '', most = ''] = PRICE.exec(value) ?? [];
    const range = { least: Number(least), most: Number(most) };
    if (most !== '' && range.least <= range.most) return [range];
    return refuse(reader, 'price', 'Expected a range such as 1000-2499') ?? [];
  });
  const least = integer(reader, 'min_price', 0, MAX_AMOUNT);
  const most = integer(reader, 'max_price', 0, MAX_AMOUNT);
  if (least === null && most === null) return ranges.toSorted((a, b) => a.least - b.least);
  const whole = { least: least ?? 0, most: most ?? MAX_AMOUNT };
  if (whole.least > whole.most) refuse(reader, 'max_price', 'Expected at least min_price');
  if (ranges.length === 0) return [whole];
  const within = ranges.map((range) => ({
    least: Math.max(range.least, whole.least),
    most: Math.min(range.most, whole.most),
  }));
  return within.toSorted((a, b) => a.least - b.least);
}

function sortIn(reader: Reader): Sort | null {
  const asked = first(reader, 'sort') ?? 'relevance';
  const sort = SORTS.find((known) => known === asked);
  return sort ?? refuse(reader, 'sort', `Expected one of ${SORTS.join(', ')}`);
}

/** A category by its slug, or by its names as an import row writes them (`Top > Sub`). */
const categorySlug = (asked: string): string =>
  categorySlugOf(namesOfPath(asked.replaceAll('/', '>'))) ?? '-';

const START: Place = { matching: 'all', corrected: null, after: null };

/** A cursor holds the sort, the matching and the words it continues, then the last entry's keys. */
function placeIn(reader: Reader, sort: Sort, searching: boolean): Place {
  const cursor = first(reader, 'cursor');
  if (cursor === undefined || cursor === '') return START;
  const [ofSort, matching, corrected = null, ...after] = decodeCursor(cursor) ?? [];
  const known = matching === 'all' || matching === 'any';
  const worded = corrected === null || (typeof corrected === 'string' && searching);
  const keys = after.filter((key) => key !== null);
  const complete = keys.length === after.length;
  if (ofSort !== sort || !known || !worded || !complete) return refusedPlace(reader);
  if (typeof corrected === 'string' && corrected.length > MAX_Q_LENGTH) return refusedPlace(reader);
  if (!fitsOrdering(keys, orderingOf(sort, searching))) return refusedPlace(reader);
  return { matching, corrected, after: keys };
}

function refusedPlace(reader: Reader): Place {
  refuse(reader, 'cursor', 'Not a cursor of this list and sort');
  return START;
}

/** Parses the parameters of a list, or names every one that is refused. */
export function parseListQuery(all: Parameters): Result<ListQuery, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  const sort = sortIn(reader) ?? 'relevance';
  const q = text(reader, 'q', MAX_Q_LENGTH)?.toLowerCase() ?? null;
  const filter: Filter = {
    market: market ?? DEFAULT_MARKET,
    q,
    categories: [...new Set(values(reader, 'category').map(categorySlug))].toSorted(),
    brands: [...new Set(values(reader, 'brand').map(slugOf))].toSorted(),
    prices: prices(reader),
    rating: integer(reader, 'rating', 1, MAX_STARS),
    inStock: booleanIn(reader, 'in_stock') ?? false,
    attributes: attributes(reader),
  };
  const limit = integer(reader, 'limit', 1, MAX_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE;
  const place = placeIn(reader, sort, q !== null);
  const facets = all.has('facets') ? (booleanIn(reader, 'facets') ?? true) : true;
  if (reader.errors.length > 0) return invalid(reader.errors);
  return ok({ filter, sort, limit, place, facets });
}

/** The key of a query's answer in every cache. */
export const listKey = ({ filter, sort, limit, place, facets }: ListQuery): string =>
  JSON.stringify([{ ...filter, market: filter.market.id }, sort, limit, place, facets]);

export type Suggestion = { readonly q: string; readonly market: Market };

/** Parses the parameters of suggestions; nothing typed yet is an empty text. */
export function parseSuggestion(all: Parameters): Result<Suggestion, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  const q = text(reader, 'q', MAX_Q_LENGTH)?.toLowerCase() ?? '';
  if (market === null || reader.errors.length > 0) return invalid(reader.errors);
  return ok({ q, market });
}
