/**
 * Who may do what in the back office: one table of its routes, and one of the roles. A route that
 * is not in the table is closed to everybody.
 */
import type { Role } from '../customers/roles.ts';

const SHOP: readonly Role[] = ['owner', 'manager'];
const DESK: readonly Role[] = [...SHOP, 'fulfilment', 'support'];

/** Each permission, and the roles that have it. */
export const GRANTS = {
  'overview.read': DESK,
  'orders.read': DESK,
  'orders.ship': [...SHOP, 'fulfilment'],
  'orders.cancel': [...SHOP, 'support'],
  'orders.refund': [...SHOP, 'support'],
  'orders.attend': [...SHOP, 'support'],
  'returns.write': DESK,
  'invoices.read': [...SHOP, 'support'],
  'products.read': [...DESK, 'editor', 'seller'],
  'products.write': [...SHOP, 'editor', 'seller'],
  'stock.read': [...DESK, 'editor', 'seller'],
  'stock.write': [...SHOP, 'fulfilment', 'seller'],
  'coupons.read': [...SHOP, 'support'],
  'coupons.write': SHOP,
  'sales.read': [...DESK, 'editor'],
  'sales.write': SHOP,
  'search.read': [...SHOP, 'editor'],
  'search.write': [...SHOP, 'editor'],
  'system.read': SHOP,
  'system.write': SHOP,
  'sellers.read': SHOP,
  'sellers.write': SHOP,
  'selling.read': [...DESK, 'seller'],
  'selling.ship': [...SHOP, 'fulfilment', 'seller'],
  'payouts.read': [...SHOP, 'seller'],
  'payouts.write': SHOP,
  'staff.read': SHOP,
  'staff.write': ['owner'],
  'keys.read': SHOP,
  'keys.write': ['owner'],
  'audit.read': SHOP,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof GRANTS;

const isPermission = (text: string): text is Permission => text in GRANTS;
export const PERMISSIONS: readonly Permission[] = Object.keys(GRANTS).filter(isPermission);

/** What asks for a second factor that was proved just now: money and power over others. */
const STEPPED: ReadonlySet<Permission> = new Set([
  ...['orders.refund', 'orders.cancel', 'returns.write', 'staff.write', 'keys.write'],
  ...['sellers.write', 'payouts.write'],
] as const);
export const needsStepUp = (permission: Permission): boolean => STEPPED.has(permission);

/** What no key may do: with it, a key would make itself another. */
const NEVER_OF_KEYS: ReadonlySet<Permission> = new Set(['staff.write', 'keys.write']);
export const SCOPES: readonly Permission[] = PERMISSIONS.filter(
  (permission) => !NEVER_OF_KEYS.has(permission),
);

const scopes: ReadonlySet<string> = new Set(SCOPES);
export const isScope = (text: string): text is Permission => scopes.has(text);

/** `open` is for who has yet to sign in, `staff` for who has, whatever the role. */
export type Need = Permission | 'open' | 'staff';

/**
 * What of a route is a seller's own. By its path: the product, SKU or seller that it names, which
 * the guard looks up. `narrowed`: it names none of these, and its handler keeps to what is the
 * seller's.
 */
export type Own = 'product' | 'sku' | 'seller' | 'narrowed';

type Row = readonly [method: string, path: string, need: Need, own?: Own];

/**
 * Every route of the back office. A path's parameters are written as the router writes them. One
 * that does not say what of it is a seller's own is closed to sellers, whatever their role grants.
 */
export const ADMIN_ROUTES: readonly Row[] = [
  ['GET', '/api/admin/orders', 'orders.read'],
  ['GET', '/api/admin/orders/:id', 'orders.read'],
  ['POST', '/api/admin/orders/:id/shipments', 'orders.ship'],
  ['PATCH', '/api/admin/orders/:id/shipments/:shipment', 'orders.ship'],
  ['POST', '/api/admin/orders/:id/refunds', 'orders.refund'],
  ['POST', '/api/admin/orders/:id/cancel', 'orders.cancel'],
  ['POST', '/api/admin/orders/:id/clear-attention', 'orders.attend'],
  ['PATCH', '/api/admin/orders/:id/returns/:return', 'returns.write'],
  ['GET', '/api/admin/invoices', 'invoices.read'],
  ['GET', '/api/admin/invoices/:number', 'invoices.read'],
  ['GET', '/api/admin/invoices/:number/pdf', 'invoices.read'],
  ['GET', '/api/admin/products', 'products.read', 'narrowed'],
  ['GET', '/api/admin/products/:id', 'products.read', 'product'],
  ['POST', '/api/admin/products', 'products.write', 'narrowed'],
  ['PATCH', '/api/admin/products/:id', 'products.write', 'product'],
  ['DELETE', '/api/admin/products/:id', 'products.write', 'product'],
  ['POST', '/api/admin/import', 'products.write'],
  ['POST', '/api/admin/media', 'products.write', 'narrowed'],
  ['POST', '/api/admin/imports', 'products.write', 'narrowed'],
  ['POST', '/api/admin/bulk-edits', 'products.write'],
  ['GET', '/api/admin/bulk-jobs', 'products.read', 'narrowed'],
  ['GET', '/api/admin/bulk-jobs/:id', 'products.read', 'narrowed'],
  ['POST', '/api/admin/bulk-jobs/:id/write', 'products.write', 'narrowed'],
  ['POST', '/api/admin/bulk-jobs/:id/cancel', 'products.write', 'narrowed'],
  ['GET', '/api/admin/export', 'products.read'],
  ['GET', '/api/admin/pins', 'products.read'],
  ['PUT', '/api/admin/pins', 'products.write'],
  ['GET', '/api/admin/stock/:sku', 'stock.read', 'sku'],
  ['POST', '/api/admin/stock/:sku/movements', 'stock.write', 'sku'],
  ['PUT', '/api/admin/stock/:sku/lanes', 'system.write'],
  ['GET', '/api/admin/coupons', 'coupons.read'],
  ['GET', '/api/admin/coupons/:code', 'coupons.read'],
  ['POST', '/api/admin/coupons', 'coupons.write'],
  ['PATCH', '/api/admin/coupons/:code', 'coupons.write'],
  ['GET', '/api/admin/sales', 'sales.read'],
  ['GET', '/api/admin/sales/:id', 'sales.read'],
  ['POST', '/api/admin/sales', 'sales.write'],
  ['PATCH', '/api/admin/sales/:id', 'sales.write'],
  ['POST', '/api/admin/sales/:id/:act', 'sales.write'],
  ['POST', '/api/admin/sale-invitations/:id', 'sales.write'],
  ['GET', '/api/admin/search', 'search.read'],
  ['GET', '/api/admin/search/report', 'search.read'],
  ['GET', '/api/admin/search/synonyms', 'search.read'],
  ['POST', '/api/admin/search/synonyms', 'search.write'],
  ['DELETE', '/api/admin/search/synonyms/:id', 'search.write'],
  ['POST', '/api/admin/search/rebuild', 'search.write'],
  ['GET', '/api/admin/dead-letters', 'system.read'],
  ['GET', '/api/admin/dead-letters/:key', 'system.read'],
  ['POST', '/api/admin/dead-letters/:key/replay', 'system.write'],
  ['POST', '/api/admin/dead-letters/:key/discard', 'system.write'],
  ['GET', '/api/admin/rebuilds', 'system.read'],
  ['GET', '/api/admin/rebuilds/:id', 'system.read'],
  ['POST', '/api/admin/rebuilds', 'system.write'],
  ['POST', '/api/admin/rebuilds/:id/advance', 'system.write'],
  ['GET', '/api/admin/reconciliations', 'system.read'],
  ['GET', '/api/admin/reconciliations/:id', 'system.read'],
  ['POST', '/api/admin/reconciliations', 'system.write'],
  ['GET', '/api/admin/staff', 'staff.read'],
  ['POST', '/api/admin/staff/invitations', 'staff.write'],
  ['PATCH', '/api/admin/staff/:id', 'staff.write'],
  ['GET', '/api/admin/api-keys', 'keys.read'],
  ['POST', '/api/admin/api-keys', 'keys.write'],
  ['DELETE', '/api/admin/api-keys/:id', 'keys.write'],
  ['GET', '/api/admin/audit', 'audit.read'],
  ['GET', '/api/admin/audit/check', 'audit.read'],
  ['GET', '/api/admin/audit/export', 'audit.read'],
  ['GET', '/api/admin/sellers', 'sellers.read'],
  ['POST', '/api/admin/sellers', 'sellers.write'],
  ['GET', '/api/admin/sellers/:seller', 'selling.read', 'seller'],
  ['PATCH', '/api/admin/sellers/:seller', 'sellers.write'],
  ['POST', '/api/admin/sellers/:seller/invitations', 'sellers.write'],
  ['GET', '/api/admin/sellers/:seller/orders', 'payouts.read', 'seller'],
  ['GET', '/api/admin/sellers/:seller/orders/:id', 'selling.read', 'seller'],
  ['POST', '/api/admin/sellers/:seller/orders/:id/shipments', 'selling.ship', 'seller'],
  ['PATCH', '/api/admin/sellers/:seller/orders/:id/shipments/:shipment', 'selling.ship', 'seller'],
  ['GET', '/api/admin/sellers/:seller/statements', 'payouts.read', 'seller'],
  ['GET', '/api/admin/sellers/:seller/statements/:statement', 'payouts.read', 'seller'],
  ['GET', '/api/admin/sellers/:seller/statements/:statement/lines', 'payouts.read', 'seller'],
  ['POST', '/api/admin/sellers/:seller/statements', 'payouts.write'],
  ['POST', '/api/admin/sellers/:seller/statements/:statement/paid', 'payouts.write'],
  ['GET', '/admin', 'overview.read'],
  ['GET', '/admin/sign-in', 'open'],
  ['POST', '/admin/sign-in', 'open'],
  ['POST', '/admin/sign-out', 'open'],
  ['GET', '/admin/confirm', 'open'],
  ['POST', '/admin/confirm', 'open'],
  ['GET', '/admin/invitation', 'open'],
  ['POST', '/admin/invitation', 'open'],
  ['GET', '/admin/staff', 'staff.read'],
  ['POST', '/admin/invitations', 'staff.write'],
  ['POST', '/admin/staff/:id', 'staff.write'],
  ['GET', '/admin/sellers', 'sellers.read'],
  ['POST', '/admin/sellers', 'sellers.write'],
  ['GET', '/admin/sellers/:seller', 'payouts.read', 'seller'],
  ['POST', '/admin/sellers/:seller', 'sellers.write'],
  ['POST', '/admin/sellers/:seller/invitations', 'sellers.write'],
  ['GET', '/admin/sellers/:seller/orders/:id', 'selling.read', 'seller'],
  ['POST', '/admin/sellers/:seller/orders/:id/shipments', 'selling.ship', 'seller'],
  ['POST', '/admin/sellers/:seller/orders/:id/shipments/:shipment', 'selling.ship', 'seller'],
  ['GET', '/admin/sellers/:seller/statements/:statement', 'payouts.read', 'seller'],
  ['POST', '/admin/sellers/:seller/statements', 'payouts.write'],
  ['POST', '/admin/sellers/:seller/statements/:statement/paid', 'payouts.write'],
  ['GET', '/admin/keys', 'keys.read'],
  ['POST', '/admin/keys', 'keys.write'],
  ['POST', '/admin/keys/:id/revoke', 'keys.write'],
  ['GET', '/admin/audit', 'audit.read'],
  ['GET', '/admin/orders', 'orders.read'],
  ['GET', '/admin/orders/:id', 'orders.read'],
  ['POST', '/admin/orders/:id/shipments', 'orders.ship'],
  ['POST', '/admin/orders/:id/shipments/:parcel', 'orders.ship'],
  ['POST', '/admin/orders/:id/refunds', 'orders.refund'],
  ['POST', '/admin/orders/:id/cancel', 'orders.cancel'],
  ['POST', '/admin/orders/:id/clear-attention', 'orders.attend'],
  ['POST', '/admin/orders/:id/returns/:return', 'returns.write'],
  ['GET', '/admin/products', 'products.read', 'narrowed'],
  ['GET', '/admin/products/:id', 'products.read', 'product'],
  ['POST', '/admin/products', 'products.write', 'narrowed'],
  ['POST', '/admin/products/:id', 'products.write', 'product'],
  ['POST', '/admin/products/:id/status', 'products.write', 'product'],
  ['POST', '/admin/products/:id/images', 'products.write', 'product'],
  ['POST', '/admin/products/:id/times', 'products.write', 'product'],
  ['POST', '/admin/products/:id/links', 'products.write', 'product'],
  ['GET', '/admin/pins', 'products.read'],
  ['POST', '/admin/pins', 'products.write'],
  ['GET', '/admin/bulk', 'products.read', 'narrowed'],
  ['POST', '/admin/bulk', 'products.write', 'narrowed'],
  ['POST', '/admin/bulk-edits', 'products.write'],
  ['GET', '/admin/bulk/:id', 'products.read', 'narrowed'],
  ['POST', '/admin/bulk/:id/write', 'products.write', 'narrowed'],
  ['POST', '/admin/bulk/:id/cancel', 'products.write', 'narrowed'],
  ['GET', '/admin/stock', 'stock.read', 'narrowed'],
  ['GET', '/admin/stock/:sku', 'stock.read', 'sku'],
  ['POST', '/admin/stock/:sku', 'stock.write', 'sku'],
  ['GET', '/admin/coupons', 'coupons.read'],
  ['GET', '/admin/coupons/new', 'coupons.write'],
  ['POST', '/admin/coupons', 'coupons.write'],
  ['POST', '/admin/coupons/:code', 'coupons.write'],
  ['GET', '/admin/sales', 'sales.read'],
  ['GET', '/admin/new-sale', 'sales.write'],
  ['GET', '/admin/sales/:id', 'sales.read'],
  ['POST', '/admin/sales', 'sales.write'],
  ['POST', '/admin/sales/:id', 'sales.write'],
  ['POST', '/admin/sales/:id/act', 'sales.write'],
  ['POST', '/admin/sales/:id/invitations', 'sales.write'],
  ['GET', '/admin/search', 'search.read'],
  ['POST', '/admin/search/synonyms', 'search.write'],
  ['POST', '/admin/search/synonyms/:id/remove', 'search.write'],
  ['POST', '/admin/search/rebuild', 'search.write'],
  ['GET', '/admin/invoices', 'invoices.read'],
  ['GET', '/admin/system', 'system.read'],
  ['GET', '/admin/system/letters/:key', 'system.read'],
  ['GET', '/admin/system/reconciliations', 'system.read'],
  ['GET', '/admin/system/reconciliations/:id', 'system.read'],
  ['POST', '/admin/system/letters/:key/discard', 'system.write'],
  ['POST', '/admin/system/letters/:key/replay', 'system.write'],
  ['POST', '/admin/system/rebuilds', 'system.write'],
  ['POST', '/admin/system/reconciliations', 'system.write'],
];

/** What a request needs, whose it is, and the value of its path's parameter by name. */
export type Place = {
  readonly need: Need;
  readonly own: Own | null;
  readonly named: Readonly<Record<string, string>>;
};

type Matcher = Omit<Place, 'named'> & { readonly method: string; readonly form: RegExp };

/** Fixed words come before parameters, as `/new` before `/:code`. */
const matchers: readonly Matcher[] = ADMIN_ROUTES.toSorted(
  ([, a], [, b]) => a.split(':').length - b.split(':').length,
).map(([method, path, need, own = null]) => ({
  method,
  form: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  need,
  own,
}));

/** Which row of the table a request meets; null where there is no such route. */
export function placeOf(method: string, path: string): Place | null {
  const asked = method === 'HEAD' ? 'GET' : method;
  for (const { need, own, form, ...matcher } of matchers) {
    const found = matcher.method === asked ? form.exec(path) : null;
    if (found !== null) return { need, own, named: found.groups ?? {} };
  }
  return null;
}

/** True when a role has a permission. */
export const isGranted = (role: Role, permission: Permission): boolean => {
  const roles: readonly Role[] = GRANTS[permission];
  return roles.includes(role);
};
