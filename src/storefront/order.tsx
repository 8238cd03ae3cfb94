/** An order's page: where it stands, what is in it, its parcels, its money and what happened. */
import { invoicePath } from '../invoices/invoice.ts';
import type { AddressView, OrderView } from '../orders/view.ts';
import { orderPath, payPath } from './addresses.ts';
import { Page } from './layout.tsx';
import type { Messages } from './messages/en.ts';
import { Returns } from './returns.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { LineList, SumList } from './sums.tsx';
import type { LineShown, Sums } from './sums.tsx';

/** The sums of an order, its discounts as one. */
export function sumsOf(order: OrderView): Sums {
  const { discount, coupons } = order;
  const code = coupons.length === 1 ? (coupons[0] ?? '') : '';
  return { ...order, discounts: discount.amount === 0 ? [] : [{ code, amount: discount }] };
}

/** The lines of an order without their state. */
export const orderLines = (order: OrderView): LineShown[] =>
  order.lines.map(({ title, image, options, quantity, line_total: total }) => ({
    title,
    image,
    options,
    quantity,
    total,
  }));

/** An address as it stands on a parcel. */
export function AddressLines({ address }: { address: AddressView }) {
  const { t } = useShop().locale;
  const { name, line1, line2, postal_code: postcode, city, region, country } = address;
  const lines = [name, line1, line2, `${postcode} ${city}`, region, t.countryName(country)];
  return (
    <address>
      {lines
        .filter((line) => line !== undefined && line !== '')
        .map((line) => (
          <span>{line}</span>
        ))}
    </address>
  );
}

/** Statuses before the order is confirmed or has ended: the payment may still change them. */
export const UNSETTLED: readonly string[] = [
  'placed',
  'reserved',
  'awaiting_payment',
  'authorized',
  'committed',
];

/** True where the page should look again by itself: what is under way is not the buyer's turn. */
export const isMoving = (order: OrderView, payable: boolean): boolean =>
  UNSETTLED.includes(order.status) && !payable;

const STEPS = ['placed', 'paid', 'shipped', 'delivered'] as const;
const REACHED: Readonly<Record<string, number>> = {
  confirmed: 2,
  partially_shipped: 2,
  shipped: 3,
  partially_delivered: 3,
  delivered: 4,
};

function Progress({ order }: { order: OrderView }) {
  const { t } = useShop().locale;
  const reached = REACHED[order.status] ?? (UNSETTLED.includes(order.status) ? 1 : 0);
  if (reached === 0) return null;
  return (
    <ol class="progress">
      {STEPS.map((step, index) => (
        <li
          class={index < reached ? 'done' : undefined}
          aria-current={index === reached - 1 ? 'step' : undefined}
        >
          {t.order.steps[step]}
        </li>
      ))}
    </ol>
  );
}

const word = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key;

/** What one line of an order says of itself: before payment it is only set aside. */
const lineWords = (t: Messages, order: OrderView, status: string): string =>
  UNSETTLED.includes(order.status) ? t.order.waitingLine : word(t.order.lineStatuses, status);

function Parcels({ order }: { order: OrderView }) {
  const { t } = useShop().locale;
  const titles = new Map(order.lines.map((line) => [line.line_id, line.title]));
  const shown = order.shipments.filter((shipment) => shipment.status !== 'cancelled');
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">{t.order.shipments}</h2>
      <ul class="parcels">
        {shown.map((shipment, index) => (
          <li>
            <p class="strong">
              {t.order.shipment(index + 1)} · {word(t.order.shipmentStatuses, shipment.status)}
            </p>
            {shipment.tracking_number === null ? null : (
              <p>
                {shipment.carrier} {shipment.tracking_number}{' '}
                {shipment.tracking_url === null ? null : (
                  <a href={shipment.tracking_url} rel="noreferrer">
                    {t.order.track}
                  </a>
                )}
              </p>
            )}
            <p class="muted">
              {shipment.lines
                .map((line) => `${line.quantity} × ${titles.get(line.line_id) ?? line.line_id}`)
                .join(', ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Refunds({ order }: { order: OrderView }) {
  const { t, exact, dateTime } = useShop().locale;
  if (order.refunds.length === 0) return null;
  return (
    <section aria-labelledby="refunds">
      <h2 id="refunds">{t.order.refunds}</h2>
      <ul class="parcels">
        {order.refunds.map((refund) => (
          <li>
            <p class="strong">
              {exact(refund.amount)} · {word(t.order.refundStatuses, refund.status)}
            </p>
            <p class="muted">{dateTime(refund.at)}</p>
            {refund.status === 'succeeded' ? (
              <p>
                <a href={invoicePath({ orderId: order.id, refundId: refund.id })}>
                  {t.invoice.creditNote}
                </a>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Steps between the shop and itself, which tell a buyer nothing. */
const INNER: readonly string[] = ['reserved', 'committed'];

function Timeline({ order }: { order: OrderView }) {
  const { t, dateTime } = useShop().locale;
  const told = order.history.filter(({ status }) => !INNER.includes(status));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{t.order.timeline}</h2>
      <ol class="timeline">
        {told.map(({ status, at }) => (
          <li>
            <span>{word(t.order.statuses, status)}</span>
            <time class="muted" datetime={at}>
              {dateTime(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Actions({ order, payable }: { order: OrderView; payable: boolean }) {
  const { t } = useShop().locale;
  const sent = order.shipments.some(({ status }) =>
    ['shipped', 'delivered', 'lost'].includes(status),
  );
  const cancellable = ['awaiting_payment', 'confirmed'].includes(order.status) && !sent;
  return (
    <div class="actions">
      {payable ? (
        <a class="button" href={payPath(order.id)}>
          {t.order.payNow}
        </a>
      ) : null}
      {cancellable ? (
        <form method="post" action={`${orderPath(order.id)}/cancel`}>
          <button class="quiet-link">{t.order.cancel}</button>
        </form>
      ) : null}
      {payable || cancellable ? null : (
        <a class="button quiet" href="/">
          {t.order.toShop}
        </a>
      )}
    </div>
  );
}

/** What to say of where the order stands: the payment's trouble before the order's own state. */
function explanation(t: Messages, { status, payment }: OrderView): string {
  if (UNSETTLED.includes(status)) {
    if (payment.status === 'processing') return t.order.processing;
    if (payment.status === 'confirming') return t.order.confirming;
  }
  return t.order.explanation[status];
}

function Head({ order, payable, problem }: Omit<OrderProps, 'attempt'>) {
  const { t, date } = useShop().locale;
  return (
    <header class="page-head order-head">
      <p class="muted">
        {t.order.title(order.number)} · {t.order.placedAt(date(order.placed_at))}
      </p>
      <h1>{t.order.headline[order.status]}</h1>
      <p class="lead">{explanation(t, order)}</p>
      {problem === null ? null : (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <Progress order={order} />
      <Actions order={order} payable={payable} />
    </header>
  );
}

type OrderProps = {
  shop: Shop;
  order: OrderView;
  /** True while the card form can still be used. */
  payable: boolean;
  /** Why the buyer's last wish was refused. */
  problem: string | null;
  /** Names this showing of the page's forms. */
  attempt: string;
};

/** An order's page, for whoever holds its token. */
export function OrderPage(props: OrderProps) {
  const { shop, order, payable } = props;
  const { t } = shop.locale;
  const moving = isMoving(order, payable);
  const meta = {
    title: t.order.title(order.number),
    ...(moving ? { modules: ['storefront/order.js'] } : {}),
  };
  const again = moving ? (
    <noscript>
      <meta http-equiv="refresh" content="3" />
    </noscript>
  ) : null;
  const lines = order.lines.map((line) => ({
    ...line,
    total: line.line_total,
    status: lineWords(t, order, line.status),
  }));
  return (
    <Page shop={shop} meta={meta} head={again}>
      <div class="wrap" data-status={order.status} data-payment={order.payment.status}>
        <Head {...props} />
        <div class="with-summary">
          <div class="order-parts">
            <section aria-labelledby="lines">
              <h2 id="lines">{t.order.lines}</h2>
              <LineList lines={lines} />
            </section>
            <Parcels order={order} />
            <Refunds order={order} />
            <Returns order={order} attempt={props.attempt} />
            <Timeline order={order} />
          </div>
          <section class="summary" aria-labelledby="summary">
            <h2 id="summary">{t.order.summary}</h2>
            <SumList sums={sumsOf(order)} />
            <h3>{t.order.address}</h3>
            <AddressLines address={order.shipping_address} />
            <p class="muted small">{order.shipping_method.label}</p>
            {order.billing_address === null ? null : (
              <>
                <h3>{t.order.billing}</h3>
                <AddressLines address={order.billing_address} />
              </>
            )}
            <p class="muted small">{t.order.confirmTo(order.email)}</p>
            {order.history.some(({ status }) => status === 'confirmed') ? (
              <p>
                <a href={invoicePath({ orderId: order.id, refundId: null })}>{t.invoice.title}</a>
              </p>
            ) : null}
          </section>
        </div>
      </div>
    </Page>
  );
}
