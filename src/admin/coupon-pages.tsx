/** The list of coupons and the form that makes one. */
import type { Page as ListPage } from '../kernel/page.ts';
import { money } from '../kernel/money.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { CountedCoupon } from '../pricing/service.ts';
import type { FormState } from './form.ts';
import { number, price } from './format.ts';
import { Page } from './layout.tsx';
import { Badge, Done, Field, FormKey, FormMessage, Pager, Select, Tick, When } from './ui.tsx';
import { listPath } from './ui.tsx';

/** What a coupon takes off, in a word. */
const taken = (coupon: CountedCoupon): string =>
  coupon.kind === 'percent' ? `${coupon.value} %` : price(money(coupon.value, coupon.currency));

/** Whether a coupon holds now, and if not, why. */
function standing(coupon: CountedCoupon, now: number): 'active' | 'off' | 'ended' | 'to_come' {
  if (!coupon.active) return 'off';
  if (coupon.endsAt !== null && coupon.endsAt <= now) return 'ended';
  return coupon.startsAt !== null && coupon.startsAt > now ? 'to_come' : 'active';
}

/** The conditions of a coupon, shortest first. */
function conditions(coupon: CountedCoupon): string[] {
  const { minimum, totalLimit, perCustomerLimit } = coupon;
  return [
    ...(minimum === 0 ? [] : [`from ${price(money(minimum, coupon.currency))}`]),
    ...(totalLimit === null ? [] : [`${number(totalLimit)} in all`]),
    ...(perCustomerLimit === null ? [] : [`${number(perCustomerLimit)} each`]),
    ...(coupon.combinable ? ['combines'] : []),
  ];
}

const Dates = ({ coupon }: { coupon: CountedCoupon }) => (
  <>
    {coupon.startsAt === null ? null : (
      <>
        from <When at={coupon.startsAt} />{' '}
      </>
    )}
    {coupon.endsAt === null ? null : (
      <>
        to <When at={coupon.endsAt} />
      </>
    )}
  </>
);

const CouponRow = ({ coupon, now }: { coupon: CountedCoupon; now: number }) => (
  <tr>
    <td>
      <span class="strong">{coupon.code}</span>
      <p class="muted">{conditions(coupon).join(', ')}</p>
    </td>
    <td class="end figure">{taken(coupon)}</td>
    <td class="wide">
      <Dates coupon={coupon} />
    </td>
    <td class="end figure wide">{coupon.uses === null ? 'not counted' : number(coupon.uses)}</td>
    <td>
      <Badge status={standing(coupon, now)} />
    </td>
    <td class="end">
      <form method="post" action={`/admin/coupons/${coupon.code}`}>
        <button class="button quiet small" name="active" value={coupon.active ? 'no' : 'yes'}>
          <span class="wide">Switch </span>
          <span class="verb">{coupon.active ? 'off' : 'on'}</span>
          <span class="hidden"> {coupon.code}</span>
        </button>
      </form>
    </td>
  </tr>
);

const CouponTable = ({ coupons, now }: { coupons: readonly CountedCoupon[]; now: number }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Code</th>
        <th scope="col" class="end">
          Takes off
        </th>
        <th scope="col" class="wide">
          Holds
        </th>
        <th scope="col" class="end wide">
          Uses
        </th>
        <th scope="col">Now</th>
        <th scope="col">
          <span class="hidden">Switch</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {coupons.map((coupon) => (
        <CouponRow coupon={coupon} now={now} />
      ))}
    </tbody>
  </table>
);

type CouponsProps = {
  readonly page: ListPage<CountedCoupon>;
  readonly cursor: string | null;
  readonly done: string | null;
  readonly now: number;
};

/** All coupons, newest first. */
export const CouponsPage = ({ page, cursor, done, now }: CouponsProps) => (
  <Page title="Coupons" section="coupons">
    <div class="head">
      <h1>Coupons</h1>
      <a class="button" href="/admin/coupons/new">
        New coupon
      </a>
    </div>
    <Done text={done} />
    {page.items.length > 0 ? (
      <CouponTable coupons={page.items} now={now} />
    ) : (
      <p class="empty">There is no coupon yet.</p>
    )}
    <Pager
      first={cursor === null ? null : '/admin/coupons'}
      next={
        page.next_cursor === null ? null : listPath('/admin/coupons', { cursor: page.next_cursor })
      }
    />
  </Page>
);

const Limits = ({ form }: { form: FormState }) => (
  <fieldset class="stack">
    <legend>When and for whom it holds</legend>
    <Field
      form={form}
      name="minimum_minor"
      label={`Smallest subtotal in ${DEFAULT_MARKET.currency}`}
      inputmode="decimal"
    />
    <div class="pair">
      <Field form={form} name="starts_at" label="From (UTC)" type="datetime-local" />
      <Field form={form} name="ends_at" label="To (UTC)" type="datetime-local" />
    </div>
    <div class="pair">
      <Field form={form} name="total_limit" label="Uses in all" inputmode="numeric" />
      <Field form={form} name="per_customer_limit" label="Uses each" inputmode="numeric" />
    </div>
    <Tick form={form} name="combinable" label="May stand beside other combinable codes" />
  </fieldset>
);

/** The form that makes a coupon. */
export const NewCouponPage = ({ form, formKey }: { form: FormState; formKey: string }) => (
  <Page title="New coupon" section="coupons">
    <p class="crumb">
      <a href="/admin/coupons">Coupons</a>
    </p>
    <h1>New coupon</h1>
    <form method="post" action="/admin/coupons" class="panel stack narrow">
      <FormMessage form={form} />
      <FormKey value={formKey} />
      <Field
        form={form}
        name="code"
        label="Code"
        hint="1 to 32 of A-Z 0-9 _ -"
        maxlength={32}
        autocomplete="off"
        required
      />
      <div class="pair">
        <Select
          form={form}
          name="kind"
          label="Takes off"
          options={[
            ['percent', 'A percentage'],
            ['amount', `An amount in ${DEFAULT_MARKET.currency}`],
          ]}
        />
        <Field form={form} name="value" label="How much" inputmode="decimal" required />
      </div>
      <Limits form={form} />
      <button class="button">Make coupon</button>
    </form>
  </Page>
);
