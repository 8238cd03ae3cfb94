/** Where the shop's pages are. Slugs may hold any letter, so each part is encoded. */

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** A path with parameters. */
export const withQuery = (path: string, parameters: Record<string, string>): string =>
  `${path}?${new URLSearchParams(parameters).toString()}`;

export const productPath = (slug: string): string => `/products/${encoded(slug)}`;
export const categoryPath = (slug: string): string => `/categories/${encoded(slug)}`;
export const SEARCH_PATH = '/search';
export const CART_PATH = '/cart';
export const CHECKOUT_PATH = '/checkout';
export const salePath = (id: string): string => `/sales/${encoded(id)}`;
export const orderPath = (id: string): string => `/orders/${encoded(id)}`;
export const payPath = (id: string): string => `/orders/${encoded(id)}/pay`;
