/** How mails and text messages leave the shop, whoever carries them. */
import type { Milliseconds } from '../kernel/time.ts';

export type Mail = {
  /** Names the notice at the provider, so that its reports can be matched. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Ends mails of this kind when it is posted to, as RFC 8058 has it; null where none ends. */
  readonly unsubscribe: string | null;
};

export type TextMessage = { readonly to: string; readonly body: string };

/**
 * What became of it. `refused` is for good. `unknown` may have been sent: neither provider knows a
 * key that would make a second try harmless, so a try after a time-out may, rarely, send it twice.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly reference: string }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly code: string; readonly waitMs: Milliseconds | null };

export type Messenger = {
  mail(mail: Mail): Promise<SendOutcome>;
  text(message: TextMessage): Promise<SendOutcome>;
};
