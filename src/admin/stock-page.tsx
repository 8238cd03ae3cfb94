/** One SKU: how much there is, who holds it, and every movement it made. */
import type { ShelfItem } from '../catalog/shelf.ts';
import type { StockSight } from '../inventory/sight.ts';
import { DEFAULT_WAREHOUSE } from '../inventory/stock.ts';
import type { FormState } from './form.ts';
import { number, words } from './format.ts';
import { Page } from './layout.tsx';
import { Done, Field, FormKey, FormMessage, Tick, When } from './ui.tsx';

type StockProps = {
  readonly report: StockSight;
  /** Where its reader opens orders. */
  readonly orders: string;
  readonly item: ShelfItem | null;
  readonly form: FormState;
  readonly done: string | null;
  readonly formKey: string;
};

const Figure = ({ label, value }: { label: string; value: number }) => (
  <div class="tile">
    <span class="tile-value">{number(value)}</span>
    <span>{label}</span>
  </div>
);

type ListProps = Pick<StockProps, 'report' | 'orders'>;

const Warehouses = ({ report }: Pick<StockProps, 'report'>) =>
  report.warehouses.length < 2 ? null : (
    <section class="panel flush">
      <h2>Warehouses</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Warehouse</th>
            <th scope="col" class="end">
              On hand
            </th>
            <th scope="col" class="end">
              Held
            </th>
          </tr>
        </thead>
        <tbody>
          {report.warehouses.map((row) => (
            <tr>
              <td>{row.warehouse}</td>
              <td class="end figure">{number(row.onHand)}</td>
              <td class="end figure">{number(row.reserved)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

const Holds = ({ report, orders }: ListProps) => (
  <section class="panel flush">
    <h2>Live holds</h2>
    {report.holds.length === 0 ? (
      <p class="muted">No order holds this SKU.</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Until</th>
            <th scope="col" class="end">
              Units
            </th>
          </tr>
        </thead>
        <tbody>
          {report.holds.map((hold) => (
            <tr>
              <td class="clip">
                {hold.orderId === null ? (
                  'An order at its checkout'
                ) : (
                  <a href={`${orders}/${hold.orderId}`}>{hold.orderId}</a>
                )}
              </td>
              <td>
                <When at={hold.leaseUntil} />
              </td>
              <td class="end figure">{number(hold.quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const signed = (delta: number): string => (delta > 0 ? `+${number(delta)}` : `−${number(-delta)}`);

/** Why it moved: as people said, or what the shop did, whose reason is the kind itself. */
const Cause = ({ of: { kind, reason } }: { of: StockSight['movements'][number] }) => (
  <>{reason === kind ? words(kind) : reason}</>
);

const Ledger = ({ report, orders }: ListProps) => (
  <section class="panel flush">
    <h2>Ledger</h2>
    {report.movements.length === 0 ? (
      <p class="muted">Nothing has moved yet.</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col" class="wide">
              Warehouse
            </th>
            <th scope="col" class="end">
              Units
            </th>
          </tr>
        </thead>
        <tbody>
          {report.movements.map((movement) => (
            <tr>
              <td>
                <When at={movement.at} />
              </td>
              <td>
                {movement.orderId === null ? (
                  <Cause of={movement} />
                ) : (
                  <a href={`${orders}/${movement.orderId}`}>{words(movement.kind)}</a>
                )}
              </td>
              <td class="wide">{movement.warehouse}</td>
              <td class="end figure">{signed(movement.delta)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const MovementForm = ({ report, form, formKey }: StockProps) => (
  <form method="post" action={`/admin/stock/${report.sku}`} class="panel stack">
    <h2>Move stock</h2>
    <FormMessage form={form} />
    <FormKey value={formKey} />
    <Field
      form={form}
      name="delta"
      label="Units"
      hint="12 for a delivery, -3 for a loss"
      inputmode="text"
      required
    />
    <Field form={form} name="reason" label="Reason" maxlength={200} required />
    <Field
      form={form}
      name="warehouse"
      label="Warehouse"
      hint={`${DEFAULT_WAREHOUSE} if left empty`}
      maxlength={32}
    />
    <Tick form={form} name="force" label="Take it anyway, although orders hold it" />
    <button class="button">Record movement</button>
  </form>
);

/** The page of one SKU. */
export const StockPage = (props: StockProps) => {
  const { report, orders, item, done } = props;
  return (
    <Page title={report.sku} section="stock">
      <p class="crumb">
        <a href="/admin/stock">Stock</a>
      </p>
      <h1>{report.sku}</h1>
      {item === null ? null : (
        <p>
          <a href={`/admin/products/${item.productId}`}>{item.title}</a>{' '}
          <span class="muted">{Object.values(item.options).join(', ')}</span>
        </p>
      )}
      <Done text={done} />
      <div class="tiles">
        <Figure label="On hand" value={report.onHand} />
        <Figure label="Held by orders" value={report.reserved} />
        <Figure label="Available" value={report.available} />
        <Figure label="Sold" value={report.sold} />
      </div>
      <div class="columns">
        <div class="stack">
          <Ledger {...{ report, orders }} />
          <Holds {...{ report, orders }} />
          <Warehouses report={report} />
        </div>
        <MovementForm {...props} />
      </div>
    </Page>
  );
};
