/**
 * `npm run bench:relevance`: NDCG@10 over the rated queries of the real catalogue, as a shop
 * without synonyms of its own answers them. Runs the shop's statements and ranking over SQLite in
 * this process; `tests/unit/search-real.test.ts` shows that D1 answers the same.
 */
import { summaryIn } from '../../src/catalog/document.ts';
import { parametersOf } from '../../src/catalog/parameters.ts';
import { parseListQuery } from '../../src/search/query.ts';
import { find } from '../../src/search/searching.ts';
import { relevanceOf } from './ndcg.ts';
import type { Relevance } from './ndcg.ts';
import { hasRealData, productsOf, realRatings, realRows } from './real.ts';
import type { SearchIndex } from '../../src/search/question.ts';
import type { Weights } from '../../src/search/reading-sql.ts';
import { indexOf } from './sqlite.ts';
import type { Indexed } from './sqlite.ts';

/** Hits that the judged ones are taken from. */
const DEPTH = 200;
const FOLDS = 5;
/** What the figures are to reach. */
const LEAST = { strict: 0.79, judgedOnly: 0.87 } as const;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const shown = (value: number): string => value.toFixed(4);

/** Weights around those in use: what a fit on some of the queries may choose from. */
const NEARBY: readonly Weights[] = [0.25, 0.4, 0.6].flatMap((share) =>
  [1, 2, 3].flatMap((title) =>
    [0.5, 1, 2].flatMap((names) =>
      [1, 2].map((category) => ({
        text: [title, 1, 1] as const,
        all: [0, 0, category, 0, 1, names, 0.1, 0] as const,
        share,
      })),
    ),
  ),
);

async function measure(index: SearchIndex): Promise<Relevance[]> {
  const measured: Relevance[] = [];
  for (const [query, judged] of realRatings()) {
    const parsed = parseListQuery(
      parametersOf([
        ['q', query],
        ['facets', 'false'],
      ]),
    );
    if (!parsed.ok) throw new Error(`${query} is refused`);
    const asked = { ...parsed.value, limit: DEPTH };
    const { finding } = await find(index, asked, new Map());
    const ids = finding.hits.slice(0, DEPTH).map(({ card }) => summaryIn(card.json).external_id);
    const relevance = relevanceOf(query, ids, judged);
    if (relevance !== null) measured.push(relevance);
  }
  return measured;
}

type Means = { readonly strict: number; readonly judgedOnly: number };

const meansOf = (measured: readonly Relevance[]): Means => ({
  strict: mean(measured.map((one) => one.strict)),
  judgedOnly: mean(measured.map((one) => one.judgedOnly)),
});

const worth = ({ strict, judgedOnly }: Means): number => strict + judgedOnly;

/**
 * What weights would reach that are chosen on four fifths of the queries and judged on the rest:
 * the figure of queries that nobody has looked at.
 */
async function crossValidated({ weighted }: Indexed): Promise<Means> {
  const tried: Relevance[][] = [];
  for (const weights of NEARBY) tried.push(await measure(weighted(weights)));
  const held: Relevance[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold = (_: Relevance, place: number): boolean => place % FOLDS === fold;
    const [best = []] = tried
      .map((measured) => ({
        measured,
        worth: worth(meansOf(measured.filter((one, place) => !inFold(one, place)))),
      }))
      .toSorted((a, b) => b.worth - a.worth)
      .map(({ measured }) => measured);
    held.push(...best.filter(inFold));
  }
  return meansOf(held);
}

async function report(): Promise<void> {
  const now = Date.now();
  const indexed = indexOf(productsOf(realRows(), now), now);
  const measured = await measure(indexed.index);
  const line = (name: string, { strict, judgedOnly }: Means): void =>
    console.log(`${name.padEnd(28)} ${shown(strict)}  ${shown(judgedOnly)}`);
  for (const one of measured) line(one.query, one);
  const all = meansOf(measured);
  line(`all ${measured.length} queries`, all);
  line(`cross-validated in ${FOLDS}`, await crossValidated(indexed));
  const reached = all.strict >= LEAST.strict && all.judgedOnly >= LEAST.judgedOnly;
  console.log(
    `NDCG@10: unjudged as 0 ${shown(all.strict)} (≥ ${LEAST.strict}), judged only ` +
      `${shown(all.judgedOnly)} (≥ ${LEAST.judgedOnly})${reached ? '' : ': MISSED'}`,
  );
  if (!reached) process.exitCode = 1;
}

if (hasRealData) await report();
else console.log('The real catalogue is not here: relevance is not measured.');
