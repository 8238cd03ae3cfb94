/** The frame around every page of the back office. */
import type { Context } from 'hono';
import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppEnv } from '../http/app-env.ts';
import { asset } from '../platform/assets.ts';
import { may, sellerOf } from '../staff/actor.ts';
import type { Actor } from '../staff/actor.ts';
import type { Permission } from '../staff/permissions.ts';

export type Section =
  | 'overview'
  | 'orders'
  | 'products'
  | 'stock'
  | 'coupons'
  | 'sales'
  | 'invoices'
  | 'search'
  | 'sellers'
  | 'system'
  | 'staff';

type SectionRow = readonly [Section, path: string, label: string, needed: Permission];

const SECTIONS: readonly SectionRow[] = [
  ['overview', '/admin', 'Overview', 'overview.read'],
  ['orders', '/admin/orders', 'Orders', 'orders.read'],
  ['products', '/admin/products', 'Products', 'products.read'],
  ['stock', '/admin/stock', 'Stock', 'stock.read'],
  ['coupons', '/admin/coupons', 'Coupons', 'coupons.read'],
  ['sales', '/admin/sales', 'Drops', 'sales.read'],
  ['invoices', '/admin/invoices', 'Invoices', 'invoices.read'],
  ['search', '/admin/search', 'Search', 'search.read'],
  ['sellers', '/admin/sellers', 'Sellers', 'payouts.read'],
  ['system', '/admin/system', 'System', 'system.read'],
  ['staff', '/admin/staff', 'Staff', 'staff.read'],
];

/** Who looks at the page: what they may not do is not offered to them. */
const ActorContext = createContext<Actor | null>(null);

/** True when who looks at the page has a permission. */
export function useMay(permission: Permission): boolean {
  const actor = useContext(ActorContext);
  return actor !== null && may(actor, permission);
}

/** True for who sells here beside the shop's own house. */
export const useIsSeller = (): boolean => sellerOf(useContext(ActorContext)) !== null;

/** The sections that somebody may see; of the sellers' a seller sees their own page. */
function sectionsOf(actor: Actor | null): readonly SectionRow[] {
  const seller = sellerOf(actor);
  return SECTIONS.filter(([, , , needed]) => actor !== null && may(actor, needed)).map((row) =>
    seller === null || row[0] !== 'sellers'
      ? row
      : ['sellers', `/admin/sellers/${seller}`, 'Sales', 'payouts.read'],
  );
}

/** The path of the first section that somebody may see. */
export const firstSection = (actor: Actor | null): string | null =>
  sectionsOf(actor)[0]?.[1] ?? null;

/** Who is signed in, as the head of a page names them. */
const nameOf = (actor: Actor | null): string =>
  actor?.kind === 'account' ? `${actor.facts.name}, ${actor.facts.role}` : 'The shop’s key';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search this list'],
  ['↑ ↓', 'Move in a table'],
  ['Enter', 'Open the row'],
  ['g o', 'Go to orders'],
  ['g p', 'Go to products'],
  ['g s', 'Go to stock'],
  ['g c', 'Go to coupons'],
  ['g i', 'Go to invoices'],
  ['g y', 'Go to the system'],
  ['?', 'Show these keys'],
];

type PageProps = {
  readonly title: string;
  /** Null before sign-in: then there is nothing to go to. */
  readonly section: Section | null;
  /** A module of this page's own, by its name in the manifest. */
  readonly module?: string;
  readonly children?: Child;
};

const Head = ({ title, module }: { title: string; module: string | undefined }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <meta name="color-scheme" content="light dark" />
    <title>{`${title} – Back office`}</title>
    <link rel="icon" href={asset('admin/admin.svg')} type="image/svg+xml" />
    <link rel="stylesheet" href={asset('storefront/tokens.css')} />
    <link rel="stylesheet" href={asset('admin/admin.css')} />
    <script type="module" src={asset('admin/keys.js')} />
    {module === undefined ? null : <script type="module" src={asset(module)} />}
  </head>
);

const Header = ({ section }: { section: Section }) => (
  <header class="bar">
    <a class="home" href="/admin">
      Edgewise <span>Back office</span>
    </a>
    <nav aria-label="Back office">
      {sectionsOf(useContext(ActorContext)).map(([name, path, label]) => (
        <a href={path} aria-current={name === section ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
    <div class="bar-end">
      <span class="muted">{nameOf(useContext(ActorContext))}</span>
      <a href="/">Shop</a>
      <form method="post" action="/admin/sign-out">
        <button class="plain">Sign out</button>
      </form>
    </div>
  </header>
);

const KeyList = () => (
  <dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      {KEYS.map(([key, meaning]) => (
        <>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </>
      ))}
    </dl>
    <form method="dialog">
      <button class="button quiet">Close</button>
    </form>
  </dialog>
);

/** A whole page. */
export const Page = ({ title, section, module, children }: PageProps) => (
  <html lang="en">
    <Head title={title} module={module} />
    <body>
      {section === null ? null : (
        <>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <Header section={section} />
        </>
      )}
      <main id="main" tabindex={-1}>
        {children}
      </main>
      {section === null ? null : (
        <footer>
          Times are in UTC. Press <kbd>?</kbd> for the keys.
        </footer>
      )}
      <KeyList />
    </body>
  </html>
);

/** Sends a page, which no cache keeps. */
export const show = (
  c: Context<AppEnv>,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode = 200,
) => {
  const seen = <ActorContext.Provider value={c.get('actor') ?? null}>{page}</ActorContext.Provider>;
  return c.html(html`<!doctype html>${seen}`, status, { 'cache-control': 'private, no-store' });
};
