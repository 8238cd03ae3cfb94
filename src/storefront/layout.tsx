/** The frame around every page: head, header with categories, search and cart, footer. */
import type { Child } from 'hono/jsx';
import type { CategoryNode } from '../catalog/categories.ts';
import { asset } from '../platform/assets.ts';
import { CART_PATH, SEARCH_PATH, categoryPath } from './addresses.ts';
import { Icon, Logo } from './icons.tsx';
import { ShopContext, useShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** What the head says of a page. */
export type Meta = {
  readonly title: string;
  readonly description?: string;
  /** Path and query that name this page; a page without one is kept out of search engines. */
  readonly canonical?: string;
  /** Path of a picture for links shared elsewhere. */
  readonly image?: string;
  readonly type?: 'website' | 'product';
  /** Documents of schema.org. Data, not script: a content security policy lets them stand. */
  readonly jsonLd?: readonly object[];
  /** Modules the page loads beside the cart's count, by their names in the manifest. */
  readonly modules?: readonly string[];
};

type PageProps = {
  readonly shop: Shop;
  readonly meta: Meta;
  /** What is searched for, shown again in the search field. */
  readonly q?: string;
  /** Category whose entry in the menu is marked. */
  readonly current?: string;
  readonly head?: Child;
  readonly children?: Child;
};

/** `<` would end the element early. */
const asData = (document: object): string => JSON.stringify(document).replaceAll('<', '\\u003c');

function Head({ meta, head }: { meta: Meta; head: Child }) {
  const { name, origin } = useShop();
  const { title, description, canonical, image, type = 'website' } = meta;
  const address = canonical === undefined ? null : `${origin}${canonical}`;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title === name ? name : `${title} – ${name}`}</title>
      {description === undefined ? null : <meta name="description" content={description} />}
      {address === null ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={address} />
          <meta property="og:url" content={address} />
          <meta property="og:site_name" content={name} />
          <meta property="og:title" content={title} />
          <meta property="og:type" content={type} />
        </>
      )}
      {description === undefined || address === null ? null : (
        <meta property="og:description" content={description} />
      )}
      {image === undefined ? null : <meta property="og:image" content={`${origin}${image}`} />}
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#faf7f1" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#161a24" media="(prefers-color-scheme: dark)" />
      <link rel="icon" href={asset('storefront/favicon.svg')} type="image/svg+xml" />
      <link
        rel="preload"
        href={asset('storefront/figtree-latin.woff2')}
        as="font"
        type="font/woff2"
        crossorigin="anonymous"
      />
      <link rel="alternate" type="application/rss+xml" title={name} href="/feeds/new.xml" />
      <link rel="stylesheet" href={asset('storefront/shop.css')} />
      {head}
      <script type="module" src={asset('storefront/cart-count.js')} />
      <script type="module" src={asset('storefront/search-box.js')} />
      {(meta.modules ?? []).map((module) => (
        <script type="module" src={asset(module)} />
      ))}
      {(meta.jsonLd ?? []).map((document) => (
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: asData(document) }} />
      ))}
    </head>
  );
}

function SearchForm({ q }: { q: string }) {
  const { t } = useShop().locale;
  return (
    <form class="search" action={SEARCH_PATH} role="search">
      <label class="hidden" for="q">
        {t.layout.searchLabel}
      </label>
      <input
        id="q"
        type="search"
        name="q"
        value={q}
        placeholder={t.layout.searchHint}
        maxlength={200}
        autocomplete="off"
        data-suggestions={t.layout.suggestions}
        data-found={t.layout.suggestionsFound}
      />
      <button class="icon-button" aria-label={t.layout.search}>
        <Icon name="search" />
      </button>
    </form>
  );
}

/** Categories that fit beside each other; a shop with more leads to everything. */
const MENU_SIZE = 6;

/** The largest categories, in the order of the tree. */
function menuOf(categories: readonly CategoryNode[]): readonly CategoryNode[] {
  const largest = categories.toSorted((a, b) => b.count - a.count).slice(0, MENU_SIZE);
  return categories.filter((category) => largest.includes(category));
}

function CategoryLinks({ current }: { current: string | undefined }) {
  const { locale, categories } = useShop();
  const shown = menuOf(categories);
  return (
    <ul>
      {shown.map(({ slug, name }) => (
        <li>
          <a href={categoryPath(slug)} aria-current={current === slug ? 'true' : undefined}>
            {name}
          </a>
        </li>
      ))}
      {shown.length === categories.length ? null : (
        <li>
          <a href={SEARCH_PATH}>{locale.t.layout.everything}</a>
        </li>
      )}
    </ul>
  );
}

function Header({ q, current }: { q: string; current: string | undefined }) {
  const { name, locale } = useShop();
  const { layout } = locale.t;
  return (
    <header class="header">
      <div class="header-bar wrap">
        <button class="icon-button menu-button" popovertarget="menu" aria-label={layout.menu}>
          <Icon name="menu" />
        </button>
        <a class="header-home" href="/" aria-label={layout.home(name)}>
          <Logo name={name} />
        </a>
        <nav class="menu" id="menu" popover="auto" aria-label={layout.categories}>
          <CategoryLinks current={current} />
        </nav>
        <SearchForm q={q} />
        <div class="header-own">
          <a class="icon-button" href="/account" aria-label={layout.account}>
            <Icon name="person" />
          </a>
          <a class="cart-link" href={CART_PATH} data-cart-count>
            <Icon name="cart" />
            <span class="cart-word">{layout.cart}</span>
            <span class="badge" aria-hidden="true" hidden />
            <span class="hidden" data-cart-words />
          </a>
        </div>
      </div>
    </header>
  );
}

function Footer() {
  const { name, locale } = useShop();
  const { layout } = locale.t;
  return (
    <footer class="footer">
      <div class="footer-columns wrap">
        <a class="footer-home" href="/" aria-label={layout.home(name)}>
          <Logo name={name} />
        </a>
        <nav aria-labelledby="footer-shop">
          <h2 id="footer-shop">{layout.footerShop}</h2>
          <CategoryLinks current={undefined} />
        </nav>
        <section aria-labelledby="footer-promise">
          <h2 id="footer-promise">{layout.footerPromise}</h2>
          <ul>
            {layout.promises.map((promise) => (
              <li>{promise}</li>
            ))}
          </ul>
        </section>
      </div>
    </footer>
  );
}

/** A whole page. */
export function Page({ shop, meta, q = '', current, head, children }: PageProps) {
  const { lang, t } = shop.locale;
  return (
    <ShopContext.Provider value={shop}>
      <html lang={lang}>
        <Head meta={meta} head={head} />
        <body>
          <a class="skip" href="#main">
            {t.layout.skip}
          </a>
          <Header q={q} current={current} />
          <main id="main" tabindex={-1}>
            {children}
          </main>
          <Footer />
        </body>
      </html>
    </ShopContext.Provider>
  );
}

export type Crumb = { readonly name: string; readonly path: string };

/** The way down to this page; its last step is the page itself. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { t } = useShop().locale;
  return (
    <nav class="breadcrumb" aria-label={t.layout.breadcrumb}>
      <ol>
        {crumbs.map(({ name, path }, index) => (
          <li>
            <a href={path} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
