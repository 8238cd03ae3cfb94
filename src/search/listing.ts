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

/** A `ListItem` in JSON: the card as it is held, with its highlight put in. */
function itemText({ card: { title, json, excerpt } }: Hit, sought: Sought | null): string {
  if (sought === null) return json;
  const highlight: ListItem['highlight'] = {
    title: highlighted(title, sought),
    snippet: snippetOf(excerpt, sought),
  };
  return `${json.slice(0, -1)},"highlight":${JSON.stringify(highlight)}}`;
}

/** Makes the answer to `query` of what was found: a `ProductList` in JSON. */
export function listText(query: ListQuery, outcome: Outcome, plan: Plan): string {
  const { filter, sort, limit } = query;
  const { finding, matching, corrected } = outcome;
  const { hits, total, capped, tally } = finding;
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const more = hits.length > limit && last !== undefined;
  const sought = filter.q === null ? null : soughtOf(corrected ?? filter.q);
  const items = page.map((hit) => itemText(hit, sought));
  const rest: Omit<ProductList, 'items'> = {
    next_cursor: more ? encodeCursor([sort, matching, corrected, ...last.keys]) : null,
    facets: tally === null ? [] : facetsOf(tally, plan, filter),
    total: capped ? MAX_COUNTED : total,
    total_is_estimate: capped,
    ...(corrected === null ? {} : { corrected_query: corrected }),
  };
  return `{"items":[${items.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
