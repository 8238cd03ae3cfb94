/** Every word of a drop and of its waiting room, in English; a part of `en.ts`. */
import { count, digits } from './en-plurals.ts';

const MINUTE_S = 60;

/** `12`, or `10 to 14`. */
const range = (from: number, to: number): string =>
  from === to ? digits(to) : `${digits(from)} to ${digits(to)}`;

export const sale = {
  drop: 'Drop',
  when: 'Starts',
  onNow: 'On now',
  untilStart: 'Time until the drop starts',
  untilDraw: 'Time until the draw',
  untilTold: 'Time until you know your place',
  passLeft: 'Time left to order',
  units: { days: 'days', hours: 'hours', minutes: 'min', seconds: 'sec' },
  toRoom: 'To the waiting room',
  joinNow: 'Join the line',
  lead: 'Few pieces, a fair draw, and nobody is quicker than the others.',
  soldThere: 'Sold through its waiting room',
  soldThereLead: 'From its start on, this piece is sold to those whose turn it is.',
  runningLead: 'This piece is being sold right now to those whose turn it is.',
  priceThere: (price: string) => `${price} for who is let in`,
  priceInside: (price: string) =>
    `Inside, each piece costs ${price}: the checkout takes it off while your time lasts.`,
  goods: 'In this drop',
  choose: 'Choose it',
  perBuyer: (n: number) => `${count(n, 'piece', 'pieces')} for each customer`,
  steps: ['Ticket', 'Draw', 'Line', 'Your turn'],
  saved: 'Your place is kept in this browser: reload, close the tab or come back as you like.',
  renews: 'This page renews itself.',

  early: {
    title: 'Not open yet',
    lead: 'The waiting room opens at',
    fair: 'Everybody who takes a ticket before the draw has the same chance. No need to be first.',
  },
  join: {
    title: 'Take a ticket for the draw',
    lead: 'All tickets taken until then are drawn in random order, at',
    titleLate: 'The drop is on',
    leadLate: 'Take a ticket to join the line. Those who came together are drawn in random order.',
    take: 'Take a ticket',
    taking: 'Proving that you are no program …',
    waiting: (n: number) => `${digits(n)} waiting now`,
    invited: 'You are invited: your ticket is drawn among fewer.',
    invitedSignIn: 'Your invitation belongs to an account. Sign in with it first.',
    account: 'This drop is for accounts: one ticket each, whatever the number of devices.',
    signIn: 'Sign in to take a ticket',
    work: 'Your device solves a small puzzle for it, a second or two.',
    workScript: 'To show that you are no program, switch JavaScript on.',
  },
  drawing: {
    title: 'You have a ticket',
    lead: 'Places are drawn at random. You will know yours at',
    late: 'The tickets of the last seconds are being mixed. You will know your place at',
  },
  waiting: {
    title: 'You are in the line',
    first: 'You are next',
    ahead: (from: number, to: number) => range(from, to),
    aheadWords: (to: number) => (to === 1 ? 'person before you' : 'people before you'),
    time: 'Expected wait',
    shut: 'Nobody is let in right now',
    unknown: 'The line has not moved during the last minute, so there is nothing to reckon by.',
    span(fromS: number, toS: number): string {
      const from = Math.floor(fromS / MINUTE_S);
      const to = Math.max(1, Math.ceil(toS / MINUTE_S));
      if (from === 0) return to === 1 ? 'Less than a minute' : `Up to ${to} minutes`;
      return from === to ? count(to, 'minute', 'minutes') : `${from} to ${to} minutes`;
    },
    pace: 'Pace',
    paceWords: (n: number, moved: number) =>
      `${digits(n)} let in and ${count(moved, 'place', 'places')} moved in the last minute`,
    chance: 'Pieces left for you',
    chances: {
      likely: 'Likely: more are left than people before you',
      uncertain: 'Uncertain: it depends on how many before you buy',
      unlikely: 'Unlikely: fewer are left than people before you',
    },
    said: (from: number, to: number) => `${range(from, to)} people before you.`,
    basis:
      'A range, since the pace changes and not everybody before you will buy. Places of people ' +
      'who left, and further tickets of one account, are passed over.',
  },
  turn: {
    title: 'It is your turn',
    lead: 'Go in when you are ready. You then have ten minutes to place your order.',
    shut: 'You can go in as soon as it goes on or something comes back. This page looks itself.',
    enter: 'Go in',
    entering: 'The door opens …',
  },
  inside: {
    title: 'You are in',
    lead: 'Choose your piece and place the order before the time is over.',
    toCart: 'To the cart',
  },
  bought: {
    title: 'You have ordered',
    lead: 'Your order of this drop is placed. If it is not paid in time, your place comes back.',
  },
  soldOut: {
    title: 'Sold out',
    lead: 'All of it is sold, and nothing will come back. Who has ordered keeps the order.',
    more: 'See what else is new',
  },
  over: { title: 'This drop is over', lead: 'Thank you for coming by.' },
  paused: 'The drop is paused. Your place is kept; it goes on by itself.',
  pausedJoin: 'The drop is paused. A ticket that you take now counts when it goes on.',
  held: 'All that is left is being paid right now; some of it may come back.',

  problems: {
    unknown_sale: 'There is no such drop.',
    network_full: 'As many people as may have come in from your network address.',
    sale_over: 'This drop is over.',
    sold_out: 'All of it is sold.',
    too_early: 'The waiting room is not open yet.',
    account_required: 'Sign in to take a ticket. Your e-mail address must be confirmed.',
    proof_required: 'We could not see that you are no program. Please try once more.',
    too_fast: 'Too many tickets were taken from here. Wait a minute, then try again.',
    denied: 'No tickets are given to this network.',
    invitation_invalid: 'This invitation is not for you. Take a ticket without it.',
    ticket_invalid: 'Your ticket is no longer good. Take another one.',
    ticket_of_another: 'This ticket was given to somebody else.',
    not_your_turn: 'It is not your turn yet.',
    wait: 'Many go in right now. Press again in a moment.',
    paused: 'The drop is paused. Your place is kept; it goes on by itself.',
    held: 'All that is left is being paid right now; some of it may come back.',
    bought: 'You have an order of this drop.',
  },
} as const;
