/**
 * How a list is found: all words, then a beginning or a correction for words nobody sells, then any
 * of the words. The first way that finds enough is the answer, so that a good query costs one look.
 */
import { correctionOf } from './correction.ts';
import { expressionsOf } from './expression.ts';
import type { Expressions, Synonyms } from './expression.ts';
import { NOTHING } from './listing.ts';
import type { Outcome } from './listing.ts';
import type { ListQuery } from './query.ts';
import type { Matching, Question, SearchIndex } from './question.ts';
import { orderingOf } from './sorting.ts';
import { termsOf, wordsOf } from './words.ts';

/** Fewer products with all the words than this, and products with some of them follow. */
export const FEW = 10;

function questionOf(query: ListQuery, expressions: Expressions | null, matching: Matching) {
  const { filter, sort, limit, place, facets } = query;
  const ordering = orderingOf(sort, expressions !== null);
  const question: Question = {
    ...{ filter, expressions, matching, ordering, limit, facets },
    after: place.after,
  };
  return question;
}

/** True where a filter may be why so little was found: then no word is to blame. */
const isNarrowed = ({ filter }: ListQuery): boolean =>
  filter.categories.length + filter.brands.length + filter.prices.length > 0 ||
  filter.attributes.length > 0 ||
  filter.rating !== null ||
  filter.inStock;

type Reading = {
  readonly expressions: Expressions | null;
  /** The words where they are not those of the query. */
  readonly corrected: string | null;
};

/** The words read another way: the last one as a beginning, or misspelt ones put right. */
async function readAgain(
  index: SearchIndex,
  q: string,
  synonyms: Synonyms,
): Promise<Reading | null> {
  const words = wordsOf(q);
  const facts = await index.vocabulary([...new Set(words)]);
  const corrections = new Map(facts.map((fact) => [fact.word, correctionOf(fact)] as const));
  const spelt = words.map((word) => corrections.get(word) ?? word).join(' ');
  const last = facts.find(({ word }) => word === words.at(-1));
  const open = last !== undefined && last.products === 0 && last.beginnings > 0;
  const changed = [...corrections.values()].some((correction) => correction !== null);
  if (!changed && !open) return null;
  // Without a correction the words are as they were typed, codes and units among them.
  const text = changed ? spelt : q;
  const expressions = expressionsOf(termsOf(text), synonyms, { open });
  return { expressions, corrected: changed ? spelt : null };
}

/** Looks for the words in one reading; where all of them find little, any of them follow. */
async function lookFor(
  index: SearchIndex,
  query: ListQuery,
  { expressions, corrected }: Reading,
): Promise<Outcome> {
  const finding = await index.find(questionOf(query, expressions, 'all'));
  const single = expressions === null || expressions.all === expressions.any;
  if (finding.total >= FEW || single) return { finding, matching: 'all', corrected };
  const wider = await index.find(questionOf(query, expressions, 'any'));
  return { finding: wider, matching: 'any', corrected };
}

async function search(
  index: SearchIndex,
  query: ListQuery,
  q: string,
  synonyms: Synonyms,
): Promise<Outcome> {
  const { place } = query;
  const asked = place.corrected ?? q;
  const expressions = expressionsOf(termsOf(asked), synonyms);
  if (expressions === null) return { finding: NOTHING, matching: 'all', corrected: null };
  if (place.after !== null) {
    const finding = await index.find(questionOf(query, expressions, place.matching));
    return { finding, matching: place.matching, corrected: place.corrected };
  }
  const finding = await index.find(questionOf(query, expressions, 'all'));
  const single = expressions.all === expressions.any;
  if (finding.total >= FEW || (single && finding.total > 0)) {
    return { finding, matching: 'all', corrected: null };
  }
  const again = finding.total === 0 && !isNarrowed(query);
  const other = again ? await readAgain(index, asked, synonyms) : null;
  if (other !== null) {
    const outcome = await lookFor(index, query, other);
    if (outcome.finding.total > 0) return outcome;
  }
  if (single) return { finding, matching: 'all', corrected: null };
  const wider = await index.find(questionOf(query, expressions, 'any'));
  return { finding: wider, matching: 'any', corrected: null };
}

/** Finds what a list asks for. */
export async function find(
  index: SearchIndex,
  query: ListQuery,
  synonyms: Synonyms,
): Promise<Outcome> {
  const { q } = query.filter;
  if (q !== null) return search(index, query, q, synonyms);
  const finding = await index.find(questionOf(query, null, 'all'));
  return { finding, matching: 'all', corrected: null };
}
