/** A category's page and the search page: one list, its facets and its next page. */
import type { CategoryNode } from '../catalog/categories.ts';
import { SEARCH_PATH, categoryPath, withQuery } from './addresses.ts';
import { Grid } from './card.tsx';
import { Chips, Facets, Toolbar } from './facets.tsx';
import type { ListView } from './facets.tsx';
import { Breadcrumb, Page } from './layout.tsx';
import type { Crumb } from './layout.tsx';
import { chosen, listHref } from './selection.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';
import { breadcrumbData } from './structured-data.ts';

/** Pictures above the fold of a wide screen. */
const EAGER = 4;

function Nothing({ q }: { q: string | null }) {
  const { locale, categories } = useShop();
  const { list } = locale.t;
  return (
    <div class="nothing">
      <h2>{q === null ? list.nothing : list.nothingFor(q)}</h2>
      <p>{list.nothingHelp}</p>
      <ul class="chips">
        {categories.map((category) => (
          <li>
            <a class="chip" href={categoryPath(category.slug)}>
              {category.name}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Results({ view }: { view: ListView }) {
  const { t } = useShop().locale;
  const { place, query, list } = view;
  const pairs = chosen(place, query.filter);
  const first = query.place.after === null;
  if (list.items.length === 0) return <Nothing q={query.filter.q} />;
  return (
    <>
      <h2 class="hidden">{t.list.products}</h2>
      <Grid products={list.items} eager={first ? EAGER : 0} />
      <p class="pager">
        {list.next_cursor === null ? null : (
          <a
            class="button quiet"
            rel="next"
            data-more
            href={listHref(place, query, pairs, list.next_cursor)}
          >
            {t.list.more}
          </a>
        )}
        {first ? null : (
          <a class="quiet-link" href={listHref(place, query, pairs)}>
            {t.list.start}
          </a>
        )}
      </p>
    </>
  );
}

/** Says that other words were searched for, and leads to them by name. */
function Corrected({ view }: { view: ListView }) {
  const { t } = useShop().locale;
  const { corrected_query: corrected } = view.list;
  const { q } = view.query.filter;
  if (corrected === undefined || q === null) return null;
  return (
    <p class="corrected" role="status">
      {t.list.corrected}{' '}
      <a href={withQuery(SEARCH_PATH, { q: corrected })}>
        <strong>{corrected}</strong>
      </a>
      ? <span class="muted">{t.list.correctedWhy(q)}.</span>
    </p>
  );
}

function Subcategories({ node }: { node: CategoryNode }) {
  const { number } = useShop().locale;
  if (node.children.length === 0) return null;
  return (
    <ul class="chips">
      {node.children.map((child) => (
        <li>
          <a class="chip" href={categoryPath(child.slug)}>
            {child.name} <span class="muted">{number(child.count)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const Body = ({ view }: { view: ListView }) => (
  <div class="listing">
    <Facets view={view} />
    <div class="listing-main">
      <Corrected view={view} />
      <Toolbar view={view} />
      <Chips view={view} />
      <Results view={view} />
    </div>
  </div>
);

/** The nodes from the top down to a category; null for one that the tree does not have. */
export function categoryTrailOf(
  categories: readonly CategoryNode[],
  slug: string,
): CategoryNode[] | null {
  const trail: CategoryNode[] = [];
  let level = categories;
  for (;;) {
    const node = level.find(
      (candidate) => candidate.slug === slug || slug.startsWith(`${candidate.slug}/`),
    );
    if (node === undefined) return null;
    trail.push(node);
    if (node.slug === slug) return trail;
    level = node.children;
  }
}

type CategoryProps = { shop: Shop; trail: readonly CategoryNode[]; view: ListView };

/** A category's page. */
export function CategoryPage({ shop, trail, view }: CategoryProps) {
  const node = trail.at(-1);
  if (node === undefined) return null;
  const { name, slug } = node;
  const crumbs: Crumb[] = [
    { name: shop.name, path: '/' },
    ...trail.map((step) => ({ name: step.name, path: categoryPath(step.slug) })),
  ];
  const meta = {
    title: name,
    description: `${name}: ${shop.locale.t.list.results(node.count, false)}.`,
    canonical: categoryPath(slug),
    jsonLd: [breadcrumbData(shop, crumbs)],
    modules: ['storefront/list.js'],
  };
  return (
    <Page shop={shop} meta={meta} current={trail[0]?.slug ?? slug}>
      <div class="wrap">
        <Breadcrumb crumbs={crumbs} />
        <header class="page-head">
          <h1>{name}</h1>
          <Subcategories node={node} />
        </header>
        <Body view={view} />
      </div>
    </Page>
  );
}

/** The search page; without words it holds everything. */
export function SearchPage({ shop, view }: { shop: Shop; view: ListView }) {
  const { t } = shop.locale;
  const { q } = view.query.filter;
  const title = q === null ? t.list.products : t.list.resultsFor(q);
  const canonical = q === null ? SEARCH_PATH : withQuery(SEARCH_PATH, { q });
  const meta = {
    title: q === null ? title : `${t.list.searchTitle}: ${q}`,
    description: `${title}: ${t.list.results(view.list.total, view.list.total_is_estimate)}.`,
    canonical,
    modules: ['storefront/list.js'],
  };
  return (
    <Page shop={shop} meta={meta} q={q ?? ''}>
      <div class="wrap">
        <header class="page-head">
          <h1>{title}</h1>
        </header>
        <Body view={view} />
      </div>
    </Page>
  );
}
