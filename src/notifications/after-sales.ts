/** What is written to a buyer whose goods or money come back. */
import type { Words, Shop } from './content.ts';
import type { OrderLetter } from './letters.ts';
import { showMoney } from './words.ts';

export type AfterSalesKind = Extract<OrderLetter['kind'], `return_${string}` | `refund_${string}`>;

/** Banks' own words for how long a refund takes to show. */
const BANKS = 'Banks take up to ten days to show it.';

/** Subject, heading and text of a letter about a refund or a return. */
export function afterSalesWords(
  kind: AfterSalesKind,
  { order, refund, returned }: OrderLetter,
  shop: Shop,
): Words {
  const { number } = order;
  const amount = refund === null ? null : showMoney(refund.amount);
  const button = 'See your order';
  switch (kind) {
    case 'refund_issued':
      return {
        subject: `A refund for your ${shop.name} order ${number}`,
        heading: 'Money is on its way back',
        paragraphs: [`We have refunded ${amount ?? 'you'} the way you paid. ${BANKS}`],
        button,
      };
    case 'return_approved':
      return {
        subject: `You can send back your ${shop.name} order ${number}`,
        heading: 'Send it back to us',
        paragraphs: [
          'We take these back. Pack them well and write the number of your order on the parcel; ' +
            'once they have arrived, we refund you.',
        ],
        button,
      };
    case 'return_refunded':
      return {
        subject: `Your return for ${shop.name} order ${number} has arrived`,
        heading: 'It has arrived, thank you',
        paragraphs: [
          amount === null
            ? 'We have received what you sent back. It was refunded before.'
            : `We have received what you sent back and refunded ${amount}. ${BANKS}`,
        ],
        button,
      };
    case 'return_refused':
      return {
        subject: `Your return for ${shop.name} order ${number}`,
        heading: 'We cannot take this back',
        paragraphs: [returned?.note ?? 'Write to us if you think that we are wrong.'],
        button,
      };
  }
}
