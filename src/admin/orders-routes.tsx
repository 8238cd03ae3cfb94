/** The list of orders: newest first, by status and by search. */
import { newRouter } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import type { Page as ListPage } from '../kernel/page.ts';
import { orderSummary } from '../orders/listing.ts';
import type { OrderSummary } from '../orders/listing.ts';
import { SHOWN_STATUSES } from '../orders/machine.ts';
import type { ShownStatus } from '../orders/machine.ts';
import { counted, words } from './format.ts';
import { Page, show } from './layout.tsx';
import { Amount, Badge, Pager, When, listPath } from './ui.tsx';

type Filter = { readonly status: ShownStatus | null; readonly q: string };

/** The status of that name, or null for none and for a word that is none. */
export const statusNamed = (text: string | undefined): ShownStatus | null =>
  SHOWN_STATUSES.find((status) => status === text) ?? null;

/** What an order holds, in a few words. */
export function contents(order: OrderSummary): string {
  const [first, ...rest] = order.lines;
  if (first === undefined) return 'Nothing';
  const start = `${first.quantity} × ${first.title}`;
  return rest.length === 0 ? start : `${start} and ${counted(rest.length, 'more line')}`;
}

const OrderRow = ({ order }: { order: OrderSummary }) => (
  <tr>
    <td>
      <a class="strong figure" href={`/admin/orders/${order.id}`}>
        {order.number}
      </a>
      <p class="slim">
        <Badge status={order.status} />
      </p>
      {order.attention === null ? null : <p class="error">{words(order.attention)}</p>}
    </td>
    <td class="wide">
      <When at={order.placed_at} />
    </td>
    <td class="wide clip">{contents(order)}</td>
    <td class="wide">{order.country}</td>
    <td class="wide">
      <Badge status={order.status} />
    </td>
    <td class="end">
      <Amount money={order.total} />
    </td>
  </tr>
);

/** Orders as a table. */
export const OrderTable = ({ orders }: { orders: readonly OrderSummary[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Order</th>
        <th scope="col" class="wide">
          Placed
        </th>
        <th scope="col" class="wide">
          Contents
        </th>
        <th scope="col" class="wide">
          To
        </th>
        <th scope="col" class="wide">
          Status
        </th>
        <th scope="col" class="end">
          Total
        </th>
      </tr>
    </thead>
    <tbody>
      {orders.map((order) => (
        <OrderRow order={order} />
      ))}
    </tbody>
  </table>
);

const FilterForm = ({ status, q }: Filter) => (
  <form class="filter" action="/admin/orders" role="search">
    <label class="hidden" for="q">
      Search orders
    </label>
    <input
      id="q"
      type="search"
      name="q"
      value={q}
      maxlength={200}
      placeholder="Number, e-mail, SKU or title"
    />
    <label class="hidden" for="status">
      Status
    </label>
    <select id="status" name="status">
      <option value="">Any status</option>
      {SHOWN_STATUSES.map((name) => (
        <option value={name} selected={name === status}>
          {words(name)}
        </option>
      ))}
    </select>
    <button class="button quiet">Search</button>
  </form>
);

type ListProps = Filter & {
  readonly page: ListPage<OrderSummary>;
  readonly cursor: string | null;
};

function OrdersPage({ status, q, page, cursor }: ListProps) {
  const here = (next: string | null) => listPath('/admin/orders', { status, q, cursor: next });
  const isFiltered = status !== null || q !== '';
  return (
    <Page title="Orders" section="orders">
      <div class="head">
        <h1>Orders</h1>
        <FilterForm status={status} q={q} />
      </div>
      {page.items.length > 0 ? (
        <OrderTable orders={page.items} />
      ) : (
        <p class="empty">
          {isFiltered ? (
            <>
              No order matches. <a href="/admin/orders">Show all orders</a>
            </>
          ) : (
            'No order was placed yet.'
          )}
        </p>
      )}
      <Pager
        first={cursor === null ? null : here(null)}
        next={page.next_cursor === null ? null : here(page.next_cursor)}
      />
    </Page>
  );
}

export const ordersRoutes = newRouter();

ordersRoutes.get('/admin/orders', async (c) => {
  const filter = { status: statusNamed(c.req.query('status')), q: c.req.query('q')?.trim() ?? '' };
  const cursor = c.req.query('cursor') ?? null;
  const asked = { ...filter, q: filter.q.slice(0, 200), cursor, limit: DEFAULT_PAGE_SIZE };
  const page = await c.get('services').orderList.list(asked);
  if (page === null) return c.redirect(listPath('/admin/orders', filter), 303);
  const shown = { items: page.items.map(orderSummary), next_cursor: page.next_cursor };
  return show(c, <OrdersPage {...filter} page={shown} cursor={cursor} />);
});
