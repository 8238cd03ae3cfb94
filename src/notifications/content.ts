/**
 * What a letter says, before it has a form: its HTML, its plain text and its text message are all
 * made from this, so they never tell different things.
 */
import type { Money } from '../kernel/money.ts';
import { asOrderId } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import { required } from '../kernel/assert.ts';
import type { OrderView } from '../orders/view.ts';
import { afterSalesWords } from './after-sales.ts';
import { accountContent } from './account-content.ts';
import type { Letter, OrderLetter, StockLetter } from './letters.ts';
import { saleContent } from './sale-content.ts';
import { showCountry, showMoney } from './words.ts';

export type ContentLine = {
  readonly title: string;
  readonly detail: string;
  readonly amount: string;
};
export type ContentTotal = {
  readonly label: string;
  readonly amount: string;
  /** The one to find at a glance. */
  readonly grand: boolean;
};

export type Content = {
  readonly shop: string;
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly lines: readonly ContentLine[];
  readonly totals: readonly ContentTotal[];
  /** A heading and what stands under it, line by line. */
  readonly facts: readonly { readonly label: string; readonly lines: readonly string[] }[];
  readonly action: { readonly label: string; readonly url: string };
  /** How to get no more of its kind; null for what is not sent for the asking. */
  readonly stop: { readonly label: string; readonly url: string } | null;
};

/** What the letters need to know of the shop. */
export type Shop = {
  readonly name: string;
  /** Where the shop is reached, without a slash at its end. */
  readonly publicUrl: string;
  /** A guest's token for an order. */
  readonly orderToken: (id: OrderId) => string;
};

/** The order's page, opened by its guest token. */
function orderUrl(order: OrderView, shop: Shop): string {
  const id = required(asOrderId(order.id), 'an order view has the id of an order');
  return `${shop.publicUrl}/orders/${id}?token=${encodeURIComponent(shop.orderToken(id))}`;
}

function lineOf(line: OrderView['lines'][number], quantity: number, priced: boolean): ContentLine {
  const each = priced && quantity > 1 ? [`${quantity} × ${showMoney(line.unit_price)}`] : [];
  return {
    title: line.title,
    detail: [...Object.values(line.options), ...each].join(' · '),
    amount: priced ? showMoney(line.line_total) : `× ${quantity}`,
  };
}

const total = (label: string, amount: Money, sign = ''): ContentTotal => ({
  label,
  amount: sign + showMoney(amount),
  grand: false,
});

function totalsOf(order: OrderView): ContentTotal[] {
  const free = order.shipping.amount === 0;
  return [
    total('Subtotal', order.subtotal),
    ...(order.discount.amount > 0 ? [total('Discount', order.discount, '−')] : []),
    { ...total('Shipping', order.shipping), ...(free ? { amount: 'Free' } : {}) },
    ...(order.prices_include_tax ? [] : order.tax_lines.map((tax) => total(tax.name, tax.amount))),
    { ...total('Total', order.total), grand: true },
    ...(order.prices_include_tax
      ? order.tax_lines.map((tax) => total(`Includes ${tax.name}`, tax.amount))
      : []),
  ];
}

const addressOf = ({ shipping_address: to }: OrderView): string[] =>
  [
    to.name,
    to.line1,
    to.line2 ?? '',
    `${to.postal_code} ${to.city}`,
    to.region ?? '',
    showCountry(to.country),
  ].filter((line) => line !== '');

export type Words = Pick<Content, 'subject' | 'heading' | 'paragraphs'> & {
  readonly button: string;
};

function wordsOf(letter: OrderLetter, shop: Shop): Words {
  const { kind, order } = letter;
  const { number } = order;
  switch (kind) {
    case 'order_confirmed':
      return {
        subject: `Your ${shop.name} order ${number} is confirmed`,
        heading: 'Thank you, it is yours',
        paragraphs: ['We have set everything aside for you and write again when it is on its way.'],
        button: 'See your order',
      };
    case 'order_shipped':
      return {
        subject: `Your ${shop.name} order ${number} is on its way`,
        heading: 'It is on its way',
        paragraphs: [
          order.status === 'partially_shipped'
            ? 'A part of your order has left the house. The rest follows.'
            : 'Your order has left the house.',
        ],
        button: 'Follow your order',
      };
    case 'order_cancelled':
      return {
        subject: `Your ${shop.name} order ${number} is cancelled`,
        heading: 'Your order is cancelled',
        paragraphs: [cancelledMoney(order)],
        button: 'See your order',
      };
    case 'payment_failed':
      return {
        subject: `The payment for your ${shop.name} order ${number} did not go through`,
        heading: 'Your payment did not go through',
        paragraphs: [
          'You were not charged. Your things are still set aside for a little while: try again, ' +
            'with another card if you like.',
        ],
        button: 'Try again',
      };
    case 'refund_issued':
    case 'return_approved':
    case 'return_refunded':
    case 'return_refused':
      return afterSalesWords(kind, letter, shop);
  }
}

const cancelledMoney = ({ payment }: OrderView): string =>
  ['refunded', 'partially_refunded', 'captured'].includes(payment.status)
    ? 'What you paid goes back the way it came. Banks take up to ten days to show it.'
    : 'You were not charged; an amount your bank had set aside is free again.';

const refundTotals = (refund: OrderLetter['refund']): ContentTotal[] =>
  refund === null ? [] : [{ ...total('Refund', refund.amount), grand: true }];

function orderContent(letter: OrderLetter, shop: Shop): Content {
  const { order, shipment, refund, returned } = letter;
  const whole = shipment === null && refund === null && returned === null;
  const { button, ...words } = wordsOf(letter, shop);
  const parts = shipment?.lines ?? returned?.lines ?? (refund === null ? order.lines : []);
  const quantities = new Map(parts.map(({ line_id, quantity }) => [line_id, quantity]));
  const lines = order.lines.flatMap((line) => {
    const quantity = quantities.get(line.line_id);
    return quantity === undefined ? [] : lineOf(line, quantity, whole);
  });
  const carried = [shipment?.carrier ?? '', shipment?.tracking_number ?? ''].filter(
    (text) => text !== '',
  );
  const url = orderUrl(order, shop);
  const tracking = shipment?.tracking_url ?? null;
  return {
    shop: shop.name,
    ...words,
    lines,
    totals: whole ? totalsOf(order) : refundTotals(refund),
    facts: [
      { label: 'Order', lines: [order.number] },
      ...(carried.length > 0 ? [{ label: 'Sent with', lines: carried }] : []),
      ...(tracking === null ? [] : [{ label: 'Tracking', lines: [tracking] }]),
      ...(refund === null && returned === null
        ? [{ label: 'Ships to', lines: addressOf(order) }]
        : []),
    ],
    action: { label: button, url },
    stop: null,
  };
}

function stockContent({ sku, available }: StockLetter, shop: Shop): Content {
  const left = available <= 0 ? 'None' : `Only ${available}`;
  return {
    shop: shop.name,
    subject: `${left} left of ${sku}`,
    heading: `${left} left`,
    paragraphs: [`${sku} is running low. Shoppers now read that there are few.`],
    lines: [],
    totals: [],
    facts: [{ label: 'SKU', lines: [sku] }],
    action: { label: 'Open the back office', url: `${shop.publicUrl}/admin` },
    stop: null,
  };
}

/** What a letter says. */
export function contentOf(letter: Letter, shop: Shop): Content {
  if ('order' in letter) return orderContent(letter, shop);
  if ('invitation' in letter) return saleContent(letter, shop);
  return letter.kind === 'low_stock' ? stockContent(letter, shop) : accountContent(letter, shop);
}

/** The same as plain text. */
export function plainText(content: Content): string {
  const { heading, paragraphs, lines, totals, facts, action, stop, shop } = content;
  const blocks = [
    [heading],
    paragraphs,
    lines.map(({ title, detail, amount }) =>
      [title, detail, amount].filter((text) => text !== '').join(', '),
    ),
    totals.map(({ label, amount }) => `${label}: ${amount}`),
    facts.map(({ label, lines: told }) => `${label}: ${told.join(', ')}`),
    [`${action.label}: ${action.url}`],
    [shop, ...(stop === null ? [] : [`${stop.label}: ${stop.url}`])],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** The same as a text message: one sentence and the way on, mostly within one segment. */
export const shortText = ({ shop, subject, action }: Content): string =>
  `${shop}: ${subject}. ${action.url}`;
