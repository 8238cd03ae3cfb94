/** The list of drops, and the form that schedules one. */
import type { Page as ListPage } from '../kernel/page.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { ListedSale } from '../waiting-room/port.ts';
import type { FormState } from './form.ts';
import { Page, useMay } from './layout.tsx';
import { Badge, Field, FormKey, FormMessage, listPath, Pager, Select, Tick, When } from './ui.tsx';

/** Where a drop stands by its dates; the drop's own page knows more. */
function standing({ startsAt, endsAt, stoppedAt }: ListedSale, now: Milliseconds): string {
  if (stoppedAt !== null) return 'stopped';
  if (now >= endsAt) return 'ended';
  return now >= startsAt ? 'running' : 'to_come';
}

const SaleRow = ({ sale, now }: { sale: ListedSale; now: Milliseconds }) => (
  <tr>
    <td>
      <a class="strong" href={`/admin/sales/${sale.id}`}>
        {sale.name}
      </a>
      <p class="muted">{sale.skus.join(', ')}</p>
    </td>
    <td>
      <When at={sale.startsAt} />
    </td>
    <td class="wide">
      <When at={sale.endsAt} />
    </td>
    <td>
      <Badge status={standing(sale, now)} />
    </td>
  </tr>
);

type SalesProps = {
  readonly page: ListPage<ListedSale>;
  readonly cursor: string | null;
  readonly now: Milliseconds;
};

const SaleTable = ({ page, now }: Omit<SalesProps, 'cursor'>) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Drop</th>
        <th scope="col">Starts</th>
        <th scope="col" class="wide">
          Ends
        </th>
        <th scope="col">Now</th>
      </tr>
    </thead>
    <tbody>
      {page.items.map((sale) => (
        <SaleRow sale={sale} now={now} />
      ))}
    </tbody>
  </table>
);

const NewLink = () =>
  useMay('sales.write') ? (
    <a class="button" href="/admin/new-sale">
      New drop
    </a>
  ) : null;

/** All drops, newest first. */
export const SalesPage = ({ page, cursor, now }: SalesProps) => (
  <Page title="Drops" section="sales">
    <div class="head">
      <h1>Drops</h1>
      <NewLink />
    </div>
    {page.items.length > 0 ? (
      <SaleTable page={page} now={now} />
    ) : (
      <p class="empty">There is no drop yet.</p>
    )}
    <Pager
      first={cursor === null ? null : '/admin/sales'}
      next={
        page.next_cursor === null ? null : listPath('/admin/sales', { cursor: page.next_cursor })
      }
    />
  </Page>
);

const Times = ({ form }: { form: FormState }) => (
  <fieldset class="stack">
    <legend>When</legend>
    <div class="pair">
      <Field form={form} name="starts_at" label="Starts (UTC)" type="datetime-local" required />
      <Field form={form} name="ends_at" label="Ends (UTC)" type="datetime-local" required />
    </div>
    <div class="pair">
      <Select
        form={form}
        name="mode"
        label="Who comes first"
        options={[
          ['first_come', 'First come, those of one moment by lot'],
          ['lottery', 'A lottery among all entries'],
        ]}
      />
      <Field
        form={form}
        name="draw_at"
        label="Draw (UTC)"
        hint="Empty: the start; for a lottery ten minutes later"
        type="datetime-local"
      />
    </div>
  </fieldset>
);

const Line = ({ form }: { form: FormState }) => (
  <fieldset class="stack">
    <legend>Line and door</legend>
    <div class="pair">
      <Field
        form={form}
        name="max_per_buyer"
        label="Units for each buyer"
        inputmode="numeric"
        required
      />
      <Field
        form={form}
        name="rate_per_s"
        label="Let in a second, at most"
        inputmode="numeric"
        placeholder="50"
      />
    </div>
    <Field
      form={form}
      name="tiers"
      label="Tiers by invitation"
      hint="A line each: name, weight, label. Everybody else has weight 1 unless “open” is listed"
      rows={3}
      placeholder="vip 3 Friends of the house"
    />
    <Tick form={form} name="account" label="Only with an account: one draw each" />
    <Tick form={form} name="captcha" label="A captcha, or work of the device, for each ticket" />
    <Tick form={form} name="velocity" label="Refuse addresses that take tickets too fast" />
    <Field
      form={form}
      name="max_per_network"
      label="People let in from one network address, at most"
      hint="Empty: any number. Offices and mobile networks share addresses"
      inputmode="numeric"
    />
    <Field
      form={form}
      name="denied"
      label="Networks that get no ticket"
      hint="IPv4 or IPv6 addresses; of IPv6 the first four groups count"
      rows={2}
    />
  </fieldset>
);

/** The form that schedules a drop. */
export const NewSalePage = ({ form, formKey }: { form: FormState; formKey: string }) => (
  <Page title="New drop" section="sales">
    <p class="crumb">
      <a href="/admin/sales">Drops</a>
    </p>
    <h1>New drop</h1>
    <form method="post" action="/admin/sales" class="panel stack narrow">
      <FormMessage form={form} />
      <FormKey value={formKey} />
      <Field form={form} name="name" label="Name" maxlength={120} autocomplete="off" required />
      <Field form={form} name="skus" label="SKUs" hint="One a line, at most twenty" rows={3} />
      <div class="pair">
        <Field
          form={form}
          name="quantity"
          label="Units of each to sell"
          hint="Empty: all there are"
          inputmode="numeric"
        />
        <Field
          form={form}
          name="price"
          label={`Price of each inside, ${DEFAULT_MARKET.currency}`}
          hint="Empty: the price of the day"
          inputmode="decimal"
        />
      </div>
      <Times form={form} />
      <Line form={form} />
      <button class="button">Schedule the drop</button>
    </form>
  </Page>
);
