/** The checkout: contact, address, delivery and the sum on one page; payment is the next one. */
import type { QuoteView } from '../checkout/checkout.ts';
import type { SavedAddress } from '../customers/addresses.ts';
import { AddressFields, describedBy, FieldProblem, fieldWords } from './address-fields.tsx';
import { CART_PATH, CHECKOUT_PATH } from './addresses.ts';
import { BILLING, MAX_EMAIL } from './checkout-form.ts';
import type { CheckoutValues, Field } from './checkout-form.ts';
import { Captcha } from './captcha.tsx';
import type { Widget } from './captcha.tsx';
import { Icon } from './icons.tsx';
import { Page } from './layout.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { LineList, SumList } from './sums.tsx';
import type { LineShown } from './sums.tsx';

/** What stood in the way of the order, and where to go for it. */
export type CheckoutProblem = {
  readonly words: readonly string[];
  readonly link?: { readonly href: string; readonly words: string };
};

type PartProps = { values: CheckoutValues; faults: readonly Field[] };

function Contact({ values, faults }: PartProps) {
  const { t } = useShop().locale;
  const faulty = faults.includes('email');
  return (
    <fieldset class="form-part">
      <legend>{t.checkout.contact}</legend>
      <div class="field">
        <label for="email">{t.checkout.fields.email}</label>
        <input
          id="email"
          type="email"
          name="email"
          value={values.email}
          maxlength={MAX_EMAIL}
          autocomplete="email"
          required
          aria-invalid={faulty ? 'true' : undefined}
          aria-describedby={describedBy('email-hint', faulty ? 'email-problem' : null)}
        />
        <p class="muted small" id="email-hint">
          {t.checkout.emailHint}
        </p>
        <FieldProblem id="email" words={faulty ? t.checkout.missing.email : null} />
      </div>
    </fieldset>
  );
}

/** What an account has saved, and which of it the form holds. */
export type SavedChoice = {
  readonly addresses: readonly SavedAddress[];
  readonly deliverTo: string | null;
  readonly billTo: string | null;
};

/** A form of its own beside the checkout's, so that Enter never takes what was typed away. */
const CHOICE_FORM = 'saved-addresses';

type ChoiceProps = { name: string; label: string; chosen: string | null; none?: string };

function Choice({ saved, name, label, chosen, none }: ChoiceProps & { saved: SavedChoice }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name} form={CHOICE_FORM}>
        {none === undefined ? null : <option value="">{none}</option>}
        {saved.addresses.map(({ id, name: whose, line1, city }) => (
          <option value={id} selected={id === chosen}>
            {[whose, line1, city].join(', ')}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Fills the form from the address book; nothing for who has no two addresses in it. */
function SavedAddresses({ saved }: { saved: SavedChoice }) {
  const { checkout } = useShop().locale.t;
  if (saved.addresses.length < 2) return null;
  const { deliverTo, billTo } = saved;
  return (
    <fieldset class="form-part saved">
      <legend>{checkout.saved}</legend>
      <Choice saved={saved} name="deliver_to" label={checkout.deliverTo} chosen={deliverTo} />
      <Choice
        saved={saved}
        name="bill_to"
        label={checkout.billTo}
        chosen={billTo}
        none={checkout.billSame}
      />
      <p>
        <button class="button quiet" form={CHOICE_FORM}>
          {checkout.useSaved}
        </button>
      </p>
    </fieldset>
  );
}

/** What to say under each field that cannot be taken. */
function useProblems(faults: readonly Field[]) {
  const { t } = useShop().locale;
  return (name: Field): string | null => (faults.includes(name) ? fieldWords(t, name) : null);
}

function Delivery({ values, faults }: PartProps) {
  const { t } = useShop().locale;
  return (
    <fieldset class="form-part">
      <legend>{t.checkout.address}</legend>
      <AddressFields
        values={values.shipping}
        problemOf={useProblems(faults)}
        section="shipping"
        requote
      />
    </fieldset>
  );
}

/** Hidden by the style sheet until it is asked for, so that it works without scripts. */
function Billing({ values, faults }: PartProps) {
  const { t } = useShop().locale;
  return (
    <fieldset class="form-part billing">
      <legend>{t.checkout.billing}</legend>
      <label class="choice">
        <input type="checkbox" name="bill_elsewhere" value="on" checked={values.billElsewhere} />
        {t.checkout.billElsewhere}
      </label>
      <div class="form-part billing-fields">
        <AddressFields
          values={values.billing}
          problemOf={useProblems(faults)}
          prefix={BILLING}
          section="billing"
        />
      </div>
    </fieldset>
  );
}

function Methods({ quote, faults }: { quote: QuoteView; faults: readonly Field[] }) {
  const { t, exact } = useShop().locale;
  return (
    <fieldset class="form-part" data-swap="methods">
      <legend>{t.checkout.method}</legend>
      {quote.shipping_methods.map(({ id, label, price, estimate }) => (
        <label class="method">
          <input
            type="radio"
            name="shipping_method"
            value={id}
            checked={id === quote.shipping_method}
            data-requote
          />
          <span>
            {label}
            <span class="muted">{estimate}</span>
          </span>
          <span class="amount">{price.amount === 0 ? t.checkout.free : exact(price)}</span>
        </label>
      ))}
      <FieldProblem
        id="shipping_method"
        words={faults.includes('shipping_method') ? t.checkout.missing.shipping_method : null}
      />
    </fieldset>
  );
}

function Summary({ quote, lines }: { quote: QuoteView; lines: readonly LineShown[] }) {
  const { t } = useShop().locale;
  return (
    <section class="summary" aria-labelledby="summary" data-swap="summary">
      <h2 id="summary">{t.checkout.summary}</h2>
      <LineList lines={lines} />
      <SumList sums={quote} />
      <input type="hidden" name="expected_total" value={quote.total.amount} />
      <button class="button wide" name="intent" value="place">
        {quote.total.amount === 0 ? t.checkout.placeFree : t.checkout.place}
      </button>
      <button class="button quiet wide plain-only" name="intent" value="quote">
        {t.checkout.update}
      </button>
      <p class="muted small with-icon">
        <Icon name="clock" />
        {t.checkout.held}
      </p>
    </section>
  );
}

function Problems({
  faults,
  problem,
}: {
  faults: readonly Field[];
  problem: CheckoutProblem | null;
}) {
  const { t } = useShop().locale;
  if (problem === null && faults.length === 0) return null;
  return (
    <div class="notice bad" role="alert" tabindex={-1} autofocus>
      {problem === null ? null : (
        <>
          {problem.words.map((words) => (
            <p>{words}</p>
          ))}
          {problem.link === undefined ? null : (
            <p>
              <a href={problem.link.href}>{problem.link.words}</a>
            </p>
          )}
        </>
      )}
      {faults.length === 0 ? null : (
        <>
          <p class="strong">{t.checkout.errors(faults.length)}</p>
          <ul>
            {faults.map((field) => (
              <li>
                <a href={`#${field}`}>{fieldWords(t, field)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

type CheckoutProps = {
  shop: Shop;
  values: CheckoutValues;
  faults: readonly Field[];
  /** Null for who is not signed in. */
  saved: SavedChoice | null;
  problem: CheckoutProblem | null;
  quote: QuoteView;
  lines: readonly LineShown[];
  /** Names this attempt: two clicks on the same page are one order. */
  attempt: string;
  /** Null where no captcha is asked for. */
  captcha: Widget | null;
};

/** The checkout's page. */
export function CheckoutPage(props: CheckoutProps) {
  const { shop, values, faults, saved, problem, quote, lines, attempt } = props;
  const { t } = shop.locale;
  const meta = { title: t.checkout.title, modules: ['storefront/checkout.js'] };
  return (
    <Page shop={shop} meta={meta}>
      <div class="wrap">
        <header class="page-head">
          <h1>{t.checkout.title}</h1>
          <Problems faults={faults} problem={problem} />
        </header>
        <form class="with-summary" method="post" action={CHECKOUT_PATH} novalidate id="checkout">
          <input type="hidden" name="attempt" value={attempt} />
          <div class="form-parts">
            {saved === null ? null : <SavedAddresses saved={saved} />}
            <Contact values={values} faults={faults} />
            <Delivery values={values} faults={faults} />
            <Billing values={values} faults={faults} />
            <Methods quote={quote} faults={faults} />
            <Captcha widget={props.captcha} />
          </div>
          <Summary quote={quote} lines={lines} />
        </form>
        <form id={CHOICE_FORM} action={CHECKOUT_PATH} />
      </div>
    </Page>
  );
}

/** The checkout of a cart that cannot be sold as it is. */
export function BlockedCheckoutPage({ shop, problem }: { shop: Shop; problem: CheckoutProblem }) {
  const { t } = shop.locale;
  return (
    <Page shop={shop} meta={{ title: t.checkout.title }}>
      <div class="wrap">
        <header class="page-head">
          <h1>{t.checkout.title}</h1>
          <Problems faults={[]} problem={problem} />
        </header>
        <p class="actions">
          <a class="button" href={CART_PATH}>
            {t.checkout.problems.toCart}
          </a>
        </p>
      </div>
    </Page>
  );
}
