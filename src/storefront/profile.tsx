/** Who somebody is to the shop, in which language and currency, and whether news are mailed. */
import type { Marketing } from '../customers/account.ts';
import type { AccountFacts } from '../customers/port.ts';
import { CURRENCIES } from '../kernel/money.ts';
import { rfc3339 } from '../kernel/time.ts';
import { AccountFrame, PROFILE_PATH } from './account-frame.tsx';
import { describedBy, FieldProblem } from './address-fields.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const PROFILE_FIELDS = ['name', 'phone', 'locale', 'currency'] as const;
export type ProfileField = (typeof PROFILE_FIELDS)[number];
export type ProfileValues = Readonly<Record<ProfileField, string>>;

export type ProfileProps = {
  readonly shop: Shop;
  readonly facts: AccountFacts;
  readonly problem: string | null;
  readonly done: string | null;
  readonly values: ProfileValues;
  readonly faults: readonly ProfileField[];
};

/** Languages to choose from; one that was chosen by the API stays. */
const LANGUAGES = ['en', 'de', 'fr', 'it', 'es', 'nl', 'pl', 'pt', 'da', 'sv', 'fi', 'cs'] as const;

type FieldsProps = Pick<ProfileProps, 'values' | 'faults'>;

type TextProps = FieldsProps & {
  readonly name: 'name' | 'phone';
  readonly hint?: string;
  readonly type: 'text' | 'tel';
};

function TextPart({ name, values, faults, hint, type }: TextProps) {
  const { account } = useShop().locale.t;
  const faulty = faults.includes(name);
  return (
    <div class="field">
      <label for={name}>{account.fields[name]}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={values[name]}
        maxlength={type === 'tel' ? 40 : 100}
        autocomplete={type === 'tel' ? 'tel' : 'name'}
        required={type === 'text'}
        aria-invalid={faulty ? 'true' : undefined}
        aria-describedby={describedBy(
          hint === undefined ? null : `${name}-hint`,
          faulty ? `${name}-problem` : null,
        )}
      />
      {hint === undefined ? null : (
        <p class="muted small" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldProblem id={name} words={faulty ? account.profileProblems[name] : null} />
    </div>
  );
}

type SelectProps = {
  readonly name: 'locale' | 'currency';
  readonly chosen: string;
  readonly codes: readonly string[];
  readonly nameOf: (code: string) => string;
  readonly hint: string;
};

function Select({ name, chosen, codes, nameOf, hint }: SelectProps) {
  const { account } = useShop().locale.t;
  return (
    <div class="field half">
      <label for={name}>{account.fields[name]}</label>
      <select id={name} name={name} aria-describedby={`${name}-hint`}>
        {(codes.includes(chosen) ? codes : [...codes, chosen]).map((code) => (
          <option value={code} selected={code === chosen}>
            {nameOf(code)}
          </option>
        ))}
      </select>
      <p class="muted small" id={`${name}-hint`}>
        {hint}
      </p>
    </div>
  );
}

function Person({ values, faults }: FieldsProps) {
  const { t } = useShop().locale;
  const { account } = t;
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{account.profile}</h2>
      <form class="form-part" method="post" action={PROFILE_PATH} novalidate>
        <TextPart name="name" type="text" values={values} faults={faults} />
        <TextPart
          name="phone"
          type="tel"
          hint={account.phoneHint}
          values={values}
          faults={faults}
        />
        <Select
          name="locale"
          chosen={values.locale}
          codes={LANGUAGES}
          nameOf={t.languageName}
          hint={account.localeHint}
        />
        <Select
          name="currency"
          chosen={values.currency}
          codes={CURRENCIES}
          nameOf={t.currencyName}
          hint={account.currencyHint}
        />
        <p>
          <button class="button">{account.saveProfile}</button>
        </p>
      </form>
    </section>
  );
}

function News({ marketing, email }: { marketing: Marketing; email: string }) {
  const { locale } = useShop();
  const { news } = locale.t.account;
  const since = locale.date(rfc3339(marketing.at));
  const told = { none: news.none, asked: news.asked(email), given: news.given(since) };
  return (
    <section aria-labelledby="news">
      <h2 id="news">{news.title}</h2>
      <p data-news={marketing.state}>{told[marketing.state]}</p>
      <form class="row-actions" method="post" action={`${PROFILE_PATH}/news`}>
        {marketing.state === 'given' ? null : (
          <button class="button quiet" name="wish" value="ask">
            {marketing.state === 'none' ? news.ask : news.askAgain}
          </button>
        )}
        {marketing.state === 'none' ? null : (
          <button class="button quiet" name="wish" value="stop">
            {marketing.state === 'asked' ? news.takeBack : news.stop}
          </button>
        )}
      </form>
    </section>
  );
}

/** The page of the profile. */
export const ProfilePage = ({ shop, facts, problem, done, values, faults }: ProfileProps) => (
  <AccountFrame {...{ shop, facts, problem, done }} here={PROFILE_PATH}>
    <Person values={values} faults={faults} />
    <News marketing={facts.marketing} email={facts.email} />
  </AccountFrame>
);
