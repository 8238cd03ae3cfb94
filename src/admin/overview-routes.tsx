/** The first page: where the orders stand, what waits for a person, what runs out. */
import { newRouter } from '../http/app-env.ts';
import type { StockPort } from '../inventory/stock.ts';
import type { ShelfItem } from '../catalog/shelf.ts';
import { sum } from '../kernel/money.ts';
import { DAY_MS } from '../kernel/time.ts';
import { orderSummary } from '../orders/listing.ts';
import type { OrderSummary, StatusCount } from '../orders/listing.ts';
import { SHOWN_STATUSES } from '../orders/machine.ts';
import type { ShownStatus } from '../orders/machine.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { number, price, words } from './format.ts';
import { Page, show } from './layout.tsx';
import { OrderTable } from './orders-routes.tsx';
import { Badge, listPath } from './ui.tsx';

/** How far back the counts look: the projection is read row by row for them. */
const COUNTED_DAYS = 30;
/** Orders and SKUs the first page lists; the rest is one link away. */
const SHOWN = 8;

/** Statuses of an order that was paid for. */
const SOLD: ReadonlySet<ShownStatus> = new Set([
  'confirmed',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
]);

type Stocked = ShelfItem & { readonly available: number };

type OverviewProps = {
  readonly counts: readonly StatusCount[];
  readonly toShip: readonly OrderSummary[];
  readonly attention: readonly OrderSummary[];
  readonly running: readonly Stocked[];
  readonly stock: { readonly low: number; readonly out: number };
};

const Tile = ({ label, value, path }: { label: string; value: string; path: string }) => (
  <a class="tile" href={path}>
    <span class="tile-value">{value}</span>
    <span>{label}</span>
  </a>
);

function Tiles({ counts, attention, stock }: OverviewProps) {
  const sold = counts.filter((count) => SOLD.has(count.status));
  const orders = sum(sold.map((count) => count.orders));
  const total = { amount: sum(sold.map((count) => count.total)), ...currency };
  const toShip = counts.find((count) => count.status === 'confirmed')?.orders ?? 0;
  return (
    <div class="tiles">
      <Tile label={`Sold in ${COUNTED_DAYS} days`} value={price(total)} path="/admin/orders" />
      <Tile label="Orders sold" value={number(orders)} path="/admin/orders" />
      <Tile label="To ship" value={number(toShip)} path="/admin/orders?status=confirmed" />
      <Tile
        label="Need attention"
        value={attention.length < SHOWN ? number(attention.length) : `${SHOWN} or more`}
        path="/admin/orders?status=needs_attention"
      />
      <Tile label="Low stock" value={number(stock.low)} path="/admin/stock" />
      <Tile label="Sold out" value={number(stock.out)} path="/admin/stock" />
    </div>
  );
}

const currency = { currency: DEFAULT_MARKET.currency };

const Statuses = ({ counts }: { counts: readonly StatusCount[] }) => (
  <section class="panel" aria-labelledby="statuses">
    <h2 id="statuses">Orders of {COUNTED_DAYS} days</h2>
    {counts.length === 0 ? (
      <p class="muted">No order was placed yet.</p>
    ) : (
      <ul class="statuses">
        {counts
          .toSorted((a, b) => SHOWN_STATUSES.indexOf(a.status) - SHOWN_STATUSES.indexOf(b.status))
          .map(({ status, orders }) => (
            <li>
              <a href={listPath('/admin/orders', { status })}>
                <span>{words(status)}</span>
                <span class="figure">{number(orders)}</span>
              </a>
            </li>
          ))}
      </ul>
    )}
  </section>
);

const Running = ({ running }: { running: readonly Stocked[] }) => (
  <section class="panel" aria-labelledby="running">
    <h2 id="running">Running out</h2>
    {running.length === 0 ? (
      <p class="muted">Every SKU has plenty.</p>
    ) : (
      <ul class="statuses">
        {running.map((item) => (
          <li>
            <a href={`/admin/stock/${item.sku}`}>
              <span class="clip">
                {item.title} <span class="muted">{item.sku}</span>
              </span>
              <Badge status={item.availability}>{number(item.available)}</Badge>
            </a>
          </li>
        ))}
      </ul>
    )}
  </section>
);

const OrdersPanel = ({ title, orders }: { title: string; orders: readonly OrderSummary[] }) =>
  orders.length === 0 ? null : (
    <section class="panel flush">
      <h2>{title}</h2>
      <OrderTable orders={orders} />
    </section>
  );

const OverviewPage = (props: OverviewProps) => (
  <Page title="Overview" section="overview">
    <h1>Overview</h1>
    <Tiles {...props} />
    <div class="columns">
      <div class="stack">
        <OrdersPanel title="Need attention" orders={props.attention} />
        <OrdersPanel title="To ship" orders={props.toShip} />
        {props.toShip.length + props.attention.length > 0 ? null : (
          <p class="panel muted">Nothing waits to be shipped.</p>
        )}
      </div>
      <div class="stack">
        <Statuses counts={props.counts} />
        <Running running={props.running} />
      </div>
    </div>
  </Page>
);

/** Asks each SKU's object, since the copy knows only "low" and "out". */
const stocked = (items: readonly ShelfItem[], stock: StockPort): Promise<Stocked[]> =>
  Promise.all(
    items.map(async (item) => ({ ...item, available: (await stock.level(item.sku)).available })),
  );

export const overviewRoutes = newRouter();

overviewRoutes.get('/admin', async (c) => {
  const { orderList, shelf, stock } = c.get('services');
  const listed = async (status: ShownStatus): Promise<OrderSummary[]> => {
    const page = await orderList.list({ status, q: null, cursor: null, limit: SHOWN });
    return (page?.items ?? []).map(orderSummary);
  };
  const [counts, toShip, attention, running, low] = await Promise.all([
    orderList.count(Date.now() - COUNTED_DAYS * DAY_MS),
    listed('confirmed'),
    listed('needs_attention'),
    shelf.running(SHOWN, null).then((items) => stocked(items, stock)),
    shelf.counts(),
  ]);
  return show(c, <OverviewPage {...{ counts, toShip, attention, running, stock: low }} />);
});
