/** One order: shown, sent in parcels, refunded, cancelled. Each form is answered by a redirect. */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { decimal } from '../kernel/money.ts';
import type { Once } from '../orders/port.ts';
import type { RefundRefusal } from '../orders/refunds.ts';
import type { ReturnRefusal } from '../orders/returns.ts';
import type { CancelRefusal, ClearRefusal } from '../orders/saga-commands.ts';
import type { ShipmentRefusal } from '../orders/shipments.ts';
import {
  ClearanceInput,
  RefundInput,
  ReturnChangeInput,
  ShipmentChangeInput,
} from '../orders/wire.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { errorsOf, formKeyOf, newFormKey, typed, valuesOf } from './form.ts';
import type { FormState, Refused, Values } from './form.ts';
import { minorOf, words } from './format.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { refundField, unitsField } from './order-forms.tsx';
import { OrderPage } from './order-page.tsx';
import { restockField, scrapField } from './return-forms.tsx';

const DONE: Readonly<Record<string, string>> = {
  created: 'The shipment is made. Pack it next.',
  packed: 'Packed. Ship it when the carrier has it.',
  shipped: 'Shipped. The buyer is told.',
  delivered: 'Delivered.',
  lost: 'Reported as lost.',
  discarded: 'The shipment is discarded.',
  refunded: 'The refund is on its way.',
  return_approved: 'Approved. The buyer is told to send it back.',
  return_received: 'Received. The stock and the refund follow.',
  return_refused: 'The return is refused. The buyer is told.',
  cancelled: 'The order is cancelled.',
  cleared: 'Dealt with. The log of acts says why.',
};

type Refusal =
  | ShipmentRefusal
  | RefundRefusal
  | CancelRefusal
  | ClearRefusal
  | ReturnRefusal
  | { reason: 'key_reused' };

/** Why an order did not do as it was told, for staff. */
function refusalText(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'not_confirmed':
      return 'Only a confirmed order is shipped.';
    case 'nothing_to_ship':
      return 'Type how many units go into this shipment.';
    case 'unknown_line':
      return 'This order has no such line.';
    case 'too_many_units':
      return `Only ${refusal.left} left.`;
    case 'too_many_shipments':
      return 'This order has its most shipments.';
    case 'unknown_shipment':
      return 'This order has no such shipment.';
    case 'illegal_move': {
      const [from, to] = [refusal.from, refusal.to].map((status) => words(status).toLowerCase());
      return `A shipment that is ${from} cannot become ${to}.`;
    }
    case 'illegal_return_move': {
      const [from, to] = [refusal.from, refusal.to].map((status) => words(status).toLowerCase());
      return `A return that is ${from} cannot become ${to}.`;
    }
    case 'unknown_return':
      return 'This order has no such return.';
    case 'not_returnable':
      return 'Nothing of this order can come back.';
    case 'return_window_over':
      return 'The time to send this back is over.';
    case 'too_many_returns':
      return 'This order has its most returns.';
    case 'nothing_received':
      return 'Refuse a return of which nothing has arrived.';
    case 'nothing_captured':
      return 'Nothing was captured for this order.';
    case 'nothing_to_refund':
      return 'These units cost the buyer nothing.';
    case 'refund_too_much': {
      const left = { amount: refusal.refundable, currency: DEFAULT_MARKET.currency };
      return `At most ${decimal(left)} is left to refund.`;
    }
    case 'refund_pending':
      return 'Another refund of this order is under way. Try again shortly.';
    case 'in_payment':
      return 'The payment is being taken. Try again shortly.';
    case 'already_shipped':
      return 'The order is on its way. Refund it instead.';
    case 'needs_attention':
      return 'This order waits for a decision and cannot be cancelled.';
    case 'needs_decision':
      return 'This order has stopped. Cancel it to end it.';
    case 'attention_changed':
      return 'Something else has come up since. Look again.';
    case 'key_reused':
      return 'This form was sent before with other values. Look at the order and send it again.';
  }
}

/** Which field of a form a refusal is about. */
function fieldOf(form: string, refusal: Refusal): string | null {
  if (refusal.reason === 'refund_too_much') return 'amount';
  if (refusal.reason !== 'too_many_units') return null;
  if (form.startsWith('rt_')) return restockField(refusal.lineId);
  return form === 'refund' ? refundField(refusal.lineId) : unitsField(refusal.lineId);
}

function refusedState(form: string, values: Values, refusal: Refusal): FormState {
  const field = fieldOf(form, refusal);
  const text = refusalText(refusal);
  return field === null
    ? { values, errors: {}, message: text }
    : { values, errors: { [field]: text }, message: null };
}

export const orderPageRoutes = newRouter();

/** Shows the order; after a refused form with what was typed and why it was refused. */
async function showOrder(
  c: Context<AppEnv>,
  id: OrderId,
  refused: Refused | null = null,
  status: 200 | 400 | 409 = 200,
) {
  const order = await c.get('services').orders.forStaff(id);
  if (order === null) return missing(c, 'There is no such order.');
  const done = refused === null ? (DONE[c.req.query('done') ?? ''] ?? null) : null;
  const documents = await c.get('services').invoices.ofOrder(id);
  const props = { order, documents, refused, done, formKey: newFormKey() };
  return show(c, <OrderPage {...props} />, status);
}

type Sent = { readonly id: OrderId; readonly values: Values };

/** Handles a form of an order: `act` does what it says, and the page is shown again after it. */
const onForm =
  (act: (c: Context<AppEnv>, sent: Sent) => Promise<Response>) =>
  async (c: Context<AppEnv>): Promise<Response> => {
    const id = asOrderId(c.req.param('id') ?? '');
    if (id === null) return missing(c, 'There is no such order.');
    return act(c, { id, values: await valuesOf(c) });
  };

/** Goes back to the order after something was done, or shows why it was not. */
function answered<F extends Refusal>(
  c: Context<AppEnv>,
  { id, values }: Sent,
  form: string,
  answer: Once<F>,
  done: string,
) {
  if (answer.ok) return c.redirect(`/admin/orders/${id}?done=${done}`, 303);
  if (answer.reason === 'unknown_order') return missing(c, 'There is no such order.');
  const refusal: Refusal = answer;
  return showOrder(c, id, { form, state: refusedState(form, values, refusal) }, 409);
}

orderPageRoutes.get('/admin/orders/:id', (c) => {
  const id = asOrderId(c.req.param('id'));
  return id === null ? missing(c, 'There is no such order.') : showOrder(c, id);
});

type Units = { readonly lineId: string; readonly quantity: number };

/** The units typed for each line in fields of a prefix; a line with none stays out. */
function unitsOf(
  values: Values,
  prefix: string,
): { lines: Units[]; errors: Record<string, string> } {
  const lines: Units[] = [];
  const errors: Record<string, string> = {};
  for (const [name, text] of Object.entries(values)) {
    if (!name.startsWith(prefix)) continue;
    const trimmed = text.trim();
    if (trimmed === '' || trimmed === '0') continue;
    if (/^\d{1,4}$/.test(trimmed)) {
      lines.push({ lineId: name.slice(prefix.length), quantity: Number(trimmed) });
    } else errors[name] = 'A whole number, or nothing';
  }
  return { lines, errors };
}

orderPageRoutes.post(
  '/admin/orders/:id/shipments',
  onForm(async (c, sent) => {
    const { id, values } = sent;
    const { lines, errors } = unitsOf(values, unitsField(''));
    if (Object.keys(errors).length > 0) {
      const state = { values, errors, message: null };
      return showOrder(c, id, { form: 'parcel', state }, 400);
    }
    const request = { lines, warehouse: null, carrier: null, trackingNumber: null };
    const answer = await c.get('services').orders.ship(id, request, formKeyOf(c, values));
    return answered(c, sent, 'parcel', answer, 'created');
  }),
);

orderPageRoutes.post(
  '/admin/orders/:id/shipments/:parcel',
  onForm(async (c, sent) => {
    const { id, values } = sent;
    const parcel = c.req.param('parcel') ?? '';
    const checked = ShipmentChangeInput.safeParse({
      status: typed(values, 'status'),
      carrier: typed(values, 'carrier'),
      tracking_number: typed(values, 'tracking_number'),
      tracking_url: typed(values, 'tracking_url'),
    });
    if (!checked.success) {
      const state = { values, errors: errorsOf(checked.error.issues), message: null };
      return showOrder(c, id, { form: parcel, state }, 400);
    }
    const change = {
      status: checked.data.status ?? null,
      carrier: checked.data.carrier ?? null,
      trackingNumber: checked.data.tracking_number ?? null,
      trackingUrl: checked.data.tracking_url ?? null,
    };
    const answer = await c.get('services').orders.changeShipment(id, parcel, change);
    const done = change.status === 'cancelled' ? 'discarded' : (change.status ?? '');
    return answered(c, sent, parcel, answer, done);
  }),
);

/** What is wrong with a refund's form; an amount that is none is told by an example. */
function refundErrors({ error }: ReturnType<typeof RefundInput.safeParse>): Record<string, string> {
  const issues = error?.issues ?? [];
  const wrong = issues.some(({ code, path }) => path[0] === 'amount' && code !== 'custom');
  return { ...errorsOf(issues), ...(wrong ? { amount: 'An amount such as 19.99' } : {}) };
}

orderPageRoutes.post(
  '/admin/orders/:id/refunds',
  onForm(async (c, sent) => {
    const { id, values } = sent;
    const amount = typed(values, 'amount');
    const minor = amount === undefined ? undefined : minorOf(amount, DEFAULT_MARKET.currency);
    const units = unitsOf(values, refundField(''));
    const lines = units.lines.map(({ lineId, quantity }) => ({ line_id: lineId, quantity }));
    const checked = RefundInput.safeParse({
      ...(lines.length === 0 ? {} : { lines }),
      amount: minor,
      reason: values['reason'],
    });
    const key = formKeyOf(c, values);
    if (!checked.success || key === null || Object.keys(units.errors).length > 0) {
      const state = {
        values,
        errors: { ...units.errors, ...refundErrors(checked) },
        message: null,
      };
      return showOrder(c, id, { form: 'refund', state }, 400);
    }
    const request = {
      lines: lines.length === 0 ? null : units.lines,
      amount: checked.data.amount ?? null,
      reason: checked.data.reason,
    };
    const answer = await c.get('services').orders.refund(id, request, key);
    return answered(c, sent, 'refund', answer, 'refunded');
  }),
);

const unitsIn = (lines: readonly Units[], id: string): number =>
  lines.find((line) => line.lineId === id)?.quantity ?? 0;

/** What has arrived of each line; null where the form did not ask. */
function arrivedOf(values: Values) {
  const restocked = unitsOf(values, restockField(''));
  const scrapped = unitsOf(values, scrapField(''));
  const errors = { ...restocked.errors, ...scrapped.errors };
  const ids = new Set([...restocked.lines, ...scrapped.lines].map((line) => line.lineId));
  const lines = [...ids].map((lineId) => ({
    lineId,
    restocked: unitsIn(restocked.lines, lineId),
    scrapped: unitsIn(scrapped.lines, lineId),
  }));
  const asked = Object.keys(values).some((name) => name.startsWith(restockField('')));
  return { lines: asked ? lines : null, errors };
}

orderPageRoutes.post(
  '/admin/orders/:id/returns/:return',
  onForm(async (c, sent) => {
    const { id, values } = sent;
    const returned = c.req.param('return') ?? '';
    const arrived =
      values['status'] === 'received' ? arrivedOf(values) : { lines: null, errors: {} };
    const checked = ReturnChangeInput.safeParse({
      status: values['status'],
      note: typed(values, 'note'),
    });
    if (!checked.success || Object.keys(arrived.errors).length > 0) {
      const errors = { ...arrived.errors, ...errorsOf(checked.error?.issues ?? []) };
      return showOrder(c, id, { form: returned, state: { values, errors, message: null } }, 400);
    }
    const { status, note = null } = checked.data;
    const change = { status, note, lines: arrived.lines, warehouse: null };
    const answer = await c.get('services').orders.changeReturn(id, returned, change);
    return answered(c, sent, returned, answer, `return_${status}`);
  }),
);

orderPageRoutes.post(
  '/admin/orders/:id/cancel',
  onForm(async (c, sent) => {
    const key = formKeyOf(c, sent.values);
    const answer = await c.get('services').orders.cancel(sent.id, 'cancelled_by_staff', key);
    return answered(c, sent, 'cancel', answer, 'cancelled');
  }),
);

orderPageRoutes.post(
  '/admin/orders/:id/clear-attention',
  onForm(async (c, sent) => {
    const { id, values } = sent;
    const { attention, reason } = values;
    const checked = ClearanceInput.safeParse({ attention, reason });
    if (!checked.success) {
      const state = { values, errors: errorsOf(checked.error.issues), message: null };
      return showOrder(c, id, { form: 'clear', state }, 400);
    }
    const answer = await c.get('services').orders.clearAttention(id, checked.data);
    return answered(c, sent, 'clear', answer, 'cleared');
  }),
);
