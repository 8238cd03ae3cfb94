/** One order as staff see it: its lines, its money, its parcels, and what can be done with it. */
import type { Invoice } from '../invoices/invoice.ts';
import { TITLES } from '../invoices/sheet.ts';
import type { StaffView } from '../orders/staff-view.ts';
import type { AddressView, OrderView } from '../orders/view.ts';
import type { Refused } from './form.ts';
import { counted, words } from './format.ts';
import { Page } from './layout.tsx';
import { MoneyPanel } from './money-panel.tsx';
import { Attention, CancelForm, NewParcelForm, ParcelForms } from './order-forms.tsx';
import type { Parcel } from './order-forms.tsx';
import { invoiceFile } from './invoices-routes.tsx';
import { Returns } from './return-forms.tsx';
import { Amount, Badge, Done, When } from './ui.tsx';

type OrderProps = {
  readonly order: StaffView;
  /** Its invoice and credit notes. */
  readonly documents: readonly Invoice[];
  readonly refused: Refused | null;
  readonly done: string | null;
  /** Names this showing of the page's forms. */
  readonly formKey: string;
};

const optionsOf = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const Lines = ({ order }: { order: OrderView }) => (
  <section class="panel flush" aria-labelledby="lines">
    <h2 id="lines">Lines</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="wide">
            Status
          </th>
          <th scope="col" class="end wide">
            Each
          </th>
          <th scope="col" class="end">
            Units
          </th>
          <th scope="col" class="end">
            Sum
          </th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr>
            <td>
              <span class="strong">{line.title}</span>
              <p class="muted">
                <a href={`/admin/stock/${line.sku}`}>{line.sku}</a>
                <span class="wide"> {optionsOf(line.options)}</span>
              </p>
            </td>
            <td class="wide">
              <Badge status={line.status} />
            </td>
            <td class="end wide">
              <Amount money={line.unit_price} />
            </td>
            <td class="end figure">{line.quantity}</td>
            <td class="end">
              <Amount money={line.line_total} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const ParcelPanel = ({
  order,
  parcel,
  refused,
}: {
  order: OrderView;
  parcel: Parcel;
  refused: Refused | null;
}) => (
  <article class="parcel" id={parcel.id}>
    <h3>
      {parcel.id.replace('sh_', 'Shipment ')} <Badge status={parcel.status} />
    </h3>
    <ul class="muted">
      {parcel.lines.map((part) => (
        <li>
          {part.quantity} × {order.lines.find((line) => line.line_id === part.line_id)?.title}
        </li>
      ))}
    </ul>
    {parcel.tracking_number === null ? null : (
      <p>
        {parcel.carrier} <span class="figure">{parcel.tracking_number}</span>{' '}
        {parcel.tracking_url === null ? null : <a href={parcel.tracking_url}>Follow it</a>}
      </p>
    )}
    <ParcelForms order={order} parcel={parcel} refused={refused} />
  </article>
);

const Parcels = ({ order, refused, formKey }: OrderProps) => (
  <section class="panel" aria-labelledby="parcels">
    <h2 id="parcels">Shipments</h2>
    {order.shipments.map((parcel) => (
      <ParcelPanel order={order} parcel={parcel} refused={refused} />
    ))}
    <NewParcelForm order={order} refused={refused} formKey={formKey} />
  </section>
);

const Address = ({ address }: { address: AddressView }) => (
  <address>
    {[address.name, address.line1, address.line2, `${address.postal_code} ${address.city}`]
      .filter((part) => part !== undefined)
      .map((part) => (
        <>
          {part}
          <br />
        </>
      ))}
    {[address.region, address.country].filter((part) => part !== undefined).join(', ')}
  </address>
);

const Buyer = ({ order }: { order: OrderView }) => (
  <section class="panel" aria-labelledby="buyer">
    <h2 id="buyer">Buyer</h2>
    <p>
      <a href={`mailto:${order.email}`}>{order.email}</a>
    </p>
    <Address address={order.shipping_address} />
    {order.billing_address === null ? null : (
      <>
        <h3>Billed to</h3>
        <Address address={order.billing_address} />
      </>
    )}
  </section>
);

const Documents = ({ documents }: { documents: readonly Invoice[] }) =>
  documents.length === 0 ? null : (
    <section class="panel" aria-labelledby="documents">
      <h2 id="documents">Documents</h2>
      <ul>
        {documents.map(({ number, kind, issuedAt }) => (
          <li>
            <a href={invoiceFile(number)}>
              {TITLES[kind]} {number}
            </a>{' '}
            <span class="muted">
              <When at={issuedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );

const History = ({ order }: { order: OrderView }) => (
  <section class="panel" aria-labelledby="history">
    <h2 id="history">History</h2>
    <ol class="history">
      {order.history.map((entry) => (
        <li>
          <span>{words(entry.status)}</span>
          <span class="muted">
            <When at={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  </section>
);

/** The page of one order. */
export function OrderPage(props: OrderProps) {
  const { order, refused, done, formKey } = props;
  const units = order.lines.reduce((total, line) => total + line.quantity, 0);
  return (
    <Page title={order.number} section="orders">
      <p class="crumb">
        <a href="/admin/orders">Orders</a>
      </p>
      <div class="head">
        <h1>
          {order.number} <Badge status={order.status} />
        </h1>
        <p class="muted">
          <When at={order.placed_at} />, {counted(units, 'unit')}
        </p>
      </div>
      <Done text={done} />
      <Attention order={order} refused={refused} />
      <div class="columns">
        <div class="stack">
          <Lines order={order} />
          <Parcels {...props} />
          <Returns order={order} refused={refused} />
        </div>
        <div class="stack">
          <MoneyPanel {...props} />
          <Documents documents={props.documents} />
          <Buyer order={order} />
          <History order={order} />
          <CancelForm order={order} refused={refused} formKey={formKey} />
        </div>
      </div>
    </Page>
  );
}
