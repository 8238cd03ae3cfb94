/** What people change about themselves. */
import { unreachable } from '../kernel/assert.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { AccountState, Marketing } from './account.ts';
import { chooseDefault, NO_DEFAULTS, removeAddress, saveAddress } from './addresses.ts';
import type { AddressBook, AddressRefusal } from './addresses.ts';
import type { AccountChange } from './port.ts';
import { NO_SECOND_FACTOR } from './second-factor.ts';

type Profile = Extract<AccountChange, { kind: 'profile' }>;

/** E.164: a plus, the country and at most 15 digits. */
const PHONE = /^\+[1-9]\d{6,14}$/;
/** A language, and maybe a country to write it as. */
const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/;

/** A phone number as it is kept, without what people part its digits with; null for none. */
export function normalPhone(text: string): string | null {
  const number = text.replaceAll(/[\s()./-]/g, '');
  return PHONE.test(number) ? number : null;
}

/** True for a code such as `en` or `de-AT`. */
export const isLanguage = (text: string): boolean => LANGUAGE.test(text);

/** The account after a change. */
export function changed(
  state: AccountState,
  change: AccountChange,
  now: Milliseconds,
): Result<AccountState, AddressRefusal> {
  switch (change.kind) {
    case 'profile':
      return ok(withProfile(state, change, now));
    case 'cart':
      return ok({ ...state, cart: change.cart });
    case 'link_identity': {
      const { identity } = change;
      const others = state.identities.filter((known) => known.provider !== identity.provider);
      return ok({ ...state, identities: [...others, identity] });
    }
    case 'unlink_identity': {
      const identities = state.identities.filter(({ provider }) => provider !== change.provider);
      return ok({ ...state, identities });
    }
    case 'confirm_marketing':
      // Somebody who has changed their mind since the mail is not asked back in by it.
      return ok(
        state.marketing.state === 'asked'
          ? { ...state, marketing: { state: 'given', at: now } }
          : state,
      );
    case 'strip':
      return ok({
        ...state,
        secondFactor: NO_SECOND_FACTOR,
        identities: [],
        sessions: [],
        phone: null,
        book: { addresses: [], defaults: NO_DEFAULTS },
        cart: null,
      });
    case 'save_address':
      return withBook(state, saveAddress(state.book, change.address, change.defaultFor));
    case 'choose_default':
      return withBook(state, chooseDefault(state.book, change.id, change.defaultFor));
    case 'remove_address':
      return withBook(state, removeAddress(state.book, change.id));
    default:
      return unreachable(change);
  }
}

const withBook = (
  state: AccountState,
  book: Result<AddressBook, AddressRefusal>,
): Result<AccountState, AddressRefusal> => (book.ok ? ok({ ...state, book: book.value }) : book);

function withProfile(state: AccountState, wanted: Profile, now: Milliseconds): AccountState {
  return {
    ...state,
    name: wanted.name ?? state.name,
    phone: wanted.phone === undefined ? state.phone : wanted.phone,
    locale: wanted.locale ?? state.locale,
    currency: wanted.currency ?? state.currency,
    marketing: consent(state.marketing, wanted.marketing, now),
  };
}

/** Consent counts once it was confirmed from the mail; taking it back counts at once. */
function consent(known: Marketing, wanted: boolean | undefined, now: Milliseconds): Marketing {
  if (wanted === undefined || wanted === (known.state !== 'none')) return known;
  return { state: wanted ? 'asked' : 'none', at: now };
}
