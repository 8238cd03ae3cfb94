/** The pages of sellers: for staff all of them, for a seller their own. */
import type { Context } from 'hono';
import { tellDone } from '../http/act-log.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE, numberIn, pageOf } from '../kernel/page.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { ShipmentChangeInput } from '../orders/wire.ts';
import { shipmentChangeOf } from '../orders/shipping-routes.ts';
import { saleKeys, salePlaceIn, sequenceKeys } from '../sellers/places.ts';
import type { OwnAnswer } from '../sellers/service.ts';
import { commissionOf, percentOf, saleView, totalView } from '../sellers/view.ts';
import { lineView, statementView } from '../sellers/view.ts';
import { NewSellerInput, PaidInput, SellerChangeInput } from '../sellers/wire.ts';
import { SellerInvitationInput } from '../sellers/wire.ts';
import { errorsOf, formKeyOf, newFormKey, typed, untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { words } from './format.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { SellerOrderPage, SellerPage, SellersPage } from './sellers-pages.tsx';
import { StatementPage } from './statement-pages.tsx';
import { listPath } from './ui.tsx';

const DONE: Readonly<Record<string, string>> = {
  added: 'The seller is taken in.',
  saved: 'Saved.',
  invited: 'The invitation is on its way.',
  stated: 'The statement is made.',
  paid: 'Recorded as paid.',
  shipped: 'Done.',
};

export const sellerPageRoutes = newRouter();

const ROOT = '/admin/sellers';
const OTHER_POST = 'They work in the back office already. Ask an owner of the shop.';
const unknownSeller = (c: Context<AppEnv>) => missing(c, 'There is no such seller.');
const doneOf = (c: Context<AppEnv>): string | null => DONE[c.req.query('done') ?? ''] ?? null;

/** A percentage as typed; what is none is refused by the schema. */
const percentIn = (values: Values): number | undefined => {
  const text = typed(values, 'commission_percent');
  return text === undefined ? undefined : Number(text.replace(',', '.'));
};

async function showSellers(c: Context<AppEnv>, form: FormState, status: 200 | 400 | 409 = 200) {
  const sellers = await c.get('services').selling.sellers.list();
  return show(c, <SellersPage {...{ sellers, form, done: doneOf(c) }} />, status);
}

sellerPageRoutes.get(ROOT, (c) => showSellers(c, untouched()));

sellerPageRoutes.post(ROOT, async (c) => {
  const values = await valuesOf(c);
  const checked = NewSellerInput.safeParse({
    id: values['id'] ?? '',
    name: values['name'] ?? '',
    commission_percent: percentIn(values),
    email: typed(values, 'email'),
  });
  if (!checked.success) {
    const errors = errorsOf(checked.error.issues);
    return showSellers(c, { values, errors, message: null }, 400);
  }
  const { id, name, commission_percent: percent, email } = checked.data;
  const { selling } = c.get('services');
  const seller = { id, name, commission: commissionOf(percent), createdAt: Date.now() };
  const taken = await selling.takeIn(seller, email);
  if (!taken.ok) {
    const errors =
      taken.reason === 'other_post'
        ? { email: OTHER_POST }
        : { id: 'There is a seller of this id' };
    return showSellers(c, { values, errors, message: null }, 409);
  }
  await tellDone(c, { account: taken.value.account });
  return c.redirect(`${ROOT}/${id}?done=added`, 303);
});

async function showSeller(
  c: Context<AppEnv>,
  id: string,
  form: FormState | null = null,
  status: 200 | 400 | 409 = 200,
) {
  const { sellers, books } = c.get('services').selling;
  const seller = await sellers.find(id);
  if (seller === null) return unknownSeller(c);
  const period = { from: 0, until: Date.now() };
  const { cursor = null, statements: below = null } = c.req.query();
  const [soldByThem, totals, statements] = await Promise.all([
    books.sales(id, period, salePlaceIn(cursor ?? ''), DEFAULT_PAGE_SIZE + 1),
    books.totals(id, period),
    books.statements(id, numberIn(below ?? ''), DEFAULT_PAGE_SIZE + 1),
  ]);
  const sales = pageOf(soldByThem, DEFAULT_PAGE_SIZE, saleKeys);
  const stated = pageOf(statements, DEFAULT_PAGE_SIZE, sequenceKeys);
  const here = (query: { cursor: string | null; statements: string | null }) =>
    listPath(`${ROOT}/${id}`, query);
  const terms = { name: seller.name, commission_percent: String(percentOf(seller.commission)) };
  const page = (
    <SellerPage
      seller={seller}
      sales={sales.items.map(saleView)}
      next={
        sales.next_cursor === null ? null : here({ cursor: sales.next_cursor, statements: below })
      }
      first={cursor === null ? null : here({ cursor: null, statements: below })}
      total={totalView(totals.period)}
      open={totalView(totals.open)}
      statements={{
        items: stated.items.map(statementView),
        next: stated.next_cursor === null ? null : here({ cursor, statements: stated.next_cursor }),
        first: below === null ? null : here({ cursor, statements: null }),
      }}
      form={form ?? untouched(terms)}
      done={doneOf(c)}
    />
  );
  return show(c, page, status);
}

sellerPageRoutes.get(`${ROOT}/:seller`, (c) => showSeller(c, c.req.param('seller')));

sellerPageRoutes.post(`${ROOT}/:seller`, async (c) => {
  const values = await valuesOf(c);
  const id = c.req.param('seller');
  const checked = SellerChangeInput.safeParse({
    name: values['name'] ?? '',
    commission_percent: percentIn(values),
  });
  if (!checked.success) {
    const errors = errorsOf(checked.error.issues);
    return showSeller(c, id, { values, errors, message: null }, 400);
  }
  const { name, commission_percent: percent } = checked.data;
  const changed = await c.get('services').selling.change(id, {
    ...(name === undefined ? {} : { name }),
    ...(percent === undefined ? {} : { commission: commissionOf(percent) }),
  });
  return changed.ok ? c.redirect(`${ROOT}/${id}?done=saved`, 303) : unknownSeller(c);
});

sellerPageRoutes.post(`${ROOT}/:seller/invitations`, async (c) => {
  const id = c.req.param('seller');
  const { selling } = c.get('services');
  if ((await selling.sellers.find(id)) === null) return unknownSeller(c);
  const checked = SellerInvitationInput.safeParse({ email: typed(await valuesOf(c), 'email') });
  if (!checked.success) {
    const message = 'Type the e-mail address of whom to invite.';
    return showSeller(c, id, { ...untouched(), message }, 400);
  }
  const invited = await selling.invite(id, checked.data.email);
  if (!invited.ok) return showSeller(c, id, { ...untouched(), message: OTHER_POST }, 409);
  await tellDone(c, { account: invited.value.account });
  return c.redirect(`${ROOT}/${id}?done=invited`, 303);
});

const unknownStatement = (c: Context<AppEnv>) => missing(c, 'There is no such statement.');

sellerPageRoutes.get(`${ROOT}/:seller/statements/:statement`, async (c) => {
  const { seller: id, statement: sequence } = c.req.param();
  const { sellers, books } = c.get('services').selling;
  const seller = await sellers.find(id);
  if (seller === null) return unknownSeller(c);
  const { cursor = null } = c.req.query();
  const number = /^\d{1,9}$/.test(sequence) ? Number(sequence) : 0;
  const [statement, found] = await Promise.all([
    books.statement(id, number),
    books.lines(id, number, numberIn(cursor ?? ''), DEFAULT_PAGE_SIZE + 1),
  ]);
  if (statement === null) return unknownStatement(c);
  const lines = pageOf(found, DEFAULT_PAGE_SIZE, sequenceKeys);
  const here = `${ROOT}/${id}/statements/${number}`;
  const props = {
    ...{ seller, statement: statementView(statement), lines: lines.items.map(lineView) },
    first: cursor === null ? null : here,
    next: lines.next_cursor === null ? null : listPath(here, { cursor: lines.next_cursor }),
  };
  return show(c, <StatementPage {...props} />);
});

sellerPageRoutes.post(`${ROOT}/:seller/statements`, async (c) => {
  const id = c.req.param('seller');
  const { sellers, books } = c.get('services').selling;
  if ((await sellers.find(id)) === null) return unknownSeller(c);
  const made = await books.state(id, Date.now());
  if (made.ok) return c.redirect(`${ROOT}/${id}?done=stated`, 303);
  return showSeller(c, id, { ...untouched(), message: 'Nothing is due.' }, 409);
});

sellerPageRoutes.post(`${ROOT}/:seller/statements/:statement/paid`, async (c) => {
  const id = c.req.param('seller');
  const { sellers, books } = c.get('services').selling;
  if ((await sellers.find(id)) === null) return unknownSeller(c);
  const checked = PaidInput.safeParse({ reference: typed(await valuesOf(c), 'reference') });
  const sequence = Number(c.req.param('statement'));
  if (!checked.success || !Number.isSafeInteger(sequence)) {
    const message = 'Type what the transfer says.';
    return showSeller(c, id, { ...untouched(), message }, 400);
  }
  const paid = await books.pay(id, sequence, checked.data.reference);
  if (paid.ok) return c.redirect(`${ROOT}/${id}?done=paid`, 303);
  if (paid.reason === 'unknown_statement') return unknownStatement(c);
  const message = 'It was paid by another transfer.';
  return showSeller(c, id, { ...untouched(), message }, 409);
});

const unknownOrder = (c: Context<AppEnv>) => missing(c, 'There is no such order.');

/** The order and the seller of the path. */
function namedIn(c: Context<AppEnv>): { seller: string; id: OrderId | null } {
  return { seller: c.req.param('seller') ?? '', id: asOrderId(c.req.param('id') ?? '') };
}

async function showOrder(c: Context<AppEnv>, message: string | null = null) {
  const { seller, id } = namedIn(c);
  const order = id === null ? null : await c.get('services').selling.order(seller, id);
  if (order === null) return unknownOrder(c);
  const form = { ...untouched(), message };
  const props = { seller, order, form, formKey: newFormKey(), done: doneOf(c) };
  return show(c, <SellerOrderPage {...props} />, message === null ? 200 : 409);
}

const answered = (c: Context<AppEnv>, answer: OwnAnswer, seller: string, id: string) =>
  answer.ok
    ? c.redirect(`${ROOT}/${seller}/orders/${id}?done=shipped`, 303)
    : showOrder(c, `${words(answer.reason)}.`);

sellerPageRoutes.get(`${ROOT}/:seller/orders/:id`, (c) => showOrder(c));

sellerPageRoutes.post(`${ROOT}/:seller/orders/:id/shipments`, async (c) => {
  const { seller, id } = namedIn(c);
  if (id === null) return unknownOrder(c);
  const key = formKeyOf(c, await valuesOf(c));
  const request = { lines: null, warehouse: null, carrier: null, trackingNumber: null };
  const answer = await c.get('services').selling.ship(seller, id, request, key);
  return answered(c, answer, seller, id);
});

sellerPageRoutes.post(`${ROOT}/:seller/orders/:id/shipments/:shipment`, async (c) => {
  const { seller, id } = namedIn(c);
  const values = await valuesOf(c);
  const checked = ShipmentChangeInput.safeParse({
    status: typed(values, 'status'),
    tracking_number: typed(values, 'tracking_number'),
  });
  if (id === null || !checked.success) return unknownOrder(c);
  const change = shipmentChangeOf(checked.data);
  const shipment = c.req.param('shipment');
  const answer = await c.get('services').selling.changeShipment(seller, id, shipment, change);
  return answered(c, answer, seller, id);
});
