/** The shop with its costs counted, and two doors: `/bench/reset` and `/bench/counts`. */
import shop, { Cart, Order, SkuStock } from '../src/index.ts';
import { Counter } from './counting.ts';

const counter = new Counter();
let wrapped = false;

function wrapOnce(env: Env): void {
  if (wrapped) return;
  wrapped = true;
  counter.wrapBindings(env);
  counter.wrapAlarm(SkuStock.prototype, 'a SKU');
  counter.wrapAlarm(Order.prototype, 'an order');
  counter.wrapAlarm(Cart.prototype, 'a cart');
}

export class CountedSkuStock extends SkuStock {
  constructor(ctx: DurableObjectState, env: Env) {
    counter.wrapStorage(ctx.storage);
    super(ctx, env);
  }
}

export class CountedOrder extends Order {
  constructor(ctx: DurableObjectState, env: Env) {
    counter.wrapStorage(ctx.storage);
    super(ctx, env);
  }
}

export class CountedCart extends Cart {
  constructor(ctx: DurableObjectState, env: Env) {
    counter.wrapStorage(ctx.storage);
    super(ctx, env);
  }
}

export * from '../src/index.ts';
export { CountedCart as Cart, CountedOrder as Order, CountedSkuStock as SkuStock };

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/bench/reset') {
      wrapOnce(env);
      counter.reset();
      return new Response('');
    }
    if (pathname === '/bench/counts') {
      return Response.json({ counts: counter.counts, trace: counter.trace });
    }
    // The buyer's call to the provider goes to the provider.
    if (!pathname.startsWith('/sandbox/')) counter.count('workerRequests', 1, pathname);
    return shop.fetch(request, env, ctx);
  },
  async queue(batch, env) {
    counter.count('workerRequests', 1, `${batch.messages.length} of ${batch.queue}`);
    await shop.queue(batch, env);
  },
} satisfies ExportedHandler<Env>;
