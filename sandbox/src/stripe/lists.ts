/** Stripe's lists: newest first, by cursor, narrowed by a range of `created`. */
import { noSuch } from './errors.ts';
import type { Params } from './params.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

interface Listed {
  readonly id: string;
  readonly created: number;
}

export interface Listing<T extends Listed> {
  readonly url: string;
  /** Names the items in the refusal of a cursor that was never issued. */
  readonly kind: string;
  /** Newest first. */
  readonly items: Iterable<T>;
  /** Whether `created` never rises along `items`, so that a range's lower end ends the search. */
  readonly sorted: boolean;
  /** The endpoint's own filter. */
  readonly keep?: (item: T) => boolean;
}

/** The number of items a call asks for. */
export function readLimit(params: Params): number {
  return Math.min(Math.max(params.integer('limit') ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
}

/** One page of a listing. */
export function page<T extends Listed>(params: Params, listing: Listing<T>): object {
  const { url, kind, keep = () => true } = listing;
  const limit = readLimit(params);
  const after = params.text('starting_after');
  const before = params.text('ending_before');
  const range = readRange(params);
  params.finish();
  let started = after === undefined;
  let found: T[] = [];
  let more = false;
  for (const item of listing.items) {
    if (item.id === before) return list(url, found, more);
    if (!started) {
      started = item.id === after;
      continue;
    }
    if (listing.sorted && item.created < range.from) return list(url, found, more);
    if (item.created < range.from || item.created > range.to || !keep(item)) continue;
    found.push(item);
    if (found.length <= limit) continue;
    more = true;
    if (before === undefined) return list(url, found.slice(0, limit), more);
    found = found.slice(1);
  }
  if (!started && after !== undefined) throw noSuch(kind, after, 'starting_after');
  if (before !== undefined) throw noSuch(kind, before, 'ending_before');
  return list(url, found, more);
}

function list(url: string, data: readonly object[], more: boolean): object {
  return { object: 'list', url, has_more: more, data };
}

/** The inclusive range of `created`, in whole seconds. */
function readRange(params: Params): { from: number; to: number } {
  const exactly = params.integer('created');
  if (exactly !== undefined) return { from: exactly, to: exactly };
  const above = params.integer('created[gt]') ?? -Infinity;
  const from = params.integer('created[gte]') ?? -Infinity;
  const below = params.integer('created[lt]') ?? Infinity;
  const to = params.integer('created[lte]') ?? Infinity;
  return { from: Math.max(above + 1, from), to: Math.min(below - 1, to) };
}
