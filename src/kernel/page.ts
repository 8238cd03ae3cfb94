/** Pages of a list: `limit` entries and an opaque cursor to the next ones (api.md). */
import { decodeBase64url, encodeBase64url, fromUtf8, utf8 } from './base64url.ts';

/** Most entries one page holds. */
export const MAX_PAGE_SIZE = 100;
/** Entries of a page whose size nobody named. */
export const DEFAULT_PAGE_SIZE = 20;

export type Page<T> = { readonly items: readonly T[]; readonly next_cursor: string | null };

/** Packs the sort keys of the last entry into a cursor. */
export const encodeCursor = (keys: readonly (string | number | null)[]): string =>
  encodeBase64url(utf8(JSON.stringify(keys)));

/**
 * A page out of what was found by asking for one entry more than `limit`: that one is not shown, it
 * tells that there is a next page.
 */
export function pageOf<T>(
  found: readonly T[],
  limit: number,
  keysOf: (last: T) => readonly (string | number | null)[],
): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, next_cursor: more ? encodeCursor(keysOf(last)) : null };
}

/** Unpacks a cursor, or returns null where it is none of ours. */
export function decodeCursor(cursor: string): (string | number | null)[] | null {
  const bytes = decodeBase64url(cursor);
  if (bytes === null) return null;
  try {
    const keys: unknown = JSON.parse(fromUtf8(bytes));
    if (!Array.isArray(keys)) return null;
    const values: unknown[] = keys;
    const known = values.filter(
      (key) => typeof key === 'string' || typeof key === 'number' || key === null,
    );
    return known.length === values.length ? known : null;
  } catch {
    return null;
  }
}

/** The number that a cursor of a numbered list names; null for any other text. */
export function numberIn(cursor: string): number | null {
  const [number] = decodeCursor(cursor) ?? [];
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}
