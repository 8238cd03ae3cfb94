/** What narrows a list as conditions on `e`, a row of `search_entry`. */
import type { Digest } from '../kernel/random.ts';
import type { Generation } from './generation.ts';
import type { AttributeFilter, Filter, Range } from './query.ts';
import { filterToken } from './traits.ts';

export type Bound = string | number | null;
export type Fragment = { readonly sql: string; readonly bound: readonly Bound[] };

export type Condition = Fragment & { readonly field: string };

/** Fragments in a row. */
export const joined = (fragments: readonly Fragment[], by: string): Fragment => ({
  sql: fragments.map(({ sql }) => sql).join(by),
  bound: fragments.flatMap(({ bound }) => bound),
});

/** D1 binds 100 values to a statement: past some, a filter's values are one list in JSON. */
const FEW = 4;

/** What one of some values asks: each looked up by itself while they are few. */
const anyOf = <T>(values: readonly T[], one: (value: T) => Fragment, many: string): Fragment =>
  values.length > FEW
    ? {
        sql: `EXISTS (SELECT 1 FROM json_each(?) AS v WHERE ${many})`,
        bound: [JSON.stringify(values)],
      }
    : joined(values.map(one), ' OR ');

/** A number of an attribute within one of some ranges; an open end is null. */
const within = (name: string, ranges: readonly Range[]): Fragment => ({
  sql: `EXISTS (SELECT 1 FROM json_each(e.traits) AS t, json_each(?) AS r
    WHERE lower(t.value ->> 0) = ? AND typeof(t.value ->> 2) <> 'text'
      AND t.value ->> 2 >= coalesce(r.value ->> 'least', -1e308)
      AND t.value ->> 2 < coalesce(r.value ->> 'most', 1e308))`,
  bound: [JSON.stringify(ranges), name],
});

/** The FTS expression for one of an attribute's values. */
export const tokensOf = ({ name, values }: AttributeFilter, digest: Digest): string =>
  `filters : (${values.map((value) => `"${filterToken(name, value, digest)}"`).join(' OR ')})`;

function attributeCondition(filter: AttributeFilter, g: Generation, digest: Digest): Condition {
  const { name, values, ranges } = filter;
  const equal: Fragment[] =
    values.length === 0
      ? []
      : [
          {
            sql: `e.product_id IN (SELECT rowid FROM search_all_${g}
              WHERE search_all_${g} MATCH ?)`,
            bound: [tokensOf(filter, digest)],
          },
        ];
  const inside = ranges.length === 0 ? [] : [within(name, ranges)];
  const { sql, bound } = joined([...equal, ...inside], ' OR ');
  return { field: `attr.${name}`, sql: `(${sql})`, bound };
}

const inside = (slug: string): Fragment => ({
  // Of a tree's slugs, `desk/…` lies before `desk0`; `desk-lamps` does not.
  sql: '(e.category = ? OR (e.category >= ? AND e.category < ?))',
  bound: [slug, `${slug}/`, `${slug}0`],
});

const INSIDE_ANY = `e.category = v.value
  OR (e.category >= v.value || '/' AND e.category < v.value || '0')`;

const priced = ({ least, most }: Filter['prices'][number]): Fragment => ({
  sql: 'e.price BETWEEN ? AND ?',
  bound: [least, most],
});
const PRICED_ANY = "e.price BETWEEN v.value ->> 'least' AND v.value ->> 'most'";

/** The filters, each by the facet it belongs to. */
export function conditionsOf(filter: Filter, g: Generation, digest: Digest): Condition[] {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  const conditions: Condition[] = [];
  const add = (field: string, { sql, bound }: Fragment): void => {
    conditions.push({ field, sql: `(${sql})`, bound });
  };
  if (categories.length > 0) add('category', anyOf(categories, inside, INSIDE_ANY));
  if (brands.length > 0) {
    add('brand', {
      sql: 'e.brand IS NOT NULL AND e.brand IN (SELECT value FROM json_each(?))',
      bound: [JSON.stringify(brands)],
    });
  }
  if (prices.length > 0) {
    add('price', anyOf(prices, priced, PRICED_ANY));
  }
  if (rating !== null) add('rating', { sql: 'e.rating >= ?', bound: [rating * 100] });
  if (inStock) add('in_stock', { sql: 'e.in_stock = 1', bound: [] });
  return [...conditions, ...attributes.map((one) => attributeCondition(one, g, digest))];
}

/** All of them at once. */
export const all = (conditions: readonly Condition[]): Fragment =>
  conditions.length === 0 ? { sql: 'true', bound: [] } : joined(conditions, ' AND ');
