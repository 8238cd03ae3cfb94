/**
 * Names that cached answers carry (`Cache-Tag`), by which a cache is told to drop them when what
 * they show has changed. A list shows any product, so all lists go together.
 */

/** On lists, the category tree, suggestions, and pages and files made of them. */
export const LISTS = 'lists';
/** On everything about one product, whichever. */
const PRODUCTS = 'products';

const productTag = (slug: string): string => `product:${encodeURIComponent(slug)}`;

/** On everything about the product under this slug. */
export const productTags = (slug: string): string => `${PRODUCTS},${productTag(slug)}`;

/** Tags that one purge may name. */
const MAX_TAGS = 30;

/** What to drop when products under these slugs have changed: past some, every product. */
export function staleTags(slugs: readonly string[]): string[] {
  const each = [...new Set(slugs)].map(productTag);
  return [LISTS, ...(each.length < MAX_TAGS ? each : [PRODUCTS])];
}
