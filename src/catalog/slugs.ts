/** Slugs: the readable part of an address, derived from a title or a name. */

/** Longest slug derived from a title: addresses stay readable, and a column of lists narrow. */
const MAX_SLUG_LENGTH = 80;

/** `Écran 27″ (4K)` → `ecran-27-4k`. Letters of any script stay; empty when there are none. */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (words.length <= MAX_SLUG_LENGTH) return words;
  const cut = words.slice(0, MAX_SLUG_LENGTH + 1);
  const end = cut.lastIndexOf('-');
  return cut.slice(0, end > 0 ? end : MAX_SLUG_LENGTH);
}

/** What an address may hold: letters and digits of any script in lower case, single hyphens. */
export const isSlug = (text: string): boolean =>
  text.length <= 120 && /^[\p{Ll}\p{Lo}\p{Lm}\p{N}]+(-[\p{Ll}\p{Lo}\p{Lm}\p{N}]+)*$/u.test(text);

/** Names of a path written `Top > Sub`, trimmed; empty ones are dropped. */
export const namesOfPath = (path: string): string[] =>
  path
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The category slug of such names, or null where one of them has nothing to make a slug of. */
export function categorySlugOf(names: readonly string[]): string | null {
  const parts = names.map(slugOf);
  return parts.length === 0 || parts.includes('') ? null : parts.join('/');
}
