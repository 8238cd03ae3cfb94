/** Accounts in the API's shape. */
import { rfc3339 } from '../kernel/time.ts';
import type { SessionId } from '../kernel/ids.ts';
import type { Session } from './sessions.ts';
import type { AddressBook, SavedAddress } from './addresses.ts';
import type { AccountFacts } from './port.ts';

export type AccountView = {
  id: string;
  email: string;
  name: string;
  email_verified: boolean;
  created_at: string;
  phone: string | null;
  locale: string;
  currency: string;
  marketing: 'none' | 'asked' | 'given';
};

export type AddressView = {
  id: string;
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postal_code: string;
  country: string;
  is_default_shipping: boolean;
  is_default_billing: boolean;
};

export type SessionView = {
  id: string;
  device: string;
  created_at: string;
  used_at: string;
  /** True for the one that asks. */
  current: boolean;
};

export const accountView = (facts: AccountFacts): AccountView => ({
  id: facts.id,
  email: facts.email,
  name: facts.name,
  email_verified: facts.verifiedAt !== null,
  created_at: rfc3339(facts.createdAt),
  phone: facts.phone,
  locale: facts.locale,
  currency: facts.currency,
  marketing: facts.marketing.state,
});

export const addressView = (
  { postalCode, ...address }: SavedAddress,
  { defaults }: AddressBook,
): AddressView => ({
  ...address,
  postal_code: postalCode,
  is_default_shipping: defaults.shipping === address.id,
  is_default_billing: defaults.billing === address.id,
});

/** The book as it is listed. */
export const bookView = (book: AddressBook): AddressView[] =>
  book.addresses.map((address) => addressView(address, book));

export const sessionView = (session: Session, own: SessionId): SessionView => ({
  id: session.id,
  device: session.device,
  created_at: rfc3339(session.createdAt),
  used_at: rfc3339(session.usedAt),
  current: session.id === own,
});
