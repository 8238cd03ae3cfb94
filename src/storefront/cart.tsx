/** The cart: its lines, each a form of its own, the coupon and the sum. */
import type { CartUseRefusal } from '../cart/service.ts';
import type { CartView } from '../cart/view.ts';
import { CHECKOUT_PATH, SEARCH_PATH, productPath, withQuery } from './addresses.ts';
import { Icon } from './icons.tsx';
import { Page } from './layout.tsx';
import type { Locale } from './locale.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { SumRow, Thumb, optionWords } from './sums.tsx';

type Line = CartView['lines'][number];

/** Why a change was refused, in words for the shopper. */
export function refusalWords(
  refusal: CartUseRefusal | { reason: 'quantity_invalid' },
  { t, exact, date }: Locale,
  titleOf: (sku: string) => string,
): string {
  const { problems, coupons } = t.cart;
  switch (refusal.reason) {
    case 'out_of_stock':
      return problems.out_of_stock(titleOf(refusal.sku), refusal.available);
    case 'quantity_too_large':
      return problems.quantity_too_large(refusal.most);
    case 'too_many_lines':
      return problems.too_many_lines(refusal.most);
    case 'unknown_sku':
      return problems.unknown_sku;
    case 'unknown_line':
      return problems.unknown_line;
    case 'quantity_invalid':
      return problems.quantity_invalid;
    case 'key_reused':
      return problems.failed;
    case 'coupon_not_started':
      return coupons.coupon_not_started(date(new Date(refusal.startsAt).toISOString()));
    case 'coupon_minimum':
      return coupons.coupon_minimum(exact(refusal.missing));
    case 'coupon_unknown':
    case 'coupon_expired':
    case 'coupon_not_combinable':
      return coupons[refusal.reason];
  }
}

function CartLine({ line }: { line: Line }) {
  const { t, exact, time } = useShop().locale;
  const { sku, title, slug, image, options, quantity, availability } = line;
  const action = `/cart/items/${encodeURIComponent(sku)}`;
  const field = `quantity-${sku}`;
  const page = withQuery(productPath(slug), { sku });
  return (
    <li class="cart-line">
      <Thumb image={image} />
      <div class="cart-line-words">
        <h2 class="line-title">
          <a href={page}>{title}</a>
        </h2>
        <p class="muted">{optionWords(options)}</p>
        <p class="muted">{t.cart.each(exact(line.unit_price))}</p>
        {line.sale_until === undefined ? null : (
          <p class="muted small with-icon">
            <Icon name="clock" />
            {t.cart.salePrice(time(line.sale_until))}
          </p>
        )}
        {availability === 'in_stock' ? null : (
          <p class={`stock ${availability}`}>{t.cart.availability[availability]}</p>
        )}
      </div>
      <form class="cart-line-quantity" method="post" action={action} data-auto>
        <label class="hidden" for={field}>
          {t.cart.quantityOf(title)}
        </label>
        <input
          id={field}
          type="number"
          name="quantity"
          value={quantity}
          min="0"
          max="1000"
          inputmode="numeric"
          required
        />
        <button class="button quiet plain-only">{t.cart.update}</button>
      </form>
      <p class="amount">{exact(line.line_total)}</p>
      <form class="cart-line-remove" method="post" action={action}>
        <button class="quiet-link" name="quantity" value="0" aria-label={t.cart.removeItem(title)}>
          {t.cart.remove}
        </button>
      </form>
    </li>
  );
}

function CouponForm({ problem }: { problem: string | null }) {
  const { t } = useShop().locale;
  return (
    <form class="coupon" method="post" action="/cart/coupons">
      <label for="code">{t.cart.coupon}</label>
      <div class="coupon-field">
        <input
          id="code"
          name="code"
          maxlength={32}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          required
          aria-invalid={problem === null ? undefined : 'true'}
          aria-describedby={problem === null ? undefined : 'code-problem'}
        />
        <button class="button quiet">{t.cart.apply}</button>
      </div>
      {problem === null ? null : (
        <p class="field-problem" id="code-problem">
          {problem}
        </p>
      )}
    </form>
  );
}

function Summary({ cart, couponProblem }: { cart: CartView; couponProblem: string | null }) {
  const { t, exact, time } = useShop().locale;
  return (
    <section class="summary" aria-labelledby="summary">
      <h2 id="summary">{t.cart.summary}</h2>
      <dl class="sums">
        <SumRow label={t.cart.subtotal} amount={exact(cart.subtotal)} />
        {cart.discounts.map(({ code, amount }) => (
          <SumRow
            label={
              <form class="coupon-off" method="post" action="/cart/coupons">
                {t.cart.discount(code)}
                <button
                  class="quiet-link"
                  name="remove"
                  value={code}
                  aria-label={t.cart.removeCoupon(code)}
                >
                  {t.cart.remove}
                </button>
              </form>
            }
            amount={`−${exact(amount)}`}
          />
        ))}
        <SumRow label={t.cart.total} amount={exact(cart.total)} strong />
      </dl>
      <p class="muted small">{t.cart.delivery}</p>
      <a class="button wide" href={CHECKOUT_PATH}>
        {t.cart.checkout}
      </a>
      {cart.price_locked_until === null ? null : (
        <p class="muted small with-icon">
          <Icon name="clock" />
          {t.cart.locked(time(cart.price_locked_until))}
        </p>
      )}
      <CouponForm problem={couponProblem} />
    </section>
  );
}

function EmptyCart() {
  const { t } = useShop().locale;
  return (
    <div class="nothing">
      <h1>{t.cart.empty}</h1>
      <p>{t.cart.emptyHelp}</p>
      <p class="actions">
        <a class="button" href={`${SEARCH_PATH}?sort=newest`}>
          {t.cart.toShop}
        </a>
      </p>
    </div>
  );
}

/** What the last change came to, where it was refused. */
export type CartProblem = { readonly about: 'line' | 'coupon'; readonly words: string };

type CartProps = { shop: Shop; cart: CartView; problem?: CartProblem };

/** The cart's page. */
export function CartPage({ shop, cart, problem }: CartProps) {
  const { t } = shop.locale;
  const meta = { title: t.cart.title, modules: ['storefront/forms.js'] };
  const empty = cart.lines.length === 0;
  return (
    <Page shop={shop} meta={meta}>
      <div class="wrap">
        {problem === undefined || (problem.about === 'coupon' && !empty) ? null : (
          <p class="notice bad" role="alert">
            {problem.words}
          </p>
        )}
        {empty ? (
          <EmptyCart />
        ) : (
          <>
            <header class="page-head">
              <h1>{t.cart.title}</h1>
            </header>
            <div class="with-summary">
              <ul class="cart-lines">
                {cart.lines.map((line) => (
                  <CartLine line={line} />
                ))}
              </ul>
              <Summary
                cart={cart}
                couponProblem={problem?.about === 'coupon' ? problem.words : null}
              />
            </div>
          </>
        )}
      </div>
    </Page>
  );
}
