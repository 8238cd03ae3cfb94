/**
 * Mails invitations: each goes by the outbox of the account that is invited, so no list of
 * addresses is kept, and nobody is mailed twice for the same tier of a sale.
 */
import type { AccountId, SaleId } from '../kernel/ids.ts';

export type InvitingDependencies = {
  /** The account of an address; null where there is none. */
  readonly accountOf: (email: string) => Promise<AccountId | null>;
  readonly inviteToSale: (account: AccountId, sale: SaleId, tier: string) => Promise<void>;
};

/** Answers which of the addresses have an account, and so are mailed. */
export type MailInvitations = (
  sale: SaleId,
  tier: string,
  emails: readonly string[],
) => Promise<ReadonlySet<string>>;

/** Each asks two objects, and a request may ask a thousand times. */
export const MAX_MAILED = 400;
const AT_ONCE = 20;

/** Mails invitations to the accounts of addresses. */
export const mailInvitations =
  ({ accountOf, inviteToSale }: InvitingDependencies): MailInvitations =>
  async (sale, tier, emails) => {
    const mailed = new Set<string>();
    const invite = async (email: string): Promise<void> => {
      const account = await accountOf(email);
      if (account === null) return;
      await inviteToSale(account, sale, tier);
      mailed.add(email);
    };
    for (let at = 0; at < emails.length; at += AT_ONCE) {
      await Promise.all(emails.slice(at, at + AT_ONCE).map(invite));
    }
    return mailed;
  };
