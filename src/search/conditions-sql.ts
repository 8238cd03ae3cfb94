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

function rangeCondition({ least, most }: Range): Fragment {
  const ends: Fragment[] = [
    ...(least === null ? [] : [{ sql: 't.value ->> 2 >= ?', bound: [least] }]),
    ...(most === null ? [] : [{ sql: 't.value ->> 2 < ?', bound: [most] }]),
  ];
  return joined(ends, ' AND ');
}

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
  const inside = ranges.map((range): Fragment => {
    const condition = rangeCondition(range);
    return {
      sql: `EXISTS (SELECT 1 FROM json_each(e.traits) AS t WHERE lower(t.value ->> 0) = ?
        AND typeof(t.value ->> 2) <> 'text' AND ${condition.sql})`,
      bound: [name, ...condition.bound],
    };
  });
  const { sql, bound } = joined([...equal, ...inside], ' OR ');
  return { field: `attr.${name}`, sql: `(${sql})`, bound };
}

const inside = (slug: string): Fragment => ({
  // Of a tree's slugs, `desk/…` lies before `desk0`; `desk-lamps` does not.
  sql: '(e.category = ? OR (e.category >= ? AND e.category < ?))',
  bound: [slug, `${slug}/`, `${slug}0`],
});

/** The filters, each by the facet it belongs to. */
export function conditionsOf(filter: Filter, g: Generation, digest: Digest): Condition[] {
  const { categories, brands, prices, rating, inStock, attributes } = filter;
  const conditions: Condition[] = [];
  const add = (field: string, { sql, bound }: Fragment): void => {
    conditions.push({ field, sql: `(${sql})`, bound });
  };
  if (categories.length > 0) add('category', joined(categories.map(inside), ' OR '));
  if (brands.length > 0) {
    add('brand', {
      sql: 'e.brand IS NOT NULL AND e.brand IN (SELECT value FROM json_each(?))',
      bound: [JSON.stringify(brands)],
    });
  }
  if (prices.length > 0) {
    const ranges = prices.map(({ least, most }) => ({
      sql: 'e.price BETWEEN ? AND ?',
      bound: [least, most],
    }));
    add('price', joined(ranges, ' OR '));
  }
  if (rating !== null) add('rating', { sql: 'e.rating >= ?', bound: [rating * 100] });
  if (inStock) add('in_stock', { sql: 'e.in_stock = 1', bound: [] });
  return [...conditions, ...attributes.map((one) => attributeCondition(one, g, digest))];
}

/** All of them at once. */
export const all = (conditions: readonly Condition[]): Fragment =>
  conditions.length === 0 ? { sql: 'true', bound: [] } : joined(conditions, ' AND ');
