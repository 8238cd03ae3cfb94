/** What the care for data reaches: objects that hold some, and lists by which they are found. */
import type { Milliseconds } from '../kernel/time.ts';
import type { DataCare } from '../orders/care.ts';

/** A place in the list of orders, which is by time and id. */
export type OrderPlace = { readonly placedAt: Milliseconds; readonly id: string };

export type Holder = { readonly kind: 'order' | 'account'; readonly name: string };

/** An account as an event told of it. */
export type Told = { readonly account: string; readonly version: number };

export type DataCarePorts = {
  /** Seals anew, or forgets, what an order knows of who ordered; true where it did. */
  readonly order: (id: string, what: DataCare) => Promise<boolean>;
  readonly resealAccount: (id: string) => Promise<boolean>;
  /**
   * The same for a book of invoices, by pages: the last place looked at, or null at its end. A book
   * that nobody wrote to is at its end.
   */
  readonly book: (year: number, what: DataCare, after: number) => Promise<number | null>;
  /** Who told the next events of the journal, and the key to read on from. */
  readonly holdersAfter: (key: string | null) => Promise<{
    readonly holders: readonly Holder[];
    readonly last: string | null;
    done: boolean;
  }>;
  readonly lists: DataCareLists;
  /** Lets an account tell of itself anew, where what it told last is of this version or before. */
  readonly keepAccount: (id: string, version: number) => Promise<void>;
  /**
   * Deletes some batches of the journal written before `at`, once `heed` is done with the accounts
   * that they tell of.
   */
  readonly forgetJournal: (
    at: Milliseconds,
    heed: (told: readonly Told[]) => Promise<void>,
  ) => Promise<void>;
  /** Where a job has come to, under its name. */
  readonly progress: {
    /** What was written under that name. */
    read<T>(job: string): Promise<T | null>;
    write(job: string, value: object): Promise<void>;
  };
  /** Name of the key that seals now. */
  readonly kid: string;
  readonly tell: (
    level: 'info' | 'error',
    event: string,
    fields: Readonly<Record<string, string | number>>,
  ) => void;
};

export type DataCareLists = {
  /** Orders that ended unpaid, placed after one place and before a moment, oldest first. */
  unpaidAfter(place: OrderPlace, before: Milliseconds, limit: number): Promise<OrderPlace[]>;
  ordersAfter(place: OrderPlace, before: Milliseconds, limit: number): Promise<OrderPlace[]>;
  dropOrders(places: readonly OrderPlace[]): Promise<void>;
  /** Deletes some dead letters that were settled before a moment. */
  forgetLetters(before: Milliseconds): Promise<void>;
  /** Deletes the old ones of the next notes of mails above a key; the last key, null at the end. */
  forgetNotices(above: string, before: Milliseconds): Promise<string | null>;
};
