/** Amounts under each other: what a cart, a checkout and an order come to. */
import type { Child } from 'hono/jsx';
import type { Money } from '../kernel/money.ts';
import { NoPicture } from './icons.tsx';
import { useShop } from './shop.ts';

type RowProps = { label: Child; amount: Child; strong?: boolean; quiet?: boolean };

/** One line of a sum. */
export const SumRow = ({ label, amount, strong = false, quiet = false }: RowProps) => (
  <div class={strong ? 'sum-total' : quiet ? 'muted' : undefined}>
    <dt>{label}</dt>
    <dd>{amount}</dd>
  </div>
);

export type Sums = {
  readonly subtotal: Money;
  readonly discounts: readonly { readonly code: string; readonly amount: Money }[];
  readonly shipping: Money;
  readonly tax_lines: readonly { readonly name: string; readonly amount: Money }[];
  readonly prices_include_tax: boolean;
  readonly total: Money;
};

/** The sums of a quote or an order, in the order they are reckoned. */
export function SumList({ sums }: { sums: Sums }) {
  const { t, exact } = useShop().locale;
  const { subtotal, discounts, shipping, tax_lines: taxes, prices_include_tax: included } = sums;
  return (
    <dl class="sums">
      <SumRow label={t.checkout.subtotal} amount={exact(subtotal)} />
      {discounts.map(({ code, amount }) => (
        <SumRow
          label={code === '' ? t.checkout.discounts : t.checkout.discount(code)}
          amount={`−${exact(amount)}`}
        />
      ))}
      <SumRow
        label={t.checkout.shipping}
        amount={shipping.amount === 0 ? t.checkout.free : exact(shipping)}
      />
      {included
        ? null
        : taxes.map(({ name, amount }) => <SumRow label={name} amount={exact(amount)} />)}
      <SumRow label={t.checkout.total} amount={exact(sums.total)} strong />
      {included
        ? taxes.map(({ name, amount }) => (
            <SumRow label={t.checkout.taxIncluded(name)} amount={exact(amount)} quiet />
          ))
        : null}
    </dl>
  );
}

export type LineShown = {
  readonly title: string;
  readonly image: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly quantity: number;
  readonly total: Money;
  /** Where it stands, for an order that is under way. */
  readonly status?: string;
};

/** A line's options in words: `Brass, Large`. */
export const optionWords = (options: Readonly<Record<string, string>>): string =>
  Object.values(options).join(', ');

/** The small square picture of a line. */
export const Thumb = ({ image }: { image: string | null }) => (
  <div class="picture thumb">
    {image === null ? (
      <NoPicture />
    ) : (
      <img src={image} alt="" width={800} height={800} loading="lazy" />
    )}
  </div>
);

/** Lines as a checkout and an order list them. */
export function LineList({ lines }: { lines: readonly LineShown[] }) {
  const { t, exact } = useShop().locale;
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li>
          <Thumb image={line.image} />
          <div>
            <p class="line-title">{line.title}</p>
            <p class="muted">{optionWords(line.options)}</p>
            <p class="muted">{t.checkout.quantity(line.quantity)}</p>
            {line.status === undefined ? null : <p class="line-status">{line.status}</p>}
          </div>
          <p class="amount">{exact(line.total)}</p>
        </li>
      ))}
    </ul>
  );
}
