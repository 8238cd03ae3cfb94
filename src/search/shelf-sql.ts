/**
 * Statements for lists without words. A whole shelf is walked along the index of its order, so that
 * a page costs a page. A narrowed one is read from where its filters leave the fewest rows, so that
 * a rare brand costs its own products and not the catalogue's.
 */
import type { Digest } from '../kernel/random.ts';
import { all, conditionsOf, joined, tokensOf } from './conditions-sql.ts';
import type { Condition, Fragment } from './conditions-sql.ts';
import type { Generation } from './generation.ts';
import { afterPlace, keyColumns, ordered, withVersions } from './paging-sql.ts';
import type { Filter } from './query.ts';
import { MAX_COUNTED } from './question.ts';
import type { Question } from './question.ts';

/** The shelf a list without words stands on: one category's, or the whole shop's. */
export const shelfOf = ({ categories }: Filter): string =>
  categories.length === 1 ? (categories[0] ?? '') : '';

/** True for a whole shelf, whose total is known beforehand. */
export const isWholeShelf = ({ filter, expressions }: Question): boolean => {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  const narrowed = brands.length + prices.length + attributes.length > 0 || inStock;
  return expressions === null && categories.length <= 1 && rating === null && !narrowed;
};

/** The conditions that standing on the shelf does not meet already. */
export const besidesShelf = (filter: Filter, g: Generation, digest: Digest): Condition[] =>
  conditionsOf(filter, g, digest).filter(
    ({ field }) => field !== 'category' || filter.categories.length > 1,
  );

/** Where rows are read from: `e` is a row of `search_entry`. */
export type Source = Fragment & {
  /** The filter that every row passes, by its facet; null where rows come from the shelf itself. */
  readonly field: string | null;
};

type Place = { readonly filter: Filter; readonly g: Generation; readonly digest: Digest };

/** Rows of the shelf; `index` and `where` narrow them by what stands on it. */
function standing({ filter, g }: Place, index = '', where?: Fragment): Fragment {
  const { sql, bound } = where ?? { sql: 'true', bound: [] };
  return {
    sql: `search_place_${g} AS p ${index} CROSS JOIN search_entry_${g} AS e
        ON e.product_id = p.product_id AND e.currency = p.currency
      WHERE p.currency = ? AND p.category = ? AND ${sql}`,
    bound: [filter.market.currency, shelfOf(filter), ...bound],
  };
}

function ofBrands({ filter, g }: Place): Source {
  const { brands, market } = filter;
  const shelf = shelfOf(filter);
  // Of the index; the slugs between that are not below the shelf fall to the next condition.
  const below: Fragment =
    shelf === ''
      ? { sql: 'true', bound: [] }
      : {
          sql: 'e.category >= ? AND e.category < ? AND (e.category = ? OR e.category >= ?)',
          bound: [shelf, `${shelf}0`, shelf, `${shelf}/`],
        };
  return {
    field: 'brand',
    sql: `search_entry_${g} AS e INDEXED BY search_entry_${g}_brand
      WHERE e.currency = ? AND e.brand IN (SELECT value FROM json_each(?)) AND ${below.sql}`,
    bound: [market.currency, JSON.stringify(brands), ...below.bound],
  };
}

/** In several categories; a product of two of them is there once. */
const ofCategories = ({ filter, g }: Place): Source => ({
  field: 'category',
  sql: `(SELECT DISTINCT product_id FROM search_place_${g}
      WHERE currency = ? AND category IN (SELECT value FROM json_each(?))) AS p
    CROSS JOIN search_entry_${g} AS e ON e.product_id = p.product_id
    WHERE e.currency = ?`,
  bound: [filter.market.currency, JSON.stringify(filter.categories), filter.market.currency],
});

function ofPrices(place: Place): Source {
  const { prices } = place.filter;
  const least = Math.min(...prices.map((range) => range.least));
  const most = Math.max(...prices.map((range) => range.most));
  const between = { sql: 'p.price BETWEEN ? AND ?', bound: [least, most] };
  const rows = standing(place, `INDEXED BY search_place_${place.g}_price`, between);
  return { field: 'price', ...rows };
}

function ofRating(place: Place, stars: number): Source {
  const above = { sql: 'p.rating >= ?', bound: [stars * 100] };
  const rows = standing(place, `INDEXED BY search_place_${place.g}_rating`, above);
  return { field: 'rating', ...rows };
}

/** Of the whole shop: a category's shelf is shorter than all that have an attribute. */
const ofAttribute = ({ filter, g }: Place, name: string, tokens: string): Source => ({
  field: `attr.${name}`,
  sql: `search_all_${g} AS f CROSS JOIN search_entry_${g} AS e ON e.product_id = f.rowid
    WHERE search_all_${g} MATCH ? AND e.currency = ?`,
  bound: [tokens, filter.market.currency],
});

/**
 * Where the rows of a narrowed shelf are read from: the filter that usually leaves the fewest.
 * Other filters are looked at row by row.
 */
export function sourceOf(filter: Filter, g: Generation, digest: Digest): Source {
  const place = { filter, g, digest };
  const { brands, categories, prices, rating, attributes } = filter;
  if (brands.length > 0) return ofBrands(place);
  if (categories.length > 1) return ofCategories(place);
  const valued = categories.length === 0 ? attributes.find((one) => one.ranges.length === 0) : null;
  if (valued !== null && valued !== undefined) {
    return ofAttribute(place, valued.name, tokensOf(valued, digest));
  }
  if (prices.length > 0) return ofPrices(place);
  return rating === null ? { field: null, ...standing(place) } : ofRating(place, rating);
}

/** A question without one of its filters, which is named by its facet. */
export function without(question: Question, field: string): Question {
  const { filter } = question;
  const others: Filter = {
    ...filter,
    categories: field === 'category' ? [] : filter.categories,
    brands: field === 'brand' ? [] : filter.brands,
    prices: field === 'price' ? [] : filter.prices,
    rating: field === 'rating' ? null : filter.rating,
    inStock: field === 'in_stock' ? false : filter.inStock,
    attributes: filter.attributes.filter(({ name }) => field !== `attr.${name}`),
  };
  return { ...question, filter: others };
}

/** A page of a whole shelf along its order, and how many stand there. */
export function wholePage(question: Question, g: Generation): Fragment {
  const { filter } = question;
  const on = [filter.market.currency, shelfOf(filter)];
  const total = `coalesce((SELECT total FROM search_shelf_${g}
    WHERE currency = ? AND category = ?), 0)`;
  const page = walked(question, g, '', []);
  return {
    sql: `${page.sql} ${withVersions(question, g, total)}`,
    bound: [...page.bound, ...on],
  };
}

/** `WITH page`: the shelf's next rows along its order. */
function walked(question: Question, g: Generation, join: string, where: readonly Fragment[]) {
  const { filter, limit, ordering } = question;
  const conditions = joined(
    [
      {
        sql: 'p.currency = ? AND p.category = ?',
        bound: [filter.market.currency, shelfOf(filter)],
      },
      afterPlace(question, 'p.'),
      ...where,
    ],
    ' AND ',
  );
  return {
    sql: `WITH page AS (SELECT ${keyColumns(ordering, 'p.').join(', ')}
        FROM search_place_${g} AS p ${join}
        WHERE ${conditions.sql} ORDER BY ${ordered(ordering, 'p.')} LIMIT ?)`,
    bound: [...conditions.bound, limit + 1],
  };
}

/**
 * A page of a narrowed shelf and how many pass its filters, counted to one more than `MAX_COUNTED`.
 * There is no page where there are so many: then `manyPage` has it.
 */
export function fewPage(question: Question, g: Generation, digest: Digest): Fragment {
  const { filter, limit, ordering } = question;
  const source = sourceOf(filter, g, digest);
  const where = all(besidesShelf(filter, g, digest));
  const place = afterPlace(question, 'p.');
  return {
    sql: `WITH few AS MATERIALIZED (SELECT e.product_id FROM ${source.sql} AND ${where.sql}
        LIMIT ${MAX_COUNTED + 1}),
      page AS (SELECT ${keyColumns(ordering, 'p.').join(', ')}
        FROM few CROSS JOIN search_place_${g} AS p
          ON p.currency = ? AND p.category = ? AND p.product_id = few.product_id
        WHERE (SELECT count(*) FROM few) <= ${MAX_COUNTED} AND ${place.sql}
        ORDER BY ${ordered(ordering, 'p.')} LIMIT ?)
      ${withVersions(question, g, '(SELECT count(*) FROM few)', true)}`,
    bound: [
      ...[...source.bound, ...where.bound, filter.market.currency, shelfOf(filter)],
      ...[...place.bound, limit + 1],
    ],
  };
}

/** A page of a narrowed shelf along its order: where many pass, the next ones are never far. */
export function manyPage(question: Question, g: Generation, digest: Digest): Fragment {
  const join = `JOIN search_entry_${g} AS e
    ON e.product_id = p.product_id AND e.currency = p.currency`;
  const page = walked(question, g, join, besidesShelf(question.filter, g, digest));
  return {
    sql: `${page.sql} ${withVersions(question, g, String(MAX_COUNTED + 1))}`,
    bound: page.bound,
  };
}
