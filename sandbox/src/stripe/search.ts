/**
 * Search by Stripe's query language, as far as a shop looks for its payments: clauses on metadata,
 * status, currency, amount and created, joined by AND. Unlike Stripe's, which lags by up to a
 * minute, it sees what was just written.
 */
import type { Stripe } from 'stripe';
import { type Call, requireSecretKey, type Result } from './call.ts';
import { badParameter } from './errors.ts';
import { readLimit } from './lists.ts';

interface Clause {
  readonly test: (intent: Stripe.PaymentIntent) => boolean;
  /** A text that the row of every match has in it, if there is one. */
  readonly text: string | null;
}

export function search(call: Call): Result {
  requireSecretKey(call);
  const { params, ledger } = call;
  const clauses = splitByAnd(params.required('query')).map(parseClause);
  const limit = readLimit(params);
  const after = params.text('page');
  params.finish();
  const data: Stripe.PaymentIntent[] = [];
  const text = clauses.find((clause) => clause.text !== null)?.text ?? '';
  for (const { intent } of ledger.payments(after, text)) {
    if (intent.id === after || !clauses.every(({ test }) => test(intent))) continue;
    data.push(intent);
    if (data.length > limit) break;
  }
  const more = data.length > limit;
  const shown = data.slice(0, limit);
  const next = more ? (shown.at(-1)?.id ?? null) : null;
  const url = '/v1/payment_intents/search';
  return { answer: { object: 'search_result', url, has_more: more, next_page: next, data: shown } };
}

const CLAUSE =
  /^(-)?(metadata\[(?:'([^']*)'|"([^"]*)")\]|status|currency|customer|amount|created)(:|>=|<=|>|<)(?:'([^']*)'|"([^"]*)"|(\d+|null))$/;

/** Splits at AND outside of quotes. */
function splitByAnd(query: string): string[] {
  const parts = query.split(/\s+AND\s+(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/i);
  return parts.map((part) => part.trim());
}

function parseClause(clause: string): Clause {
  const match = CLAUSE.exec(clause);
  if (!match) {
    throw badParameter(
      `We were unable to parse your search query. Failed at: ${clause}`,
      'query',
      'search_query_invalid',
    );
  }
  const [, minus, field = '', single, double, operator = ':', quoted, quotedToo, bare] = match;
  const wanted = quoted ?? quotedToo ?? (bare === 'null' ? null : (bare ?? ''));
  const key = single ?? double;
  const matches = (intent: Stripe.PaymentIntent): boolean => {
    const value = key === undefined ? fieldOf(intent, field) : (intent.metadata[key] ?? null);
    return compare(value, operator, wanted);
  };
  if (minus !== undefined) return { test: (intent) => !matches(intent), text: null };
  const named = key !== undefined && wanted !== null && operator === ':';
  const text = named ? `${JSON.stringify(key)}:${JSON.stringify(wanted)}` : null;
  return { test: matches, text };
}

function fieldOf(intent: Stripe.PaymentIntent, field: string): string | null {
  switch (field) {
    case 'status':
      return intent.status;
    case 'currency':
      return intent.currency;
    case 'customer':
      return typeof intent.customer === 'string' ? intent.customer : null;
    case 'amount':
      return String(intent.amount);
    default:
      return String(intent.created);
  }
}

function compare(value: string | null, operator: string, wanted: string | null): boolean {
  if (operator === ':') return value === wanted;
  if (value === null || wanted === null) return false;
  const difference = Number(value) - Number(wanted);
  if (operator === '>') return difference > 0;
  if (operator === '<') return difference < 0;
  return operator === '>=' ? difference >= 0 : difference <= 0;
}
