/** What accounts tell: ids only, since whoever needs a name or an address asks the account. */
import type { AccountId, SaleId } from '../kernel/ids.ts';

export const ACCOUNT_HAPPENINGS = [
  'registered',
  // That there is one: of those who did not register, and before its last event is forgotten.
  'kept',
  'verified',
  'reset_requested',
  'password_changed',
  'second_factor_changed',
  'identity_changed',
  'email_change_asked',
  'email_changed',
  'invited',
  'marketing_asked',
  'marketing_given',
] as const;
export type AccountHappening = (typeof ACCOUNT_HAPPENINGS)[number];

/** Somebody was invited to a tier of a sale. */
export type SaleInvited = {
  readonly type: 'account.sale_invited';
  readonly data: { readonly id: AccountId; readonly sale: SaleId; readonly tier: string };
};

export type AccountEvent =
  | {
      readonly type: `account.${AccountHappening}`;
      readonly data: { readonly id: AccountId };
    }
  | SaleInvited;
