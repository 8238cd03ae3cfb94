/** The address book: what is saved, what is used by default, and the form of one address. */
import type { AddressBook, AddressUse, SavedAddress } from '../customers/addresses.ts';
import type { AccountFacts } from '../customers/port.ts';
import { AccountFrame, BOOK_PATH } from './account-frame.tsx';
import { AddressFields } from './address-fields.tsx';
import type { AddressField, AddressValues } from './address-form.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export type Faults = Readonly<Partial<Record<AddressField, string>>>;

export type DraftAddress = {
  readonly values: AddressValues;
  /** What is wrong with it, by field. */
  readonly faults: Faults;
  /** The saved address that it replaces; null for a new one. */
  readonly id: string | null;
};

export type BookProps = {
  readonly shop: Shop;
  readonly facts: AccountFacts;
  readonly problem: string | null;
  readonly done: string | null;
  readonly draft: DraftAddress;
  /** True where the form is what the page is about. */
  readonly editing: boolean;
};

const USES = ['shipping', 'billing'] as const;
export const addressPath = (id: string): string => `${BOOK_PATH}/${encodeURIComponent(id)}`;

function Lines({ address }: { address: SavedAddress }) {
  const { t } = useShop().locale;
  const { name, line1, line2, postalCode, city, region, country } = address;
  const lines = [name, line1, line2, `${postalCode} ${city}`, region, t.countryName(country)];
  return (
    <address>
      {lines
        .filter((line) => line !== null && line !== '')
        .map((line) => (
          <span>{line}</span>
        ))}
    </address>
  );
}

function Default({ address, book, use }: CardProps & { use: AddressUse }) {
  const { account } = useShop().locale.t;
  if (book.defaults[use] === address.id) return <li class="chosen">{account.defaults[use]}</li>;
  return (
    <li>
      <form method="post" action={`${addressPath(address.id)}/default`}>
        <button class="link" name="use" value={use}>
          {account.chooseDefault[use]}
        </button>
      </form>
    </li>
  );
}

type CardProps = { address: SavedAddress; book: AddressBook };

function Card({ address, book }: CardProps) {
  const { account } = useShop().locale.t;
  const about = [address.name, address.line1].join(', ');
  return (
    <li class="saved-address">
      <Lines address={address} />
      <ul class="uses">
        {USES.map((use) => (
          <Default address={address} book={book} use={use} />
        ))}
      </ul>
      <div class="row-actions">
        <a class="button quiet" href={addressPath(address.id)}>
          {account.edit}
          <span class="hidden"> {about}</span>
        </a>
        <form method="post" action={`${addressPath(address.id)}/remove`}>
          <button class="button quiet">
            {account.remove}
            <span class="hidden"> {about}</span>
          </button>
        </form>
      </div>
    </li>
  );
}

function AddressForm({ draft, book }: { draft: DraftAddress; book: AddressBook }) {
  const { account } = useShop().locale.t;
  const { id, values } = draft;
  const faults: Readonly<Record<string, string>> = draft.faults;
  const problemOf = (name: string): string | null => faults[name] ?? null;
  return (
    <form
      class="form-part"
      method="post"
      action={id === null ? BOOK_PATH : addressPath(id)}
      novalidate
    >
      <AddressFields values={values} problemOf={problemOf} section="shipping" />
      {USES.filter((use) => id === null || book.defaults[use] !== id).map((use) => (
        <label class="choice">
          <input type="checkbox" name={`default_${use}`} value="on" />
          {account.makeDefault[use]}
        </label>
      ))}
      <p class="row-actions">
        <button class="button">{account.saveAddress}</button>
        {id === null ? null : (
          <a class="button quiet" href={BOOK_PATH}>
            {account.keepAsIs}
          </a>
        )}
      </p>
    </form>
  );
}

/** The page of the book, or of one address that is changed. */
export function AddressBookPage({ shop, facts, problem, done, draft, editing }: BookProps) {
  const { account } = shop.locale.t;
  const { book } = facts;
  if (draft.id !== null) {
    return (
      <AccountFrame {...{ shop, facts, problem, done }} here={BOOK_PATH}>
        <section aria-labelledby="address">
          <h2 id="address">{account.editAddress}</h2>
          <AddressForm draft={draft} book={book} />
        </section>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame {...{ shop, facts, problem, done }} here={BOOK_PATH}>
      <section aria-labelledby="addresses">
        <h2 id="addresses">{account.addresses}</h2>
        <p class="muted">
          {book.addresses.length === 0 ? account.noAddresses : account.addressesLead}
        </p>
        <ul class="saved-addresses">
          {book.addresses.map((address) => (
            <Card address={address} book={book} />
          ))}
        </ul>
        <details open={editing || book.addresses.length === 0}>
          <summary>{account.addAddress}</summary>
          <AddressForm draft={draft} book={book} />
        </details>
      </section>
    </AccountFrame>
  );
}
