/**
 * Tells people what happened, each thing once: claims a letter, sends it, records the outcome. The
 * owner of the events is told last, so what was not sent is sent again by it, whatever got lost.
 */
import { asOrderId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/random.ts';
import { HOUR_MS, SECOND_MS } from '../kernel/time.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { OrderPort } from '../orders/port.ts';
import type { NoticeLedger } from './ledger.ts';
import { accountLetters, orderLetters, saleLetters, stockLetters } from './letters.ts';
import type { AccountReader, Letter, Merchant, SaleReader } from './letters.ts';
import type { Mail, Messenger, SendOutcome, TextMessage } from './messenger.ts';
import type { Notice, NotificationMessage } from './notice.ts';

export type NotificationPorts = {
  readonly orders: Pick<OrderPort, 'view'>;
  readonly accounts: AccountReader;
  readonly sales: SaleReader;
  readonly ledger: NoticeLedger;
  readonly messenger: Messenger;
  readonly merchant: Merchant;
  readonly write: {
    mail(letter: Letter): Promise<Mail>;
    text(letter: Letter): TextMessage;
  };
  readonly acknowledge: (
    owner: NotificationMessage['owner'],
    receipts: readonly string[],
  ) => Promise<void>;
  /** Keeps a message that asks for a letter which is given up. */
  readonly bury: (message: NotificationMessage, letter: string, reason: string) => Promise<void>;
  readonly clock: Clock;
};

/** What is to become of a message: done with, tried again later, or left to who has it already. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: Milliseconds }
  | { readonly kind: 'left' };

/** By then a sender has settled its letter or is gone: its provider is given 10 s to answer. */
const LEASE_MS = 20 * SECOND_MS;
/** Tries of one letter: with the waits below some two hours. The queue itself allows a few more. */
export const MAX_ATTEMPTS = 12;
const RETRY_BASE_MS = 5 * SECOND_MS;
const RETRY_MOST_MS = HOUR_MS;

/** Wait after the `attempts`th try; doubled each time, and what the provider asks for at least. */
export const waitAfter = (attempts: number, asked: Milliseconds | null): Milliseconds =>
  Math.min(Math.max(RETRY_BASE_MS * 2 ** (attempts - 1), asked ?? 0), RETRY_MOST_MS);

/** Acts on one message, then tells the owner of its events. Done again it does no harm. */
export async function tell(
  message: NotificationMessage,
  ports: NotificationPorts,
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const notice of message.notices) {
    for (const letter of await lettersOf(notice, ports)) {
      verdicts.push(await deliver(letter, { ...message, notices: [notice] }, ports));
    }
  }
  const waits = verdicts.flatMap((verdict) => (verdict.kind === 'retry' ? verdict.afterMs : []));
  if (waits.length > 0) return { kind: 'retry', afterMs: Math.min(...waits) };
  if (verdicts.some(({ kind }) => kind === 'left')) return { kind: 'left' };
  await ports.acknowledge(message.owner, message.receipts);
  return { kind: 'done' };
}

async function lettersOf(notice: Notice, ports: NotificationPorts): Promise<Letter[]> {
  if (notice.kind === 'low_stock') return stockLetters(notice, ports.merchant);
  if (notice.kind === 'sale_invitation') return saleLetters(notice, ports.accounts, ports.sales);
  if ('account' in notice) return accountLetters(notice, ports.accounts);
  const id = asOrderId(notice.order);
  const placed = id === null ? null : await ports.orders.view(id);
  return placed === null ? [] : orderLetters(notice, placed.order);
}

/** Sends a letter that `message`, with its one notice, asks for. */
async function deliver(
  letter: Letter,
  message: NotificationMessage,
  ports: NotificationPorts,
): Promise<Verdict> {
  const { ledger, clock } = ports;
  const { key } = letter;
  const asked = { now: clock(), leaseUntil: clock() + LEASE_MS, again: message.again === true };
  const claim = await ledger.claim(key, asked);
  if (claim.kind === 'settled') return { kind: 'done' };
  if (claim.kind === 'busy') return { kind: 'left' };
  const outcome = await send(letter, ports);
  const now = clock();
  if (outcome.kind === 'sent') {
    await ledger.settle(key, { state: 'sent', notBefore: now, detail: outcome.reference }, now);
    return { kind: 'done' };
  }
  const detail = outcome.code;
  if (outcome.kind === 'unknown' && claim.attempts < MAX_ATTEMPTS) {
    const afterMs = waitAfter(claim.attempts, outcome.waitMs);
    await ledger.settle(key, { state: 'waiting', notBefore: now + afterMs, detail }, now);
    return { kind: 'retry', afterMs };
  }
  await ports.bury({ ...message, receipts: [], again: true }, key, detail);
  await ledger.settle(key, { state: 'dead', notBefore: now, detail }, now);
  return { kind: 'done' };
}

async function send(letter: Letter, { messenger, write }: NotificationPorts): Promise<SendOutcome> {
  return letter.channel === 'sms'
    ? messenger.text(write.text(letter))
    : messenger.mail(await write.mail(letter));
}
