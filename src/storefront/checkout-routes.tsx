/** The checkout's page: quotes while the form is filled in, and places the order. */
import type { Context } from 'hono';
import type { QuoteView } from '../checkout/checkout.ts';
import type { CheckoutRefusal } from '../checkout/service.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { CAPTCHA_FIELD, judgeGuest, letsOn } from '../http/captcha.ts';
import { requestCart } from '../http/cart-session.ts';
import { buyerOfRequest } from '../http/order-access.ts';
import { TRY_AGAIN_S } from '../http/problem.ts';
import { signedIn } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { rememberOrder } from '../http/tokens.ts';
import type { CartToken } from '../http/tokens.ts';
import { asSku } from '../kernel/ids.ts';
import { money } from '../kernel/money.ts';
import type { PlaceRefusal } from '../orders/port.ts';
import { randomId, sha256 } from '../platform/crypto.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { passesOf, salePricesOf, visitorIdOf } from '../http/waiting.ts';
import { CART_PATH, orderPath, payPath, salePath } from './addresses.ts';
import { widgetFor } from './captcha.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { BlockedCheckoutPage, CheckoutPage } from './checkout.tsx';
import type { CheckoutProblem, SavedChoice } from './checkout.tsx';
import { addressOf } from './address-form.ts';
import { checkoutValues, faultyFields, prefilled, usable } from './checkout-form.ts';
import type { CheckoutValues, Field, Wanted } from './checkout-form.ts';
import { english } from './locale.ts';
import { privatePage, shopOf } from './render.ts';
import type { LineShown } from './sums.tsx';

export const checkoutPageRoutes = newRouter();

const { problems } = english.t.checkout;
const newAttempt = (): string => randomId(16);

type Shown = {
  /** Null for a form that nobody has sent yet. */
  readonly values: CheckoutValues | null;
  readonly faults: readonly Field[];
  readonly problem: CheckoutProblem | null;
  readonly status: 200 | 403 | 409 | 422;
  /** Kept where nothing was tried with it; another one where the same would be refused again. */
  readonly attempt: string;
};

/** What the cart would cost, delivered as the form says, or as near to it as the shop can. */
async function quoteFor(c: Context<AppEnv>, cart: CartToken, values: CheckoutValues) {
  const { checkout } = c.get('services');
  const delivery = { country: values.shipping.country, method: values.shipping_method || null };
  const terms = { market: DEFAULT_MARKET, prices: await salePricesOf(c) };
  const quote = await checkout.quote(cart.id, terms, delivery);
  if (quote.ok) return quote;
  if (quote.reason === 'unknown_shipping_method') {
    return checkout.quote(cart.id, terms, { ...delivery, method: null });
  }
  if (quote.reason !== 'not_delivered') return quote;
  const { country } = DEFAULT_MARKET;
  return checkout.quote(cart.id, terms, { country, method: null });
}

/** The quote's lines with the pictures that the catalogue's copies have of them. */
async function shownLines(c: Context<AppEnv>, quote: QuoteView): Promise<LineShown[]> {
  const skus = quote.lines.flatMap((line) => asSku(line.sku) ?? []);
  const offers = await c.get('services').catalogue.offers(skus, DEFAULT_MARKET);
  return quote.lines.map((line) => {
    const sku = asSku(line.sku);
    const offer = sku === null ? undefined : offers.get(sku);
    return {
      title: line.title,
      image: offer?.image ?? null,
      options: offer?.options ?? {},
      quantity: line.quantity,
      total: line.line_total,
    };
  });
}

const toCart = { href: CART_PATH, words: problems.toCart };

/** Which saved addresses the address of the page names. */
const wantedOf = (c: Context<AppEnv>): Wanted => ({
  deliverTo: c.req.query('deliver_to') ?? null,
  billTo: c.req.query('bill_to') ?? null,
});

/** The form as it is first seen: filled with what the account of who is signed in has saved. */
function startingValues(c: Context<AppEnv>, signed: Signed | null): CheckoutValues {
  const empty = checkoutValues(new Map(), DEFAULT_MARKET.country);
  return signed === null ? empty : prefilled(empty, signed.facts, wantedOf(c));
}

/** What the account has to fill the form with; null for a guest. */
function savedOf(c: Context<AppEnv>, signed: Signed | null): SavedChoice | null {
  if (signed === null) return null;
  const { addresses, defaults } = signed.facts.book;
  const { deliverTo, billTo } = wantedOf(c);
  return {
    addresses: usable({ addresses, defaults }),
    deliverTo: deliverTo ?? defaults.shipping,
    billTo: billTo ?? (defaults.billing === defaults.shipping ? null : defaults.billing),
  };
}

async function show(c: Context<AppEnv>, cart: CartToken, shown: Shown): Promise<Response> {
  const signed = await signedIn(c);
  const values = shown.values ?? startingValues(c, signed);
  const [shop, quote] = await Promise.all([shopOf(c), quoteFor(c, cart, values)]);
  if (!quote.ok) {
    if (quote.reason === 'cart_empty') return c.redirect(CART_PATH, 303);
    const words =
      quote.reason === 'not_for_sale' ? english.t.cart.problems.unknown_sku : problems.failed;
    const away = quote.reason === 'catalogue_unavailable';
    if (away) c.header('Retry-After', String(TRY_AGAIN_S));
    const page = <BlockedCheckoutPage shop={shop} problem={{ words: [words] }} />;
    return privatePage(c, page, away ? 503 : 409);
  }
  const lines = await shownLines(c, quote.value);
  const { faults, problem, status, attempt } = shown;
  const captcha = signed === null ? widgetFor(c, 'checkout') : null;
  const page = (
    <CheckoutPage
      shop={shop}
      values={values}
      faults={faults}
      saved={savedOf(c, signed)}
      problem={problem}
      quote={quote.value}
      lines={lines}
      attempt={attempt}
      captcha={captcha}
    />
  );
  return privatePage(c, page, status);
}

/** What to say of a checkout that was not placed. */
function refusalOf(refusal: CheckoutRefusal): CheckoutProblem {
  switch (refusal.reason) {
    case 'price_changed':
    case 'quote_invalid':
      return { words: [problems.price_changed] };
    case 'order_in_payment':
      return {
        words: [problems.order_in_payment],
        link: { href: orderPath(refusal.order), words: problems.toOrder },
      };
    case 'not_for_sale':
      return { words: [english.t.cart.problems.unknown_sku], link: toCart };
    case 'waiting_room':
      return {
        words: [problems.waiting_room],
        link: { href: salePath(refusal.sale), words: problems.toSale },
      };
    case 'pass_over':
    case 'pass_of_another':
      return { words: [problems[refusal.reason]] };
    case 'overloaded':
      return { words: [problems.overloaded] };
    case 'cart_empty':
    case 'not_delivered':
    case 'unknown_shipping_method':
    case 'catalogue_unavailable':
      return { words: [problems.failed] };
  }
}

/** What to say of an order that came to nothing. */
function failureOf(refusal: PlaceRefusal, titleOf: (sku: string) => string): CheckoutProblem {
  switch (refusal.reason) {
    case 'out_of_stock':
      return {
        words: refusal.lines.map(({ sku, requested, available }) =>
          problems.out_of_stock(titleOf(sku), requested, available),
        ),
        link: toCart,
      };
    case 'coupon_refused':
      return { words: [problems.coupon_refused(refusal.code)], link: toCart };
    case 'not_admitted':
      return { words: [problems[refusal.why]], link: toCart };
    case 'overloaded':
    case 'payment_refused':
    case 'superseded':
      return { words: [problems[refusal.reason]] };
    case 'key_reused':
    case 'still_running':
      return { words: [problems.failed] };
  }
}

async function titlesOf(c: Context<AppEnv>, refusal: PlaceRefusal) {
  const lines = refusal.reason === 'out_of_stock' ? refusal.lines : [];
  const skus = lines.map((line) => line.sku);
  const offers = await c.get('services').catalogue.offers(skus, DEFAULT_MARKET);
  const titles = new Map([...offers].map(([sku, offer]) => [String(sku), offer.title]));
  return (sku: string): string => titles.get(sku) ?? sku;
}

const TOTAL = /^\d{1,10}$/;

/**
 * Places the order. Its key is made of the page's attempt and all that was filled in: two clicks
 * are one order, and who goes back to change something orders anew, in place of the one before.
 */
async function place(
  c: Context<AppEnv>,
  cart: CartToken,
  values: CheckoutValues,
  fields: ReadonlyMap<string, string>,
): Promise<Response> {
  const total = fields.get('expected_total') ?? '';
  const fingerprint = sha256(JSON.stringify([values, total]));
  const attempt = fields.get('attempt') ?? '';
  const expected = TOTAL.test(total) ? money(Number(total), DEFAULT_MARKET.currency) : null;
  const key = `page:${attempt}:${fingerprint}`;
  if (!letsOn(await judgeGuest(c, fields.get(CAPTCHA_FIELD), key))) {
    const problem = { words: [english.t.account.problems.captcha] };
    return show(c, cart, { values, faults: [], problem, status: 403, attempt });
  }
  const again = { values, faults: [], status: 409, attempt: newAttempt() } as const;
  const placed = await c.get('services').checkout.place({
    cart,
    market: DEFAULT_MARKET,
    key,
    fingerprint,
    email: values.email,
    buyer: await buyerOfRequest(c),
    address: addressOf(values.shipping),
    billingAddress: values.billElsewhere ? addressOf(values.billing) : null,
    shippingMethod: values.shipping_method || null,
    quoteId: null,
    expectedTotal: expected,
    visitor: visitorIdOf(c),
    passes: passesOf(c),
  });
  if (placed.kind === 'refused') {
    return show(c, cart, { ...again, problem: refusalOf(placed) });
  }
  const { answer, id } = placed;
  if (!answer.ok) {
    return show(c, cart, { ...again, problem: failureOf(answer, await titlesOf(c, answer)) });
  }
  rememberOrder(c, id);
  const payable = answer.value.payment?.next.type === 'client_secret';
  return c.redirect(payable ? payPath(id) : orderPath(id), 303);
}

checkoutPageRoutes.get('/checkout', async (c) => {
  const cart = await requestCart(c);
  if (cart === null) return c.redirect(CART_PATH, 303);
  const first = { values: null, faults: [], problem: null, status: 200 } as const;
  return show(c, cart, { ...first, attempt: newAttempt() });
});

checkoutPageRoutes.post('/checkout', async (c) => {
  const cart = await requestCart(c);
  if (cart === null) return c.redirect(CART_PATH, 303);
  const fields = await fieldsOf(c);
  const values = checkoutValues(fields, DEFAULT_MARKET.country);
  const attempt = fields.get('attempt') ?? newAttempt();
  if (fields.get('intent') === 'quote') {
    return show(c, cart, { values, faults: [], problem: null, status: 200, attempt });
  }
  const faults = faultyFields(values);
  if (faults.length > 0) {
    return show(c, cart, { values, faults, problem: null, status: 422, attempt });
  }
  return place(c, cart, values, fields);
});
