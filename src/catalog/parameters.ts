/**
 * Reading the parameters of a public address: each is checked by hand and every one that is refused
 * is named, since a validator's run on each request would cost more than a cached answer.
 */
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { marketOf } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import { invalid } from './faults.ts';
import type { FieldFault, InvalidInput } from './faults.ts';

/** Longest value of a filter. */
const MAX_FILTER_LENGTH = 200;
/** Values of one filter: as many as a facet offers. */
const MAX_FILTER_VALUES = 20;

export type Parameters = ReadonlyMap<string, readonly string[]>;
/** The parameters of a request, and what was found wrong with them. */
export type Reader = { readonly errors: FieldFault[]; readonly all: Parameters };

/** The first value of a parameter. */
export const first = ({ all }: Reader, name: string): string | undefined => all.get(name)?.[0];

/** Notes that a parameter is refused. */
export const refuse = (reader: Reader, name: string, detail: string): null => {
  reader.errors.push({ pointer: `/${name}`, detail });
  return null;
};

/** A whole number within bounds; null where there is none. */
export function integer(reader: Reader, name: string, least: number, most: number): number | null {
  const digits = first(reader, name);
  if (digits === undefined || digits === '') return null;
  const value = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most) return value;
  return refuse(reader, name, `Expected a whole number from ${least} to ${most}`);
}

/** A text with single spaces; null where there is none. */
export function text(reader: Reader, name: string, most: number): string | null {
  const value = (first(reader, name) ?? '').trim().replaceAll(/\s+/g, ' ');
  if (value.length > most) return refuse(reader, name, `Expected at most ${most} characters`);
  return value === '' ? null : value;
}

/** Every value of a repeated parameter, each once, in order. */
export function values(reader: Reader, name: string): string[] {
  const given = (reader.all.get(name) ?? []).map((value) => value.trim()).filter(Boolean);
  const most = MAX_FILTER_VALUES;
  if (given.length > most) refuse(reader, name, `Expected at most ${most} values`);
  if (given.some((value) => value.length > MAX_FILTER_LENGTH)) {
    refuse(reader, name, `Expected at most ${MAX_FILTER_LENGTH} characters`);
  }
  return [...new Set(given)].toSorted();
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
]);

/** The market named; the default one without a name. */
export function marketIn(reader: Reader): Market | null {
  const market = marketOf(first(reader, 'market'));
  return market ?? refuse(reader, 'market', 'Unknown market');
}

/** A truth value; false where there is none. */
export function booleanIn(reader: Reader, name: string): boolean | null {
  const value = BOOLEANS.get(first(reader, name) ?? '');
  return value ?? refuse(reader, name, 'Expected true or false');
}

/** A name or value as forms write it. Throws where it is not well-formed. */
const decoded = (part: string): string =>
  part.includes('%') || part.includes('+') ? decodeURIComponent(part.replaceAll('+', ' ')) : part;

/**
 * The names and values of an address's query, without its question mark, as `URLSearchParams` reads
 * them, in a fifth of its time; null where only that says what broken escapes mean.
 */
export function pairsIn(query: string): (readonly [string, string])[] | null {
  try {
    return query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        if (at < 0) return [decoded(part), ''];
        return [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
      });
  } catch {
    return null;
  }
}

/** Groups parameters by name, in the order they came in. */
export function parametersOf(pairs: Iterable<readonly [string, string]>): Parameters {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = all.get(name);
    if (known === undefined) all.set(name, [value]);
    else known.push(value);
  }
  return all;
}

/** Parses `?market=` of a route that takes nothing else. */
export function parseMarket(all: Parameters): Result<Market, InvalidInput> {
  const reader: Reader = { all, errors: [] };
  const market = marketIn(reader);
  return market === null ? invalid(reader.errors) : ok(market);
}
