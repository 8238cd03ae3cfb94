/** An order that was paid, sent and has arrived, for tests of what comes after that. */
import { env } from 'cloudflare:workers';
import { required } from '../../../src/kernel/assert.ts';
import type { OrderView } from '../../../src/orders/view.ts';
import { ADMIN, Buyer, call, orderOf, pay, stockProduct, unique, until } from './shop.ts';
import type { Reply } from './shop.ts';

/** Makes Stripe misbehave for requests that hold a text, such as a payment's id. */
export async function disturb(contains: string, fault: Record<string, unknown>): Promise<void> {
  const response = await required(env.OUTSIDE, 'the sandbox is bound').fetch(
    'http://localhost/sandbox/control/faults',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ host: 'api.stripe.com', method: 'POST', contains, ...fault }),
    },
  );
  if (!response.ok) throw new Error(await response.text());
}

/** What staff asks of an order over the API. */
const staffOf = (id: string) => {
  const path = `/api/admin/orders/${id}`;
  const send =
    (method: string) =>
    <T = OrderView>(where: string, body: unknown, key?: string): Promise<Reply<T>> =>
      call<T>(method, `${path}/${where}`, {
        headers: { ...ADMIN, ...(key === undefined ? {} : { 'idempotency-key': key }) },
        body,
      });
  return { post: send('POST'), patch: send('PATCH') };
};

type Line = { readonly sku: string; readonly line_id: string };

/**
 * A delivered order: `cups` three units at 3.33, one `pot` at 5.00, and 4.90 for its way.
 * @param sent how many cups were sent; the pot was too
 * @param ship false for an order that is only confirmed
 */
export async function delivered({ sent = 3, card = 'pm_card_visa', ship = true } = {}) {
  const buyer = new Buyer();
  await buyer.add(await stockProduct(unique('cup'), { price: 333, stock: 10 }), 3);
  await buyer.add(await stockProduct(unique('pot'), { price: 500, stock: 10 }), 1);
  const email = `${unique('buyer')}@example.com`;
  const { order, payment } = (await buyer.checkout('key', { email })).body;
  await pay(payment, card);
  const confirmed = await until(
    () => orderOf(order),
    ({ status }) => status === 'confirmed',
  );
  const cups: Line = required(confirmed.lines[0], 'the cups');
  const pot: Line = required(confirmed.lines[1], 'the pot');
  const staff = staffOf(order.id);
  const lines = [
    { line_id: cups.line_id, quantity: sent },
    { line_id: pot.line_id, quantity: 1 },
  ];
  if (ship) await staff.post('shipments', { lines });
  for (const status of ship ? ['packed', 'shipped', 'delivered'] : []) {
    const moved = await staff.patch('shipments/sh_1', { status });
    if (moved.status !== 200) throw new Error(JSON.stringify(moved.body));
  }
  const askReturn = <T = OrderView>(body: unknown, key?: string, token: string = order.token) =>
    call<T>('POST', `/api/orders/${order.id}/returns`, {
      headers: { 'order-token': token, ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body,
    });
  /** Asks for a return of so many cups; its id. */
  const cupsBack = async (quantity: number): Promise<string> => {
    const reason = 'It does not fit';
    const reply = await askReturn({ lines: [{ line_id: cups.line_id, quantity, reason }] });
    return required(reply.body.returns.at(-1), 'a return').id;
  };
  const reference = required(payment?.reference, 'a payment');
  return { order, email, payment: reference, cups, pot, staff, askReturn, cupsBack };
}
