/**
 * Counts of what a list holds. Rows are read from where a filter leaves the fewest; that filter's
 * own facet, which it must not narrow, is counted without it: for the only filter there is, the
 * shelf has kept it.
 */
import { categoryTrail } from '../catalog/product.ts';
import type { Digest } from '../kernel/random.ts';
import {
  categoriesStatement,
  countedRow,
  countedStatement,
  countingOf,
  keptTally,
} from './counting-sql.ts';
import type { Generation } from './generation.ts';
import type { Question } from './question.ts';
import { numberIn, textIn } from './rows.ts';
import type { Row, RunStatements } from './rows.ts';
import { isWholeShelf, shelfOf, without } from './shelf-sql.ts';
import { addRow, emptyTally, withFacet } from './tally.ts';
import type { FacetTally } from './tally.ts';
import { tallyOfText } from './tally-text.ts';

export type TallyPorts = {
  readonly run: RunStatements;
  readonly digest: Digest;
  /** Counts of a shelf may be this old, as its other copies may. */
  readonly freshSince: () => number;
};

/** Every category's count, of rows of `categoriesStatement`. */
function categoryCounts(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const category = textIn(row, 'category');
    const slugs = numberIn(row, 'own') === 1 ? categoryTrail(category) : [category];
    for (const slug of slugs) counts.set(slug, (counts.get(slug) ?? 0) + numberIn(row, 'total'));
  }
  return counts;
}

/** Counts what lists hold, by statements that `run` executes. */
export function talliesOf({ run, digest, freshSince }: TallyPorts) {
  async function rowsCounted(question: Question, g: Generation): Promise<FacetTally> {
    const counting = countingOf(question, g, digest);
    const fields = counting.conditions.map(({ field }) => field);
    const [rows = []] = await run([countedStatement(counting)]);
    const tally = emptyTally();
    for (const row of rows) addRow(tally, countedRow(row, fields));
    return tally;
  }

  async function shelfTally(question: Question, g: Generation): Promise<FacetTally> {
    const [[kept] = []] = await run([keptTally(question, g, freshSince())]);
    return kept === undefined ? rowsCounted(question, g) : tallyOfText(textIn(kept, 'tally'));
  }

  const counted = (question: Question, g: Generation): Promise<FacetTally> =>
    isWholeShelf(question) ? shelfTally(question, g) : rowsCounted(question, g);

  /** The facet of a filter that all rows passed, counted without it. */
  async function ownFacet(question: Question, g: Generation): Promise<FacetTally | null> {
    const { field } = countingOf(question, g, digest).source;
    if (isWholeShelf(question) || field === null || field === 'category') return null;
    return counted(without(question, field), g);
  }

  async function categories(question: Question, g: Generation) {
    const [rows = []] = await run([categoriesStatement(question, g, digest)]);
    return categoryCounts(rows);
  }

  return async function tallyOf(question: Question, g: Generation): Promise<FacetTally> {
    if (question.expressions !== null) return rowsCounted(question, g);
    const { field } = countingOf(question, g, digest).source;
    const shelf = shelfOf(question.filter);
    const elsewhere = shelf !== '' || field === 'category';
    const [tally, own, everywhere] = await Promise.all([
      counted(question, g),
      ownFacet(question, g),
      elsewhere ? categories(question, g) : null,
    ]);
    const whole = own === null || field === null ? tally : withFacet(tally, field, own);
    if (everywhere === null) return whole;
    if (isWholeShelf(question)) return { ...whole, categories: everywhere };
    // Below the shelf its own rows are counted, which are fewer and so counted to the end.
    const below = [...whole.categories].filter(([slug]) => `${slug}/`.startsWith(`${shelf}/`));
    return { ...whole, categories: new Map([...everywhere, ...below]) };
  };
}
