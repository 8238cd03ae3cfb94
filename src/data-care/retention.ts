/** Forgets what is no longer needed, a bounded part in each run; rules.ts says when that is. */
import type { Milliseconds } from '../kernel/time.ts';
import type { DataCarePorts, OrderPlace } from './ports.ts';
import {
  LETTERS_KEPT_MS,
  NOTICES_KEPT_MS,
  ORDER_KEPT_YEARS,
  ordersKeptSince,
  UNPAID_KEPT_MS,
  yearOf,
} from './rules.ts';

const UNPAID_JOB = 'forget_unpaid';
const BOOK_JOB = 'forget_book';
const NOTICES_JOB = 'forget_notices';
/** Orders asked in a run, each an object request. */
const ORDERS_A_RUN = 100;
/** Object requests at once. */
const ACCOUNTS_AT_ONCE = 20;
const BEGINNING: OrderPlace = { placedAt: 0, id: '' };

/** Who ordered something that came to nothing; the order and its row stay. */
async function forgetUnpaid(ports: DataCarePorts, now: Milliseconds): Promise<void> {
  const place = (await ports.progress.read<OrderPlace>(UNPAID_JOB)) ?? BEGINNING;
  const found = await ports.lists.unpaidAfter(place, now - UNPAID_KEPT_MS, ORDERS_A_RUN);
  let done: OrderPlace | null = null;
  let waits = false;
  for (const at of found) {
    const forgotten = await ports.order(at.id, 'forget_person');
    // One that is at work now is asked again in the next run, so the place stays before it.
    if (!forgotten) ports.tell('error', 'person_not_forgotten', { order: at.id });
    waits ||= !forgotten;
    if (!waits) done = at;
  }
  if (done !== null) await ports.progress.write(UNPAID_JOB, done);
}

/**
 * Orders past the time that the law asks for: whom they were for, then their rows. True where none
 * of them is left.
 */
async function forgetOrders(ports: DataCarePorts, now: Milliseconds): Promise<boolean> {
  const before = ordersKeptSince(now);
  const found = await ports.lists.ordersAfter(BEGINNING, before, ORDERS_A_RUN);
  const forgotten: OrderPlace[] = [];
  for (const place of found) {
    if (await ports.order(place.id, 'forget_person')) forgotten.push(place);
  }
  await ports.lists.dropOrders(forgotten);
  return found.length < ORDERS_A_RUN && forgotten.length === found.length;
}

type Book = { readonly year: number; readonly after: number };

/** The buyers in the book of the year that has just become too old; its sums stay. */
async function forgetBuyers(ports: DataCarePorts, now: Milliseconds): Promise<void> {
  const year = yearOf(now) - ORDER_KEPT_YEARS - 1;
  const kept = await ports.progress.read<Book>(BOOK_JOB);
  const after = kept?.year === year ? kept.after : 0;
  const place = await ports.book(year, 'forget_person', after);
  if (place !== null) await ports.progress.write(BOOK_JOB, { year, after: place });
}

type NoticePlace = { readonly above: string };

/** Notes of mails: a walk over all of them, which begins anew at its end. */
async function forgetNotices(ports: DataCarePorts, now: Milliseconds): Promise<void> {
  const { above } = (await ports.progress.read<NoticePlace>(NOTICES_JOB)) ?? { above: '' };
  const last = (await ports.lists.forgetNotices(above, now - NOTICES_KEPT_MS)) ?? '';
  if (last !== above) await ports.progress.write(NOTICES_JOB, { above: last });
}

/**
 * The journal of years that are over. What data there is, the rotation of keys finds by the journal
 * alone: so each account whose last word is in a batch tells of itself anew before it goes.
 */
async function forgetJournal(ports: DataCarePorts, now: Milliseconds): Promise<void> {
  await ports.forgetJournal(ordersKeptSince(now), async (told) => {
    const last = new Map<string, number>();
    for (const { account, version } of told) {
      last.set(account, Math.max(version, last.get(account) ?? 0));
    }
    const all = [...last];
    for (let at = 0; at < all.length; at += ACCOUNTS_AT_ONCE) {
      const asked = all.slice(at, at + ACCOUNTS_AT_ONCE);
      await Promise.all(asked.map(([account, version]) => ports.keepAccount(account, version)));
    }
  });
}

/** Forgets some of everything that is due. */
export async function forget(ports: DataCarePorts, now: Milliseconds): Promise<void> {
  await forgetUnpaid(ports, now);
  const noneLeft = await forgetOrders(ports, now);
  await forgetBuyers(ports, now);
  await ports.lists.forgetLetters(now - LETTERS_KEPT_MS);
  await forgetNotices(ports, now);
  // An order that still says who ordered must be found by the journal.
  if (noneLeft) await forgetJournal(ports, now);
}
