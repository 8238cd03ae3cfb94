/**
 * A buyer's order and its payment. Whoever opens the order while it is unsettled also settles it:
 * the page asks the same `resolvePayment` as the webhook does.
 */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { paymentPolicy } from '../http/security-headers.ts';
import { rememberOrder } from '../http/tokens.ts';
import { orderOf } from '../http/order-access.ts';
import type { OrderId } from '../kernel/ids.ts';
import type { Placed } from '../orders/port.ts';
import { randomId } from '../platform/crypto.ts';
import { orderPath } from './addresses.ts';
import { notFoundPage } from './error-routes.tsx';
import { OrderPage, UNSETTLED } from './order.tsx';
import { PayPage } from './pay.tsx';
import type { CardPayment } from './pay.tsx';
import { privatePage, shopOf } from './render.ts';

export const orderPageRoutes = newRouter();

/** The order as it is now; an unsettled one is settled first, as far as its payment allows. */
async function settled(c: Context<AppEnv>, id: OrderId): Promise<Placed | null> {
  const { orders } = c.get('services');
  const found = await orders.view(id);
  if (found === null || !UNSETTLED.includes(found.order.status)) return found;
  return orders.resolvePayment(id);
}

const cardPayment = ({ payment }: Placed): CardPayment | null =>
  payment?.next.type === 'client_secret' ? payment.next : null;

/** Shows an order; after a wish that was refused with the reason why. */
export async function showOrder(
  c: Context<AppEnv>,
  placed: Placed,
  problem: string | null = null,
): Promise<Response> {
  const shop = await shopOf(c);
  const payable = cardPayment(placed) !== null;
  const props = { shop, order: placed.order, payable, problem, attempt: randomId(16) };
  const page = <OrderPage {...props} />;
  return privatePage(c, page, problem === null ? 200 : 409);
}

orderPageRoutes.get('/orders/:id', async (c) => {
  const id = await orderOf(c, c.req.param('id'));
  if (id === null) return notFoundPage(c);
  if (c.req.query('token') !== undefined) {
    rememberOrder(c, id);
    return c.redirect(orderPath(id), 303);
  }
  const placed = await settled(c, id);
  return placed === null ? notFoundPage(c) : showOrder(c, placed);
});

orderPageRoutes.get('/orders/:id/pay', async (c) => {
  const id = await orderOf(c, c.req.param('id'));
  const placed = id === null ? null : await c.get('services').orders.view(id);
  if (placed === null) return notFoundPage(c);
  const card = cardPayment(placed);
  if (card === null || placed.payment === null) return c.redirect(orderPath(placed.order.id), 303);
  const { scriptUrl } = c.get('services').config.stripe;
  c.header('Content-Security-Policy', paymentPolicy(scriptUrl));
  const page = (
    <PayPage
      shop={await shopOf(c)}
      order={placed.order}
      card={card}
      expiresAt={placed.payment.expires_at}
      scriptUrl={scriptUrl}
    />
  );
  return privatePage(c, page);
});

orderPageRoutes.post('/orders/:id/cancel', async (c) => {
  const id = await orderOf(c, c.req.param('id'));
  if (id === null) return notFoundPage(c);
  const { orders } = c.get('services');
  const answer = await orders.cancel(id, 'cancelled_by_buyer', null);
  if (answer.ok) return c.redirect(orderPath(id), 303);
  const placed = await orders.view(id);
  if (placed === null) return notFoundPage(c);
  const shop = await shopOf(c);
  return showOrder(c, placed, shop.locale.t.order.cancelRefused);
});
