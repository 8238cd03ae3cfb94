/** What the letter says that invites somebody to a sale. */

import type { Content, Shop } from './content.ts';
import type { SaleLetter } from './letters.ts';
import { showTime } from './words.ts';

/** The content of an invitation to a sale's tier. */
export function saleContent({ name, invitation }: SaleLetter, shop: Shop): Content {
  const { sale, opensAt, startsAt, link } = invitation;
  return {
    shop: shop.name,
    subject: `You are invited: ${sale}`,
    heading: 'A place is kept for you',
    paragraphs: [
      name === '' ? 'Hello,' : `Hello ${name},`,
      `${sale} is sold through a waiting room, and you are called sooner than others are. Open ` +
        'the link where you are signed in with this address, and take your ticket: the room ' +
        'opens an hour before the start. The invitation is for your account alone.',
    ],
    lines: [],
    totals: [],
    facts: [
      { label: 'Starts', lines: [showTime(startsAt)] },
      { label: 'Room opens', lines: [showTime(opensAt)] },
    ],
    action: { label: 'To the waiting room', url: link },
    stop: null,
  };
}
