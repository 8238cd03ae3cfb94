/** What the pages of an account share: whose it is, the way between them, and what was said. */
import type { Child } from 'hono/jsx';
import type { AccountFacts } from '../customers/port.ts';
import { Notices } from './account-forms.tsx';
import { Page } from './layout.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const PROFILE_PATH = '/account/profile';
export const BOOK_PATH = '/account/addresses';

type Place = '/account' | typeof PROFILE_PATH | typeof BOOK_PATH;

type FrameProps = {
  readonly shop: Shop;
  readonly facts: AccountFacts;
  readonly here: Place;
  readonly problem: string | null;
  readonly done: string | null;
  readonly children: Child;
};

function Ways({ here }: { here: Place }) {
  const { account } = useShop().locale.t;
  const ways = [
    ['/account', account.toOrders],
    [PROFILE_PATH, account.profile],
    [BOOK_PATH, account.addresses],
    ['/account/security', account.toSecurity],
  ] as const;
  return (
    <nav class="ways" aria-label={account.ways}>
      <ul>
        {ways.map(([path, words]) => (
          <li>
            <a href={path} aria-current={path === here ? 'page' : undefined}>
              {words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A page of an account. */
export function AccountFrame({ shop, facts, here, problem, done, children }: FrameProps) {
  const { account } = shop.locale.t;
  return (
    <Page shop={shop} meta={{ title: account.title(facts.name) }}>
      <div class="wrap account">
        <header class="page-head">
          <h1>{account.title(facts.name)}</h1>
          <form method="post" action="/account/sign-out">
            <button class="button quiet">{account.signOut}</button>
          </form>
        </header>
        <Ways here={here} />
        <Notices problem={problem} done={done} />
        {facts.verifiedAt === null ? <p class="notice">{account.unproved(facts.email)}</p> : null}
        {children}
      </div>
    </Page>
  );
}
