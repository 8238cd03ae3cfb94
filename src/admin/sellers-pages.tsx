/** Sellers: who they are, what they sold, what they are owed, and one order as they see it. */
import type { OwnOrder } from '../sellers/own-order.ts';
import type { Seller } from '../sellers/seller.ts';
import { percentOf } from '../sellers/view.ts';
import type { AmountsView, SaleView } from '../sellers/view.ts';
import { untouched } from './form.ts';
import type { FormState } from './form.ts';
import { Page, useMay } from './layout.tsx';
import { Amounts, Heads, Statements } from './statement-pages.tsx';
import type { StatementList } from './statement-pages.tsx';
import { Amount, Badge, Done, Field, FormKey, FormMessage, Pager, When } from './ui.tsx';

const NewSellerForm = ({ form }: { form: FormState }) =>
  useMay('sellers.write') ? (
    <form method="post" action="/admin/sellers" class="panel stack">
      <h2>Take in a seller</h2>
      <FormMessage form={form} />
      <Field form={form} name="id" label="Id" hint="Such as acme: it never changes" required />
      <Field form={form} name="name" label="Name" hint="As shoppers read it" required />
      <Field form={form} name="commission_percent" label="Commission in %" inputmode="decimal" />
      <Field form={form} name="email" label="E-mail" type="email" hint="Invites somebody at once" />
      <button class="button">Take in</button>
    </form>
  ) : null;

type SellersProps = {
  readonly sellers: readonly Seller[];
  readonly form: FormState;
  readonly done: string | null;
};

export const SellersPage = ({ sellers, form, done }: SellersProps) => (
  <Page title="Sellers" section="sellers">
    <h1>Sellers</h1>
    <Done text={done} />
    <div class="columns">
      <section class="panel flush">
        <h2 class="hidden">All sellers</h2>
        {sellers.length === 0 ? <p class="muted">Nobody sells here but the shop itself.</p> : null}
        <table data-rows>
          <tbody>
            {sellers.map((seller) => (
              <tr>
                <td>
                  <a class="strong" href={`/admin/sellers/${seller.id}`}>
                    {seller.name}
                  </a>
                  <p class="muted">{seller.id}</p>
                </td>
                <td class="end">{percentOf(seller.commission)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <NewSellerForm form={form} />
    </div>
  </Page>
);

const Terms = ({ seller, form }: { seller: Seller; form: FormState }) =>
  useMay('sellers.write') ? (
    <div class="stack">
      <form method="post" action={`/admin/sellers/${seller.id}`} class="panel stack">
        <h2>Terms</h2>
        <FormMessage form={form} />
        <Field form={form} name="name" label="Name" required />
        <Field form={form} name="commission_percent" label="Commission in %" inputmode="decimal" />
        <button class="button quiet">Save</button>
      </form>
      <form method="post" action={`/admin/sellers/${seller.id}/invitations`} class="panel stack">
        <h2>Invite somebody</h2>
        <Field form={untouched()} name="email" label="E-mail" type="email" required />
        <button class="button quiet">Send the invitation</button>
      </form>
    </div>
  ) : null;

type SellerProps = {
  readonly seller: Seller;
  readonly sales: readonly SaleView[];
  readonly next: string | null;
  readonly first: string | null;
  readonly total: AmountsView;
  readonly open: AmountsView;
  readonly statements: StatementList;
  readonly form: FormState;
  readonly done: string | null;
};

export const SellerPage = ({ seller, sales, statements, form, done, ...rest }: SellerProps) => (
  <Page title={seller.name} section="sellers">
    <div class="stack">
      <div>
        <h1>{seller.name}</h1>
        <p class="muted">
          {percentOf(seller.commission)} % commission.{' '}
          <span>
            <Amount money={rest.open.payout} /> on no statement yet.
          </span>
        </p>
      </div>
      <Done text={done} />
      <section class="panel flush">
        <h2>Orders</h2>
        {sales.length === 0 ? <p class="muted">Nothing was sold yet.</p> : null}
        <table data-rows>
          {sales.length === 0 ? null : <Heads first="Order" />}
          <tbody>
            {sales.map((sale) => (
              <tr>
                <td>
                  <a class="strong" href={`/admin/sellers/${seller.id}/orders/${sale.order_id}`}>
                    {sale.number}
                  </a>
                  <p class="muted">
                    <When at={sale.sold_at} />
                  </p>
                </td>
                <Amounts of={sale} />
              </tr>
            ))}
          </tbody>
          {sales.length === 0 ? null : (
            <tfoot>
              <tr>
                <th scope="row">All orders</th>
                <Amounts of={rest.total} />
              </tr>
            </tfoot>
          )}
        </table>
        <Pager first={rest.first} next={rest.next} />
      </section>
      <Statements seller={seller} list={statements} />
      <Terms seller={seller} form={form} />
    </div>
  </Page>
);

/** What may come next for a shipment, in the words of its button. */
const STEPS: Readonly<Record<string, readonly (readonly [to: string, label: string])[]>> = {
  pending: [
    ['packed', 'Mark as packed'],
    ['cancelled', 'Discard'],
  ],
  packed: [
    ['shipped', 'Mark as shipped'],
    ['cancelled', 'Discard'],
  ],
  shipped: [
    ['delivered', 'Mark as delivered'],
    ['lost', 'Report as lost'],
  ],
};

type OrderProps = {
  readonly seller: string;
  readonly order: OwnOrder;
  readonly form: FormState;
  readonly formKey: string;
  readonly done: string | null;
};

const Shipments = ({ seller, order }: Pick<OrderProps, 'seller' | 'order'>) => (
  <ul class="parcels">
    {order.shipments.map((shipment) => (
      <li>
        <p class="strong">
          {shipment.id} <Badge status={shipment.status} />
        </p>
        <p class="muted">{[shipment.carrier, shipment.tracking_number].join(' ')}</p>
        <form
          method="post"
          action={`/admin/sellers/${seller}/orders/${order.id}/shipments/${shipment.id}`}
          class="row"
        >
          {shipment.status === 'packed' ? (
            <label>
              <span class="hidden">Tracking number of {shipment.id}</span>
              <input name="tracking_number" placeholder="Tracking number" maxlength={100} />
            </label>
          ) : null}
          {(STEPS[shipment.status] ?? []).map(([to, label]) => (
            <button class="button quiet small" name="status" value={to}>
              {label}
            </button>
          ))}
        </form>
      </li>
    ))}
  </ul>
);

export const SellerOrderPage = ({ seller, order, form, formKey, done }: OrderProps) => (
  <Page title={order.number} section="sellers">
    <div class="stack">
      <h1>{order.number}</h1>
      <p class="muted">
        <When at={order.placed_at} /> · {order.shipping_method.label}
      </p>
    </div>
    <Done text={done} />
    <FormMessage form={form} />
    <div class="columns">
      <section class="panel flush">
        <h2>Your lines</h2>
        <table>
          <tbody>
            {order.lines.map((line) => (
              <tr>
                <td>
                  <span class="strong">{line.title}</span>
                  <p class="muted">{[line.sku, ...Object.values(line.options)].join(' · ')}</p>
                </td>
                <td class="end">{line.quantity}</td>
                <td>
                  <Badge status={line.status} />
                </td>
                <td class="end">
                  <Amount money={line.line_total} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section class="panel stack">
        <h2>Send to</h2>
        <address>
          {Object.values(order.shipping_address).map((line) => (
            <>
              {line}
              <br />
            </>
          ))}
        </address>
        <Shipments seller={seller} order={order} />
        {order.lines.some((line) => line.unshipped > 0) && useMay('selling.ship') ? (
          <form method="post" action={`/admin/sellers/${seller}/orders/${order.id}/shipments`}>
            <FormKey value={formKey} />
            <button class="button">Start a shipment of what is left</button>
          </form>
        ) : null}
      </section>
    </div>
  </Page>
);
