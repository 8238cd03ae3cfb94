/** One page of a list as the API answers it, made of what the database found. */
import { encodeCursor } from '../kernel/page.ts';
import { summaryOf } from './document.ts';
import type { ProductSummary, SummaryParts } from './document.ts';
import { facetsOf } from './facets.ts';
import type { Facet, FacetCount } from './facets.ts';
import type { ListQuery } from './query.ts';

/** Products counted, and looked at for facets, at most: past it a count is an estimate. */
export const MAX_COUNTED = 1_000;

export type ProductList = {
  readonly items: readonly ProductSummary[];
  readonly next_cursor: string | null;
  readonly facets: readonly Facet[];
  readonly total: number;
  readonly total_is_estimate: boolean;
};

/** A product of a page, with the sort keys and the row number that a cursor after it holds. */
export type Found = { readonly product: SummaryParts; readonly keys: readonly (string | number)[] };

export type ListFinding = {
  /** In order, one more than the limit where there is a next page. */
  readonly found: readonly Found[];
  /** Of all that match, up to one more than `MAX_COUNTED`. */
  readonly total: number;
  readonly counts: readonly FacetCount[];
};

/** Makes the answer to `query` of what was found. */
export function listAnswer(query: ListQuery, finding: ListFinding): ProductList {
  const { filter, sort, limit } = query;
  const page = finding.found.slice(0, limit);
  const last = page.at(-1);
  const more = finding.found.length > limit && last !== undefined;
  return {
    items: page.flatMap(({ product }) => summaryOf(product, filter.market) ?? []),
    next_cursor: more ? encodeCursor([sort, filter.matching, ...last.keys]) : null,
    facets: facetsOf(finding.counts),
    total: Math.min(finding.total, MAX_COUNTED),
    total_is_estimate: finding.total > MAX_COUNTED,
  };
}
