/** The form that asks to send goods back. */
import { newRouter } from '../http/app-env.ts';
import { orderOf } from '../http/order-access.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { ReturnRequest } from '../orders/returns.ts';
import { sha256 } from '../platform/crypto.ts';
import { orderPath } from './addresses.ts';
import { fieldsOf } from './cart-routes.tsx';
import { notFoundPage } from './error-routes.tsx';
import { showOrder } from './order-routes.tsx';
import { shopOf } from './render.ts';
import { returnField } from './returns.tsx';

export const returnPageRoutes = newRouter();

/** The units typed for each line; a line with none, or with no number, stays out. */
function linesOf(fields: ReadonlyMap<string, string>, reason: string): ReturnRequest['lines'] {
  return [...fields].flatMap(([name, text]) => {
    const units = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
    if (!name.startsWith(returnField('')) || units === 0) return [];
    return [{ lineId: name.slice(returnField('').length), quantity: units, reason }];
  });
}

returnPageRoutes.post('/orders/:id/returns', async (c) => {
  const id = await orderOf(c, c.req.param('id'));
  if (id === null) return notFoundPage(c);
  const { orders } = c.get('services');
  const { t, date } = (await shopOf(c)).locale;
  const fields = await fieldsOf(c);
  const reasons = t.order.returnReasons;
  const reason = reasons.find((known) => known === fields.get('reason')) ?? t.order.anyReason;
  const lines = linesOf(fields, reason);
  let problem = t.order.returnNothing;
  if (lines.length > 0) {
    // Two clicks on one showing of the form are one return.
    const key = `return:${fields.get('attempt') ?? ''}`;
    const once = { key, fingerprint: sha256(JSON.stringify(lines)) };
    const answer = await orders.askReturn(id, { lines }, once);
    if (answer.ok) return c.redirect(orderPath(id), 303);
    problem =
      answer.reason === 'return_window_over'
        ? t.order.returnLate(date(rfc3339(answer.endedAt)))
        : t.order.returnRefused;
  }
  const placed = await orders.view(id);
  return placed === null ? notFoundPage(c) : showOrder(c, placed, problem);
});
