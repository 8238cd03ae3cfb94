/** One page of a list as the API answers it, made of what the index found. */
import type { ProductSummary } from '../catalog/document.ts';
import { encodeCursor } from '../kernel/page.ts';
import { facetsOf } from './facets.ts';
import type { Facet } from './facets.ts';
import { highlighted, snippetOf, soughtOf } from './highlight.ts';
import type { Piece, Sought } from './highlight.ts';
import type { Plan } from './plan.ts';
import { MAX_COUNTED } from './question.ts';
import type { Finding, Hit, Matching } from './question.ts';
import type { ListQuery } from './query.ts';

export type ListItem = ProductSummary & {
  /** Of a search: the title, and a line of the description, with its words marked. */
  readonly highlight?: {
    readonly title: readonly Piece[];
    readonly snippet: readonly Piece[] | null;
  };
};

export type ProductList = {
  readonly items: readonly ListItem[];
  readonly next_cursor: string | null;
  readonly facets: readonly Facet[];
  readonly total: number;
  readonly total_is_estimate: boolean;
  /** The words that were searched for instead, since nothing has those of the query. */
  readonly corrected_query?: string;
};

export const NOTHING: Finding = { hits: [], total: 0, capped: false, tally: null };

/** What was searched for in the end. */
export type Outcome = {
  readonly finding: Finding;
  readonly matching: Matching;
  readonly corrected: string | null;
};

function itemOf({ summary, excerpt }: Hit, sought: Sought | null): ListItem {
  if (sought === null) return summary;
  const snippet = snippetOf(excerpt, sought);
  return { ...summary, highlight: { title: highlighted(summary.title, sought), snippet } };
}

/** Makes the answer to `query` of what was found. */
export function listAnswer(query: ListQuery, outcome: Outcome, plan: Plan): ProductList {
  const { filter, sort, limit } = query;
  const { finding, matching, corrected } = outcome;
  const { hits, total, capped, tally } = finding;
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const more = hits.length > limit && last !== undefined;
  const sought = filter.q === null ? null : soughtOf(corrected ?? filter.q);
  return {
    items: page.map((hit) => itemOf(hit, sought)),
    next_cursor: more ? encodeCursor([sort, matching, corrected, ...last.keys]) : null,
    facets: tally === null ? [] : facetsOf(tally, plan, filter),
    total: capped ? MAX_COUNTED : total,
    total_is_estimate: capped,
    ...(corrected === null ? {} : { corrected_query: corrected }),
  };
}
