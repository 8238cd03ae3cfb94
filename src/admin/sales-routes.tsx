/** Drops: the list, the form that schedules one, and one drop with its switches. */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { required } from '../kernel/assert.ts';
import { asSaleId } from '../kernel/ids.ts';
import type { SaleId } from '../kernel/ids.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import { randomId } from '../platform/crypto.ts';
import type { SaleRefusal } from '../waiting-room/faults.ts';
import { SALE_ACTS } from '../waiting-room/sale.ts';
import {
  changeOfInput,
  InviteInput,
  NewSaleInput,
  SaleChangeInput,
  saleOfInput,
} from '../waiting-room/wire.ts';
import { errorsOf, formKeyOf, newFormKey, untouched, valuesOf } from './form.ts';
import type { FormState, Refused, Values } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { changeOf, invitedOf, newSaleOf, refusedField, spokenErrors } from './sale-form.ts';
import { NewSalePage, SalesPage } from './sale-pages.tsx';
import { SalePage } from './sale-page.tsx';
import type { Invited } from './sale-page.tsx';

export const salePageRoutes = newRouter();

const DONE: Readonly<Record<string, string>> = {
  made: 'The drop is scheduled.',
  open: 'The drop opens: its draw is in 15 seconds.',
  pause: 'The drop is paused. Who is inside may finish.',
  resume: 'The drop goes on.',
  stop: 'The drop is stopped.',
  saved: 'Saved.',
};

salePageRoutes.get('/admin/sales', async (c) => {
  const cursor = c.req.query('cursor') ?? null;
  const page = await c.get('services').sales.staff.list(DEFAULT_PAGE_SIZE, cursor);
  if (page === null) return c.redirect('/admin/sales', 303);
  return show(c, <SalesPage page={page} cursor={cursor} now={Date.now()} />);
});

const showForm = (c: Context<AppEnv>, form: FormState, status: 200 | 400 | 409 = 200) =>
  show(c, <NewSalePage form={form} formKey={newFormKey()} />, status);

salePageRoutes.get('/admin/new-sale', (c) =>
  showForm(c, untouched({ mode: 'first_come', max_per_buyer: '1', velocity: 'yes' })),
);

/** What is wrong, beside its field or above the form. */
function refusedState(values: Values, refusal: SaleRefusal): FormState {
  const whole = (message: string): FormState => ({ values, errors: {}, message });
  switch (refusal.reason) {
    case 'sku_in_sale':
      return {
        ...whole('Another drop has it already.'),
        errors: { skus: `${refusal.sku} is in another drop` },
      };
    case 'sale_exists':
      return whole('This form was sent before with other values. Send it again to make both.');
    case 'wrong_state':
      return whole(`The drop is ${refusal.status}.`);
    case 'has_begun':
      return whole('Start, draw, quantity and price change only before the start.');
    case 'unknown_sale':
      return whole('There is no such drop.');
    default:
      return { values, errors: refusedField(refusal), message: null };
  }
}

/** A new id; the same for the same form, so that two clicks schedule one drop. */
function idFor(c: Context<AppEnv>, values: Values): SaleId {
  const text = formKeyOf(c, values)?.key.slice(0, 24) ?? randomId(12);
  return required(asSaleId(text), 'digests and random ids are ids');
}

salePageRoutes.post('/admin/sales', async (c) => {
  const values = await valuesOf(c);
  const checked = NewSaleInput.safeParse(newSaleOf(values));
  if (!checked.success) {
    const errors = spokenErrors(errorsOf(checked.error.issues));
    return showForm(c, { values, errors, message: null }, 400);
  }
  const sale = saleOfInput(checked.data, idFor(c, values));
  const made = await c.get('services').sales.staff.schedule(sale);
  if (!made.ok) return showForm(c, refusedState(values, made), 409);
  return c.redirect(`/admin/sales/${sale.id}?done=made`, 303);
});

type Shown = {
  readonly done?: string | null;
  readonly refused?: Refused;
  readonly invited?: readonly Invited[];
};

/** A drop's page as it is now. */
async function showSale(c: Context<AppEnv>, { done = null, refused, invited = [] }: Shown) {
  const id = asSaleId(c.req.param('id') ?? '');
  const report = id === null ? null : await c.get('services').sales.staff.report(id);
  if (report === null) return missing(c, 'There is no such drop.');
  const page = <SalePage {...{ report, done, invited }} refused={refused ?? null} />;
  return show(c, page, refused === undefined ? 200 : 400);
}

salePageRoutes.get('/admin/sales/:id', (c) =>
  showSale(c, { done: DONE[c.req.query('done') ?? ''] ?? null }),
);

salePageRoutes.post('/admin/sales/:id', async (c) => {
  const id = asSaleId(c.req.param('id'));
  const values = await valuesOf(c);
  if (id === null) return missing(c, 'There is no such drop.');
  const checked = SaleChangeInput.safeParse(changeOf(values));
  if (!checked.success) {
    const errors = spokenErrors(errorsOf(checked.error.issues));
    return showSale(c, { refused: { form: 'change', state: { values, errors, message: null } } });
  }
  const done = await c.get('services').sales.staff.change(id, changeOfInput(checked.data));
  if (done.ok) return c.redirect(`/admin/sales/${id}?done=saved`, 303);
  return showSale(c, { refused: { form: 'change', state: refusedState(values, done) } });
});

salePageRoutes.post('/admin/sales/:id/act', async (c) => {
  const id = asSaleId(c.req.param('id'));
  const values = await valuesOf(c);
  const act = SALE_ACTS.find((each) => each === values['act']);
  if (id === null || act === undefined) return missing(c, 'There is no such drop.');
  if (act === 'stop' && values['sure'] !== 'yes') return c.redirect(`/admin/sales/${id}`, 303);
  const done = await c.get('services').sales.staff.act(id, act);
  // Two who pressed at once: the page shows where it stands.
  return c.redirect(`/admin/sales/${id}${done.ok ? `?done=${act}` : ''}`, 303);
});

salePageRoutes.post('/admin/sales/:id/invitations', async (c) => {
  const id = asSaleId(c.req.param('id'));
  const values = await valuesOf(c);
  if (id === null) return missing(c, 'There is no such drop.');
  const checked = InviteInput.safeParse(invitedOf(values));
  if (!checked.success) {
    const errors = spokenErrors(errorsOf(checked.error.issues));
    return showSale(c, { refused: { form: 'invite', state: { values, errors, message: null } } });
  }
  const { tier, emails, mail = false } = checked.data;
  const { staff, mailInvitations } = c.get('services').sales;
  const made = await staff.invite(id, tier, emails);
  if (!made.ok) {
    return showSale(c, { refused: { form: 'invite', state: refusedState(values, made) } });
  }
  const mailed = mail ? await mailInvitations(id, tier, emails) : new Set<string>();
  const { origin } = new URL(c.req.url);
  const invited = made.value.map(({ email, invitation }) => ({
    email,
    mailed: mailed.has(email),
    link: `${origin}/sales/${id}?${new URLSearchParams({ invitation }).toString()}`,
  }));
  return showSale(c, { invited });
});
