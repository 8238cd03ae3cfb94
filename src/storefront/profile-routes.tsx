/** The profile's page: who somebody is, and whether news are mailed to them. */
import type { Context } from 'hono';
import { isLanguage, normalPhone } from '../customers/profile.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { mayAskForMail } from '../http/guards.ts';
import { signedIn } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { isCurrency } from '../kernel/money.ts';
import { PROFILE_PATH } from './account-frame.tsx';
import { ADDRESS_LENGTHS } from './address-form.ts';
import { fieldsOf } from './cart-routes.tsx';
import { english } from './locale.ts';
import { ProfilePage } from './profile.tsx';
import type { ProfileField, ProfileValues } from './profile.tsx';
import { privatePage, shopOf } from './render.ts';
import { toSignIn } from './sign-in-routes.tsx';

export const profileRoutes = newRouter();

const { account } = english.t;
const DONE: ReadonlyMap<string | undefined, string> = new Map(Object.entries(account.profileDone));

type Told = {
  readonly problem: string;
  readonly values?: ProfileValues;
  readonly faults?: readonly ProfileField[];
  readonly status: 400 | 429;
};

async function show(c: Context<AppEnv>, { facts }: Signed, told?: Told): Promise<Response> {
  const { name, phone, locale, currency } = facts;
  const values = told?.values ?? { name, phone: phone ?? '', locale, currency };
  const page = (
    <ProfilePage
      shop={await shopOf(c)}
      facts={facts}
      problem={told?.problem ?? null}
      done={told === undefined ? (DONE.get(c.req.query('done')) ?? null) : null}
      values={values}
      faults={told?.faults ?? []}
    />
  );
  return privatePage(c, page, told?.status ?? 200);
}

const saved = (c: Context<AppEnv>, what: keyof typeof account.profileDone): Response =>
  c.redirect(`${PROFILE_PATH}?done=${what}`, 303);

profileRoutes.get(PROFILE_PATH, async (c) => {
  const signed = await signedIn(c);
  return signed === null ? toSignIn(c) : show(c, signed);
});

profileRoutes.post(PROFILE_PATH, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const fields = await fieldsOf(c);
  const value = (field: ProfileField): string => (fields.get(field) ?? '').trim();
  const values = {
    ...{ name: value('name'), phone: value('phone') },
    ...{ locale: value('locale'), currency: value('currency') },
  };
  const { name, locale, currency } = values;
  const phone = values.phone === '' ? null : normalPhone(values.phone);
  const faults: ProfileField[] = [
    ...(name === '' || name.length > ADDRESS_LENGTHS.name ? (['name'] as const) : []),
    ...(values.phone !== '' && phone === null ? (['phone'] as const) : []),
    ...(isLanguage(locale) ? [] : (['locale'] as const)),
    ...(isCurrency(currency) ? [] : (['currency'] as const)),
  ];
  if (faults.length > 0) {
    return show(c, signed, { problem: account.profileProblem, values, faults, status: 400 });
  }
  const change = { kind: 'profile', name, phone, locale, currency } as const;
  await c.get('services').customers.accounts.change(signed.customer.account, change);
  return saved(c, 'saved');
});

profileRoutes.post(`${PROFILE_PATH}/news`, async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const { accounts } = c.get('services').customers;
  const wish = (marketing: boolean) =>
    accounts.change(signed.customer.account, { kind: 'profile', marketing });
  if ((await fieldsOf(c)).get('wish') !== 'ask') {
    await wish(false);
    return saved(c, 'stopped');
  }
  if (!(await mayAskForMail(c))) {
    return show(c, signed, { problem: account.problems.tooManyMails, status: 429 });
  }
  // Asked for once more, the link of the letter before is void.
  if (signed.facts.marketing.state === 'asked') await wish(false);
  await wish(true);
  return saved(c, 'asked');
});
