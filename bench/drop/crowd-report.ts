/** What a simulated drop came to, in the words of the report. */
import { kendall, kendallP, quantile } from '../../tests/drop/statistics.ts';
import type { DropReport, Outcome } from '../../tests/drop/world.ts';

const SECOND = 1_000;
const inWords = (count: number): string => count.toLocaleString('en');

const waitsOf = (outcomes: readonly Outcome[]): number[] =>
  outcomes
    .flatMap(({ admittedAt, person }) => (admittedAt === null ? [] : [admittedAt - person.at]))
    .toSorted((a, b) => a - b);

const seconds = (ms: number): string => `${Math.round(ms / SECOND)} s`;

function tierRow(tier: string, outcomes: readonly Outcome[]): string {
  const own = outcomes.filter(({ person }) => person.tier === tier);
  const waits = waitsOf(own);
  const shares = [0.5, 0.9, 0.99].map((share) => seconds(quantile(waits, share)));
  const cells = [tier, own.length, waits.length, ...shares];
  return `| ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`;
}

/** Arrival against rank inside the bucket of those who came before the draw. */
function fairness(outcomes: readonly Outcome[]): string {
  const letIn = outcomes.filter(({ bucket, admittedAt }) => bucket === 0 && admittedAt !== null);
  const arrivals = letIn.toSorted((a, b) => a.person.at - b.person.at);
  const place = new Map(arrivals.map((outcome, index) => [outcome, index]));
  const called = letIn.toSorted((a, b) => a.rank - b.rank);
  const tau = kendall(called.map((outcome) => place.get(outcome) ?? 0));
  const p = kendallP(tau, letIn.length);
  const against = 'Kendall’s τ of rank against arrival';
  return `Inside bucket 0: ${against} ${tau.toFixed(4)} (p = ${p.toFixed(2)}).`;
}

/** A later bucket's people who were let in before an earlier one was called to its end. */
function inversions(outcomes: readonly Outcome[]): number {
  const byCall = outcomes
    .filter(({ calledAt }) => calledAt !== null)
    .toSorted((a, b) => (a.calledAt ?? 0) - (b.calledAt ?? 0));
  const furthest = new Map<string, number>();
  let inverted = 0;
  for (const { bucket, person } of byCall) {
    const most = furthest.get(person.tier) ?? 0;
    if (bucket < most) inverted++;
    else furthest.set(person.tier, bucket);
  }
  return inverted;
}

/** The report of one simulated drop. */
export function crowdReport(report: DropReport, units: number, tookMs: number): string {
  const { outcomes, sold, seconds: lasted, claims, admitted, busiestSecond } = report;
  const ends = new Map<string, number>();
  for (const { end } of outcomes) ends.set(end, (ends.get(end) ?? 0) + 1);
  const tiers = [...new Set(outcomes.map(({ person }) => person.tier))].toSorted();
  const perShopper = (claims / outcomes.length).toFixed(4);
  return [
    `${outcomes.length.toLocaleString('en')} shoppers for ${units.toLocaleString('en')} units, ` +
      `${lasted.toLocaleString('en')} s of the sale in ${seconds(tookMs)}.`,
    '',
    `Sold ${sold}; let in ${inWords(admitted)}, at most ${busiestSecond} in a second; ` +
      `${inWords(claims)} claims, ${perShopper} object requests a shopper, 0 a poll.`,
    `Violations: ${report.violations.length}. ` +
      `Called before an earlier bucket: ${inversions(outcomes)}.`,
    fairness(outcomes),
    '',
    '| tier | came | let in | wait p50 | p90 | p99 |',
    '|---|--:|--:|--:|--:|--:|',
    ...tiers.map((tier) => tierRow(tier, outcomes)),
    '',
    `Ends: ${[...ends].map(([end, people]) => `${end} ${inWords(people)}`).join(', ')}.`,
  ].join('\n');
}
