/** The account's first page: orders, password and devices. */
import type { AccountFacts } from '../customers/port.ts';
import type { Session } from '../customers/sessions.ts';
import type { SessionId } from '../kernel/ids.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { OrderSummary } from '../orders/listing.ts';
import { Input, NewPassword } from './account-forms.tsx';
import { AccountFrame } from './account-frame.tsx';
import { orderPath, withQuery } from './addresses.ts';
import { SECURITY_PATH } from './security.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export type OwnOrder = Omit<OrderSummary, 'attention' | 'captured'>;

export type AccountProps = {
  readonly shop: Shop;
  readonly facts: AccountFacts;
  readonly sessions: readonly Session[];
  readonly here: SessionId;
  readonly orders: readonly OwnOrder[];
  readonly nextOrders: string | null;
  readonly problem: string | null;
  readonly done: string | null;
};

function Orders({ orders, nextOrders }: Pick<AccountProps, 'orders' | 'nextOrders'>) {
  const { locale } = useShop();
  const { account, order: words } = locale.t;
  const statuses: Readonly<Record<string, string>> = words.statuses;
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">{account.orders}</h2>
      {orders.length === 0 ? <p class="muted">{account.noOrders}</p> : null}
      <ul class="rows">
        {orders.map((order) => (
          <li>
            <a href={orderPath(order.id)}>{account.order(order.number)}</a>
            <span>{order.lines.map(({ title }) => title).join(', ')}</span>
            <span class="muted">{locale.date(order.placed_at)}</span>
            <span>{statuses[order.status] ?? order.status}</span>
            <span class="number">{locale.exact(order.total)}</span>
          </li>
        ))}
      </ul>
      {nextOrders === null ? null : (
        <a class="button quiet" href={withQuery('/account', { cursor: nextOrders })}>
          {account.older}
        </a>
      )}
    </section>
  );
}

function Security({ facts, sessions, here }: Pick<AccountProps, 'facts' | 'sessions' | 'here'>) {
  const { locale } = useShop();
  const { account, security } = locale.t;
  return (
    <section aria-labelledby="security">
      <h2 id="security">{account.security}</h2>
      <p>
        {facts.secondFactor.on ? security.on : security.off}{' '}
        <a href={SECURITY_PATH}>{security.manage}</a>
      </p>
      <details>
        <summary>{account.changePassword}</summary>
        <form class="form-part" method="post" action="/account/password">
          <Input
            name="current"
            label={account.fields.current}
            type="password"
            autocomplete="current-password"
          />
          <NewPassword name="next" />
          <button class="button">{account.savePassword}</button>
        </form>
      </details>
      <details>
        <summary>{account.changeEmail}</summary>
        <form class="form-part" method="post" action="/account/email">
          <Input name="email" label={account.fields.newEmail} type="email" autocomplete="email" />
          <Input
            name="password"
            label={account.fields.current}
            type="password"
            autocomplete="current-password"
          />
          <button class="button">{account.sendEmailLink}</button>
        </form>
      </details>
      <h3>{account.devices}</h3>
      <ul class="rows">
        {sessions.toReversed().map(({ id, device, usedAt }) => (
          <li>
            <span>{device}</span>
            <span class="muted">
              {id === here ? account.thisDevice : account.usedAt(locale.dateTime(rfc3339(usedAt)))}
            </span>
            {id === here ? null : (
              <form method="post" action={`/account/devices/${id}/sign-out`}>
                <button class="button quiet">{account.signOutDevice}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <form method="post" action="/account/sign-out-everywhere">
        <button class="button quiet">{account.signOutAll}</button>
      </form>
    </section>
  );
}

/** What the shop holds of them: a copy of it, and its end. */
function Data() {
  const { account } = useShop().locale.t;
  return (
    <section aria-labelledby="data">
      <h2 id="data">{account.data.title}</h2>
      <p>{account.data.lead}</p>
      <a class="button quiet" href="/api/me/export" download="account.json">
        {account.data.download}
      </a>
      <details>
        <summary>{account.data.close}</summary>
        <form class="form-part" method="post" action="/account/delete">
          <p>{account.data.closeLead}</p>
          <Input
            name="own_password"
            label={account.fields.current}
            type="password"
            autocomplete="current-password"
          />
          <button class="button">{account.data.closeNow}</button>
        </form>
      </details>
    </section>
  );
}

/** Orders, how somebody signs in, and what is held of them. */
export const AccountPage = ({ shop, facts, problem, done, ...rest }: AccountProps) => (
  <AccountFrame {...{ shop, facts, problem, done }} here="/account">
    <Orders orders={rest.orders} nextOrders={rest.nextOrders} />
    <Security facts={facts} sessions={rest.sessions} here={rest.here} />
    <Data />
  </AccountFrame>
);
