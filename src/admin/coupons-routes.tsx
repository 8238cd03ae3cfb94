/** Coupons: the list with its switches, and the form that makes one. */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { asCouponCode } from '../kernel/ids.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { NewCouponInput, couponOfInput } from '../pricing/wire.ts';
import { CouponsPage, NewCouponPage } from './coupon-pages.tsx';
import { errorsOf, formKeyOf, inUtc, newFormKey, typed, untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { minorOf, wholeOf } from './format.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';

const { currency } = DEFAULT_MARKET;

const DONE: Readonly<Record<string, string>> = {
  made: 'The coupon is made.',
  on: 'The coupon is switched on.',
  off: 'The coupon is switched off.',
};

export const couponPageRoutes = newRouter();

couponPageRoutes.get('/admin/coupons', async (c) => {
  const cursor = c.req.query('cursor') ?? null;
  const page = await c.get('services').couponAdmin.list(DEFAULT_PAGE_SIZE, cursor);
  if (page === null) return c.redirect('/admin/coupons', 303);
  const done = DONE[c.req.query('done') ?? ''] ?? null;
  return show(c, <CouponsPage page={page} cursor={cursor} done={done} now={Date.now()} />);
});

const showForm = (c: Context<AppEnv>, form: FormState, status: 200 | 400 | 409 = 200) =>
  show(c, <NewCouponPage form={form} formKey={newFormKey()} />, status);

couponPageRoutes.get('/admin/coupons/new', (c) =>
  showForm(c, untouched({ kind: 'percent', combinable: '' })),
);

/** A field that is no number stays text, so that the schema refuses it by name. */
const numbered = (text: string | undefined, parse: (text: string) => number | null) =>
  text === undefined ? undefined : (parse(text) ?? text);

const euros = (text: string): number | null => minorOf(text, currency);

/** The form in the shape of the API's body. */
const inputOf = (values: Values) => ({
  code: values['code'],
  kind: values['kind'],
  value: numbered(typed(values, 'value'), values['kind'] === 'amount' ? euros : wholeOf),
  minimum_minor: numbered(typed(values, 'minimum_minor'), euros),
  starts_at: inUtc(typed(values, 'starts_at')),
  ends_at: inUtc(typed(values, 'ends_at')),
  total_limit: numbered(typed(values, 'total_limit'), wholeOf),
  per_customer_limit: numbered(typed(values, 'per_customer_limit'), wholeOf),
  combinable: values['combinable'] === 'yes',
});

/** What a schema says of a number, for people who typed an amount. */
function spoken(errors: Readonly<Record<string, string>>, values: Values): FormState['errors'] {
  const told: Record<string, string> = { ...errors };
  if ('value' in told) {
    told['value'] =
      values['kind'] === 'amount' ? 'An amount such as 19.99' : 'A whole number from 1 to 100';
  }
  if ('minimum_minor' in told) told['minimum_minor'] = 'An amount such as 19.99';
  for (const name of ['total_limit', 'per_customer_limit']) {
    if (name in told) told[name] = 'A whole number of 1 or more, or nothing';
  }
  return told;
}

couponPageRoutes.post('/admin/coupons', async (c) => {
  const values = await valuesOf(c);
  const checked = NewCouponInput.safeParse(inputOf(values));
  if (!checked.success) {
    const errors = spoken(errorsOf(checked.error.issues), values);
    return showForm(c, { values, errors, message: null }, 400);
  }
  const { couponAdmin } = c.get('services');
  const made = await couponAdmin.create(couponOfInput(checked.data), formKeyOf(c, values));
  if (made.ok) return c.redirect('/admin/coupons?done=made', 303);
  switch (made.reason) {
    case 'code_taken':
      return showForm(c, { values, errors: { code: 'This code is taken' }, message: null }, 409);
    case 'key_reused': {
      const message = 'This form was sent before with other values. Send it again to make both.';
      return showForm(c, { values, errors: {}, message }, 409);
    }
  }
});

couponPageRoutes.post('/admin/coupons/:code', async (c) => {
  const code = asCouponCode(c.req.param('code'));
  const active = (await valuesOf(c))['active'] === 'yes';
  const changed =
    code === null ? null : await c.get('services').couponAdmin.change(code, { active });
  if (changed === null || !changed.ok) return missing(c, 'There is no such coupon.');
  return c.redirect(`/admin/coupons?done=${active ? 'on' : 'off'}`, 303);
});
