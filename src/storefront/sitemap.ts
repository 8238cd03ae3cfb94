/** What search engines and other programs are told of the shop's addresses. */
import type { CategoryNode } from '../catalog/categories.ts';
import type { Listed } from '../catalog/parts.ts';
import { rfc3339 } from '../kernel/time.ts';
import { categoryPath, productPath } from './addresses.ts';
import type { Shop } from './shop.ts';
import { element, parent, XML_HEAD } from './xml.ts';

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** Pages that are for one person, or for nobody to find. */
const PRIVATE = ['/admin', '/account', '/cart', '/checkout', '/orders', '/invoices', '/search?'];

/** The rules for robots (RFC 9309). */
export const robotsText = (origin: string): string =>
  [
    'User-agent: *',
    ...PRIVATE.map((path) => `Disallow: ${path}`),
    'Allow: /',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    '',
  ].join('\n');

/** The index: a file of the shop's own pages, and one for each part of the products. */
export function sitemapIndex({ origin }: Shop, parts: number): string {
  const files = [
    `${origin}/sitemaps/pages.xml`,
    ...Array.from({ length: parts }, (_, part) => `${origin}/sitemaps/products/${part + 1}.xml`),
  ];
  const entries = files.map((file) => parent('sitemap', [element('loc', file)]));
  return `${XML_HEAD}<sitemapindex ${NAMESPACE}>${entries.join('')}</sitemapindex>\n`;
}

const urlset = (entries: readonly string[]): string =>
  `${XML_HEAD}<urlset ${NAMESPACE}>${entries.join('')}</urlset>\n`;

const branches = (categories: readonly CategoryNode[]): CategoryNode[] =>
  categories.flatMap((category) => [category, ...branches(category.children)]);

/** The home page and every category. */
export const pagesSitemap = ({ origin, categories }: Shop): string =>
  urlset(
    ['/', ...branches(categories).map(({ slug }) => categoryPath(slug))].map((path) =>
      parent('url', [element('loc', `${origin}${path}`)]),
    ),
  );

/** The pages of products. */
export const productsSitemap = ({ origin }: Shop, products: readonly Listed[]): string =>
  urlset(
    products.map(({ slug, version }) =>
      parent('url', [
        element('loc', `${origin}${productPath(slug)}`),
        element('lastmod', rfc3339(version)),
      ]),
    ),
  );

/** The shop in words for language models (llmstxt.org). */
export function llmsText({ name, origin, categories, locale }: Shop, parts: number): string {
  const feeds = Array.from({ length: parts }, (_, part) => {
    const path = `${origin}/feeds/google/${part + 1}.xml`;
    return `- [Product feed ${part + 1}](${path}): every variant with price and availability`;
  });
  return [
    `# ${name}`,
    '',
    `> ${locale.t.home.description}`,
    '',
    '## Categories',
    '',
    ...categories.map(
      (category) =>
        `- [${category.name}](${origin}${categoryPath(category.slug)}): ${category.count} products`,
    ),
    '',
    '## For programs',
    '',
    `- [API](${origin}/openapi.json): OpenAPI 3.1; search, carts and checkout, readable at /docs`,
    `- [Search](${origin}/api/products?q=lamp): products as JSON`,
    ...feeds,
    `- [New products](${origin}/feeds/new.xml): RSS`,
    '',
  ].join('\n');
}
