/**
 * The shop with its calls of objects counted by the route that made them, and two doors:
 * `/bench/reset` and `/bench/counts`. What objects ask of each other, and alarms, are `inside`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import shop, { Admission, Cart, Order, SkuStock, WaitingRoom } from '../../src/index.ts';
import { Counter } from '../counting.ts';
import { routeOf } from './route-of.ts';
import type { RouteCount } from './route-of.ts';

const INSIDE = 'inside';
const route = new AsyncLocalStorage<string>();
const routes = new Map<string, RouteCount>();

function countOf(name: string): RouteCount {
  const known = routes.get(name) ?? { requests: 0, objectRequests: 0, methods: {} };
  routes.set(name, known);
  return known;
}

/** Counts calls of objects alone, by route: a trace of a whole drop would fill the memory. */
class RouteCounter extends Counter {
  override count(key: keyof Counter['counts'], by: number, what: string): void {
    if (key !== 'objectRequests') return;
    const count = countOf(route.getStore() ?? INSIDE);
    const [method = ''] = what.split(' of ');
    count.objectRequests += by;
    count.methods[method] = (count.methods[method] ?? 0) + by;
  }
}

const counter = new RouteCounter();
let wrapped = false;

function wrapOnce(env: Env): void {
  if (wrapped) return;
  wrapped = true;
  counter.wrapObjects(env);
  for (const { prototype } of [Admission, Cart, Order, SkuStock, WaitingRoom]) {
    if ('alarm' in prototype) counter.wrapAlarm(prototype, 'alarm');
  }
}

export * from '../../src/index.ts';

export default {
  ...shop,
  fetch(request, env, ctx) {
    wrapOnce(env);
    const { pathname } = new URL(request.url);
    if (pathname === '/bench/reset') {
      routes.clear();
      return new Response('');
    }
    if (pathname === '/bench/counts') return Response.json(Object.fromEntries(routes));
    const name = routeOf(request.method, pathname);
    countOf(name).requests += 1;
    return route.run(name, () => shop.fetch(request, env, ctx));
  },
} satisfies ExportedHandler<Env>;
