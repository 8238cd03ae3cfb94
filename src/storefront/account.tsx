/** The account's page: orders, addresses, password and devices. */
import type { SavedAddress } from '../customers/addresses.ts';
import type { AccountFacts } from '../customers/port.ts';
import type { Session } from '../customers/sessions.ts';
import type { SessionId } from '../kernel/ids.ts';
import { rfc3339 } from '../kernel/time.ts';
import type { OrderSummary } from '../orders/listing.ts';
import { TAXED_COUNTRIES } from '../pricing/tax.ts';
import { Input, NewPassword } from './account-forms.tsx';
import { orderPath, withQuery } from './addresses.ts';
import { MAX_LENGTH } from './checkout-form.ts';
import type { FormValues } from './checkout-form.ts';
import { Page } from './layout.tsx';
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
  /** An address that was refused, to be mended. */
  readonly draft: FormValues | null;
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

const linesOf = (address: SavedAddress, country: string): string =>
  [
    address.name,
    address.line1,
    address.line2,
    `${address.postalCode} ${address.city}`,
    address.region,
    country,
  ]
    .filter(Boolean)
    .join(', ');

function AddressForm({ draft }: Pick<AccountProps, 'draft'>) {
  const { t } = useShop().locale;
  const { fields } = t.checkout;
  const named = TAXED_COUNTRIES.map((code) => ({ code, name: t.countryName(code) }));
  const inputs = [
    ['name', 'name'],
    ['line1', 'address-line1'],
    ['line2', 'address-line2'],
    ['postal_code', 'postal-code'],
    ['city', 'address-level2'],
    ['region', 'address-level1'],
  ] as const;
  return (
    <details open={draft !== null}>
      <summary>{t.account.addAddress}</summary>
      <form class="form-part" method="post" action="/account/addresses">
        {inputs.map(([name, autocomplete]) => (
          <div class={name === 'city' || name === 'postal_code' ? 'field half' : 'field'}>
            <label for={`address-${name}`}>{fields[name]}</label>
            <input
              id={`address-${name}`}
              name={name}
              value={draft?.[name] ?? ''}
              maxlength={MAX_LENGTH[name]}
              autocomplete={autocomplete}
              required={name !== 'line2' && name !== 'region'}
            />
          </div>
        ))}
        <div class="field">
          <label for="address-country">{fields.country}</label>
          <select id="address-country" name="country" autocomplete="country" required>
            {named
              .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
              .map(({ code, name }) => (
                <option value={code} selected={code === draft?.country}>
                  {name}
                </option>
              ))}
          </select>
        </div>
        <label class="choice">
          <input type="checkbox" name="is_default" value="on" /> {t.account.makeDefault}
        </label>
        <button class="button">{t.account.saveAddress}</button>
      </form>
    </details>
  );
}

function Addresses({ facts, draft }: Pick<AccountProps, 'facts' | 'draft'>) {
  const { t } = useShop().locale;
  const { account } = t;
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{account.addresses}</h2>
      {facts.addresses.length === 0 ? <p class="muted">{account.noAddresses}</p> : null}
      <ul class="rows">
        {facts.addresses.map((address) => (
          <li>
            <span>{linesOf(address, t.countryName(address.country))}</span>
            {address.isDefault ? <span class="muted">{account.isDefault}</span> : null}
            <form method="post" action={`/account/addresses/${address.id}/remove`}>
              <button class="button quiet">{account.remove}</button>
            </form>
          </li>
        ))}
      </ul>
      <AddressForm draft={draft} />
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

/** Everything of an account on one page. */
export function AccountPage({ shop, facts, problem, done, ...rest }: AccountProps) {
  const { account } = shop.locale.t;
  return (
    <Page shop={shop} meta={{ title: account.title(facts.name) }}>
      <div class="wrap account">
        <header class="page-head">
          <h1>{account.title(facts.name)}</h1>
          <form method="post" action="/account/sign-out">
            <button class="button quiet">{account.signOut}</button>
          </form>
        </header>
        {problem === null ? null : (
          <p class="notice bad" role="alert" tabindex={-1} autofocus>
            {problem}
          </p>
        )}
        {done === null ? null : (
          <p class="notice good" role="status">
            {done}
          </p>
        )}
        {facts.verifiedAt === null ? <p class="notice">{account.unproved(facts.email)}</p> : null}
        <Orders orders={rest.orders} nextOrders={rest.nextOrders} />
        <Addresses facts={facts} draft={rest.draft} />
        <Security facts={facts} sessions={rest.sessions} here={rest.here} />
      </div>
    </Page>
  );
}
