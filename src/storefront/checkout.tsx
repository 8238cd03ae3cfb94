/** The checkout: contact, address, delivery and the sum on one page; payment is the next one. */
import type { QuoteView } from '../checkout/checkout.ts';
import { TAXED_COUNTRIES } from '../pricing/tax.ts';
import { CART_PATH, CHECKOUT_PATH } from './addresses.ts';
import { MAX_LENGTH } from './checkout-form.ts';
import type { Field, FormValues } from './checkout-form.ts';
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

type TextField = Exclude<Field, 'country' | 'shipping_method'>;

type FieldProps = {
  name: TextField;
  values: FormValues;
  faults: readonly Field[];
  type?: 'text' | 'email';
  autocomplete: string;
  required?: boolean;
  hint?: string;
  half?: boolean;
};

/** Ids of what describes a field, for `aria-describedby`. */
const describedBy = (...ids: (string | null)[]): string | undefined =>
  ids.filter((id) => id !== null).join(' ') || undefined;

function FieldProblem({ name, faults }: { name: Field; faults: readonly Field[] }) {
  const { t } = useShop().locale;
  if (!faults.includes(name)) return null;
  return (
    <p class="field-problem" id={`${name}-problem`}>
      {t.checkout.missing[name]}
    </p>
  );
}

function TextInput({ name, values, faults, hint, half = false, ...rest }: FieldProps) {
  const { t } = useShop().locale;
  const { type = 'text', autocomplete, required = false } = rest;
  const faulty = faults.includes(name);
  return (
    <div class={half ? 'field half' : 'field'}>
      <label for={name}>{t.checkout.fields[name]}</label>
      <input
        id={name}
        type={type}
        name={name}
        value={values[name]}
        maxlength={MAX_LENGTH[name]}
        autocomplete={autocomplete}
        required={required}
        aria-invalid={faulty ? 'true' : undefined}
        aria-describedby={describedBy(
          hint === undefined ? null : `${name}-hint`,
          faulty ? `${name}-problem` : null,
        )}
      />
      {hint === undefined ? null : (
        <p class="muted small" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldProblem name={name} faults={faults} />
    </div>
  );
}

type PartProps = { values: FormValues; faults: readonly Field[] };

function CountrySelect({ values, faults }: PartProps) {
  const { t } = useShop().locale;
  const faulty = faults.includes('country');
  const named = TAXED_COUNTRIES.map((code) => ({ code, name: t.countryName(code) }));
  const sorted = named.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return (
    <div class="field">
      <label for="country">{t.checkout.fields.country}</label>
      <select
        id="country"
        name="country"
        autocomplete="country"
        required
        data-requote
        aria-invalid={faulty ? 'true' : undefined}
        aria-describedby={describedBy(faulty ? 'country-problem' : null)}
      >
        {sorted.map(({ code, name }) => (
          <option value={code} selected={code === values.country}>
            {name}
          </option>
        ))}
      </select>
      <FieldProblem name="country" faults={faults} />
    </div>
  );
}

function AddressFields(part: PartProps) {
  const { t } = useShop().locale;
  return (
    <fieldset class="form-part">
      <legend>{t.checkout.address}</legend>
      <TextInput name="name" autocomplete="name" required {...part} />
      <TextInput name="line1" autocomplete="address-line1" required {...part} />
      <TextInput name="line2" autocomplete="address-line2" {...part} />
      <TextInput name="postal_code" autocomplete="postal-code" required half {...part} />
      <TextInput name="city" autocomplete="address-level2" required half {...part} />
      <TextInput name="region" autocomplete="address-level1" {...part} />
      <CountrySelect {...part} />
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
      <FieldProblem name="shipping_method" faults={faults} />
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
                <a href={`#${field}`}>{t.checkout.missing[field]}</a>
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
  values: FormValues;
  faults: readonly Field[];
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
  const { shop, values, faults, problem, quote, lines, attempt } = props;
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
            <fieldset class="form-part">
              <legend>{t.checkout.contact}</legend>
              <TextInput
                name="email"
                type="email"
                autocomplete="email"
                required
                hint={t.checkout.emailHint}
                values={values}
                faults={faults}
              />
            </fieldset>
            <AddressFields values={values} faults={faults} />
            <Methods quote={quote} faults={faults} />
            <Captcha widget={props.captcha} />
          </div>
          <Summary quote={quote} lines={lines} />
        </form>
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
