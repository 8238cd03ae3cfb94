/** Who sends which letter: a claim lets one sender through; a settled letter is not sent again. */
import type { Milliseconds } from '../kernel/time.ts';

export const NOTICE_STATES = ['sending', 'waiting', 'sent', 'dead'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

export type Claim =
  /** It is the caller's to send, for the `attempts`th time. */
  | { readonly kind: 'claimed'; readonly attempts: number }
  /** It was sent, or given up for good. */
  | { readonly kind: 'settled' }
  /** Another try is under way or not due yet. */
  | { readonly kind: 'busy' };

export type Claiming = {
  readonly now: Milliseconds;
  readonly leaseUntil: Milliseconds;
  readonly again: boolean;
};

export type Settlement = {
  readonly state: Exclude<NoticeState, 'sending'>;
  readonly notBefore: Milliseconds;
  readonly detail: string;
};

export type NoticeLedger = {
  /**
   * Claims a letter until `leaseUntil`, by which its sender has settled it or is gone. One that was
   * given up is claimed only where `again` asks for it, and its tries are counted anew.
   */
  claim(key: string, claiming: Claiming): Promise<Claim>;
  /** Records what became of a claimed letter; `waiting` is tried again from `notBefore` on. */
  settle(key: string, settlement: Settlement, now: Milliseconds): Promise<void>;
};
