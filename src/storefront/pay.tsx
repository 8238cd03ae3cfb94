/** The payment: the provider's card form beside what it is for. */
import type { OrderView, PaymentView } from '../orders/view.ts';
import { orderPath } from './addresses.ts';
import { Icon } from './icons.tsx';
import { Page } from './layout.tsx';
import { AddressLines, orderLines, sumsOf } from './order.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { LineList, SumList } from './sums.tsx';

/** What the card form needs of a payment that can still be made. */
export type CardPayment = Extract<NonNullable<PaymentView>['next'], { type: 'client_secret' }>;

function Deadline({ expiresAt }: { expiresAt: string }) {
  const { t, time } = useShop().locale;
  return (
    <p class="muted small with-icon">
      <Icon name="clock" />
      <span>
        {t.pay.heldUntil(time(expiresAt))}{' '}
        <span data-left={expiresAt} data-words={t.pay.left} role="timer" />
      </span>
    </p>
  );
}

type PayProps = {
  shop: Shop;
  order: OrderView;
  card: CardPayment;
  expiresAt: string;
  /** Where the provider's script comes from. */
  scriptUrl: string;
};

function CardForm({ order, card, expiresAt }: Omit<PayProps, 'shop' | 'scriptUrl'>) {
  const { t, exact } = useShop().locale;
  return (
    <section class="form-parts" aria-labelledby="card">
      <h2 id="card">{t.pay.card}</h2>
      <noscript>
        <p class="notice">{t.pay.noScript}</p>
      </noscript>
      <form
        id="payment"
        hidden
        data-key={card.publishable_key}
        data-secret={card.client_secret}
        data-return={orderPath(order.id)}
        data-busy={t.pay.paying}
        data-failed={t.pay.failed}
        data-unproven={t.pay.unproven}
        data-unavailable={t.pay.unavailable}
      >
        <div id="payment-element" />
        <p class="notice bad" role="alert" data-problem hidden />
        <button class="button wide" hidden>
          {t.pay.pay(exact(order.total))}
        </button>
      </form>
      <Deadline expiresAt={expiresAt} />
    </section>
  );
}

/** The page that takes the payment. */
export function PayPage({ shop, order, card, expiresAt, scriptUrl }: PayProps) {
  const { t } = shop.locale;
  const meta = { title: t.pay.title, modules: ['storefront/pay.js'] };
  return (
    <Page shop={shop} meta={meta} head={<script defer src={scriptUrl} />}>
      <div class="wrap">
        <header class="page-head">
          <h1>{t.pay.title}</h1>
          <p class="muted">{t.pay.lead(order.number)}</p>
        </header>
        <div class="with-summary">
          <CardForm order={order} card={card} expiresAt={expiresAt} />
          <section class="summary" aria-labelledby="summary">
            <h2 id="summary">{t.checkout.summary}</h2>
            <LineList lines={orderLines(order)} />
            <SumList sums={sumsOf(order)} />
            <h3>{t.pay.deliverTo}</h3>
            <AddressLines address={order.shipping_address} />
          </section>
        </div>
      </div>
    </Page>
  );
}
