/**
 * What `GET /api/products` was asked, checked and put into one normal form: the same question is
 * the same key of every cache, however it was spelt, and parameters nobody knows change nothing.
 */
import { decodeCursor, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../kernel/page.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { MAX_AMOUNT } from '../kernel/money.ts';
import { marketOf } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import { invalid } from './faults.ts';
import type { FieldFault, InvalidInput } from './faults.ts';
import type { Matching } from './search-words.ts';
import { categorySlugOf, namesOfPath, slugOf } from './slugs.ts';
import { fitsOrdering, orderingOf, SORTS } from './sorting.ts';
import type { Sort } from './sorting.ts';

export type AttributeFilter = { readonly name: string; readonly values: readonly string[] };

/** What narrows a list; the same for every page and order of it. */
export type Filter = {
  readonly market: Market;
  readonly category: string | null;
  readonly q: string | null;
  /** All words of `q`, or any of them where no product has all. */
  readonly matching: Matching;
  /** Slugs; a product has one of them. */
  readonly brands: readonly string[];
  /** Minor units, both included. */
  readonly minPrice: number | null;
  readonly maxPrice: number | null;
  readonly inStock: boolean;
  readonly attributes: readonly AttributeFilter[];
};

export type ListQuery = {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly limit: number;
  /** Sort keys of the last entry of the page before, then its row number. */
  readonly after: readonly (string | number)[] | null;
};

const MAX_Q_LENGTH = 200;
const MAX_FILTER_LENGTH = 200;
/** Values of one filter, and attribute filters of one query: more than a page of facets offers. */
const MAX_FILTER_VALUES = 20;
const ATTRIBUTE = 'attr.';

type Parameters = ReadonlyMap<string, readonly string[]>;
type Reader = { readonly errors: FieldFault[]; readonly all: Parameters };

const first = ({ all }: Reader, name: string): string | undefined => all.get(name)?.[0];

const refuse = (reader: Reader, name: string, detail: string): null => {
  reader.errors.push({ pointer: `/${name}`, detail });
  return null;
};

function integer(reader: Reader, name: string, least: number, most: number): number | null {
  const digits = first(reader, name);
  if (digits === undefined || digits === '') return null;
  const value = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most) return value;
  return refuse(reader, name, `Expected a whole number from ${least} to ${most}`);
}

function text(reader: Reader, name: string, most: number): string | null {
  const value = (first(reader, name) ?? '').trim().replaceAll(/\s+/g, ' ');
  if (value.length > most) return refuse(reader, name, `Expected at most ${most} characters`);
  return value === '' ? null : value;
}

function values(reader: Reader, name: string): string[] {
  const given = (reader.all.get(name) ?? []).map((value) => value.trim()).filter(Boolean);
  const most = MAX_FILTER_VALUES;
  if (given.length > most) refuse(reader, name, `Expected at most ${most} values`);
  if (given.some((value) => value.length > MAX_FILTER_LENGTH)) {
    refuse(reader, name, `Expected at most ${MAX_FILTER_LENGTH} characters`);
  }
  return [...new Set(given)].toSorted();
}

function attributes(reader: Reader): AttributeFilter[] {
  const names = [...reader.all.keys()].filter((name) => name.startsWith(ATTRIBUTE));
  if (names.length > MAX_FILTER_VALUES) {
    refuse(reader, ATTRIBUTE, `Expected at most ${MAX_FILTER_VALUES} attributes`);
  }
  return names
    .map((parameter) => ({
      name: parameter.slice(ATTRIBUTE.length).toLowerCase(),
      values: values(reader, parameter).map((value) => value.toLowerCase()),
    }))
    .filter((filter) => filter.name !== '' && filter.values.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

function marketIn(reader: Reader): Market | null {
  const market = marketOf(first(reader, 'market'));
  return market ?? refuse(reader, 'market', 'Unknown market');
}

function sortIn(reader: Reader): Sort | null {
  const asked = first(reader, 'sort') ?? 'relevance';
  const sort = SORTS.find((known) => known === asked);
  return sort ?? refuse(reader, 'sort', `Expected one of ${SORTS.join(', ')}`);
}

/** A category by its slug, or by its names as an import row writes them (`Top > Sub`). */
function categoryIn(reader: Reader): string | null {
  const asked = text(reader, 'category', MAX_FILTER_LENGTH);
  return asked === null ? null : (categorySlugOf(namesOfPath(asked.replaceAll('/', '>'))) ?? '-');
}

type Place = { matching: Matching; after: readonly (string | number)[] | null };

/** A cursor holds the sort and the matching it continues, then the keys of the last entry. */
function placeIn(reader: Reader, sort: Sort, searching: boolean): Place {
  const start: Place = { matching: 'all', after: null };
  const cursor = first(reader, 'cursor');
  if (cursor === undefined || cursor === '') return start;
  const [ofSort, matching, ...after] = decodeCursor(cursor) ?? [];
  const known = matching === 'all' || matching === 'any';
  const keys = after.filter((key) => key !== null);
  if (ofSort === sort && known && fitsOrdering(keys, orderingOf(sort, searching))) {
    return { matching, after: keys };
  }
  refuse(reader, 'cursor', 'Not a cursor of this list and sort');
  return start;
}

/** Groups parameters by name, in the order they came in. */
export function parametersOf(pairs: Iterable<readonly [string, string]>): Parameters {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = all.get(name);
    if (known === undefined) all.set(name, [value]);
    else known.push(value);
  }
  return all;
}

/** Parses the parameters of a list, or names every one that is refused. */
export function parseListQuery(all: Parameters): Result<ListQuery, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  const sort = sortIn(reader);
  const q = text(reader, 'q', MAX_Q_LENGTH)?.toLowerCase() ?? null;
  const inStock = BOOLEANS.get(first(reader, 'in_stock') ?? '');
  if (inStock === undefined) refuse(reader, 'in_stock', 'Expected true or false');
  const limit = integer(reader, 'limit', 1, MAX_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE;
  const place = placeIn(reader, sort ?? 'relevance', q !== null);
  const narrowed = {
    category: categoryIn(reader),
    q,
    matching: place.matching,
    brands: [...new Set(values(reader, 'brand').map(slugOf))].toSorted(),
    minPrice: integer(reader, 'min_price', 0, MAX_AMOUNT),
    maxPrice: integer(reader, 'max_price', 0, MAX_AMOUNT),
    inStock: inStock ?? false,
    attributes: attributes(reader),
  };
  if (market === null || sort === null || reader.errors.length > 0) {
    return invalid(reader.errors);
  }
  return ok({ filter: { market, ...narrowed }, sort, limit, after: place.after });
}

/** The key of a query's answer in every cache. */
export const listKey = ({ filter, sort, limit, after }: ListQuery): string =>
  JSON.stringify([{ ...filter, market: filter.market.id }, sort, limit, after]);

/** Parses `?market=` of a route that takes nothing else. */
export function parseMarket(all: Parameters): Result<Market, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  return market === null ? invalid(reader.errors) : ok(market);
}

export type Suggestion = { readonly q: string; readonly market: Market };

/** Parses the parameters of suggestions; nothing typed yet is an empty text. */
export function parseSuggestion(all: Parameters): Result<Suggestion, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  const q = text(reader, 'q', MAX_Q_LENGTH)?.toLowerCase() ?? '';
  if (market === null || reader.errors.length > 0) return invalid(reader.errors);
  return ok({ q, market });
}
