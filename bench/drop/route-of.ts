/** Names of routes, so that what a drop costs is counted by what was asked. */

export type RouteCount = {
  requests: number;
  objectRequests: number;
  /** By method of the objects. */
  methods: Record<string, number>;
};
export type RouteCounts = Readonly<Record<string, RouteCount>>;

const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/^\/sandbox\//, 'provider'],
  [/^\/api\/sales\/[^/]+\/(\w+)$/, ''],
  [/^\/sales\/[^/]+\/place$/, 'place'],
  [/^\/api\/checkout$/, 'checkout'],
  [/^\/api\/cart\b/, 'cart'],
  [/^\/api\/orders\//, 'order'],
  [/^\/api\/webhooks\//, 'webhook'],
  [/^\/api\/(admin|auth)\//, 'staff and accounts'],
];

/** What a request is counted as; the routes of a waiting room go by their last word. */
export function routeOf(method: string, path: string): string {
  for (const [form, name] of ROUTES) {
    const found = form.exec(path);
    if (found !== null) return name === '' ? `${method} ${found[1] ?? ''}` : name;
  }
  return 'browsing';
}
