/** The form that narrows a list. It works as a plain form; `list.js` sends it on every change. */
import type { Facet } from '../search/facets.ts';
import type { ProductList } from '../search/listing.ts';
import type { ListQuery } from '../search/query.ts';
import { SORTS } from '../search/sorting.ts';
import { Icon } from './icons.tsx';
import { chosen, fieldLabel, listHref, sameField, sameValue, valueLabel } from './selection.ts';
import type { Pair, Place } from './selection.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const FORM_ID = 'filters';

export type ListView = {
  readonly place: Place;
  readonly query: ListQuery;
  readonly list: ProductList;
};

/** True for a category worth showing: a top one, or one near a chosen one. */
function isNear(slug: string, chosenSlugs: readonly string[]): boolean {
  const parent = slug.slice(0, Math.max(0, slug.lastIndexOf('/')));
  return (
    parent === '' ||
    chosenSlugs.some((one) => one === slug || one === parent || one.startsWith(`${parent}/`))
  );
}

/** The facets a page shows, in order. */
export function shownFacets({ place, query, list }: ListView): Facet[] {
  const { categories } = query.filter;
  return list.facets
    .filter(({ field }) => field !== 'category' || place.category === null)
    .map((facet) =>
      facet.field === 'category'
        ? { ...facet, values: facet.values.filter(({ value }) => isNear(value, categories)) }
        : facet,
    );
}

/** The name of a category in the shop's tree; its slug where it has none. */
export function categoryName(shop: Shop, slug: string): string {
  let level = shop.categories;
  let name = slug;
  for (const depth of slug.split('/').keys()) {
    const here = slug
      .split('/')
      .slice(0, depth + 1)
      .join('/');
    const node = level.find((candidate) => candidate.slug === here);
    if (node === undefined) return name;
    name = node.name;
    level = node.children;
  }
  return name;
}

type ValueProps = { view: ListView; facet: Facet; pairs: readonly Pair[] };

/** Values shown at once; the others open below them. */
const SHOWN_VALUES = 8;

function Values({ view, facet, pairs }: ValueProps) {
  const shop = useShop();
  const { locale } = shop;
  const { field } = facet;
  const labelOf = (value: string): string =>
    valueLabel([field, value], view.list, locale, (slug) => categoryName(shop, slug));
  return (
    <ul>
      {facet.values.map(({ value, count }) => (
        <li class={field === 'category' && value.includes('/') ? 'below' : undefined}>
          <label class="check">
            <input
              type={field === 'rating' ? 'radio' : 'checkbox'}
              name={field}
              value={value}
              checked={isChosen(field, value, pairs)}
            />
            <span>{labelOf(value)}</span>
            <span class="muted count">{locale.number(count)}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

const isChosen = (field: string, value: string, pairs: readonly Pair[]): boolean =>
  pairs.some(([name, asked]) => sameField(field, name) && sameValue(field, value, asked));

function FacetValues({ view, facet, pairs }: ValueProps) {
  const { t } = useShop().locale;
  const [shown, others] = [facet.values.slice(0, SHOWN_VALUES), facet.values.slice(SHOWN_VALUES)];
  if (others.length === 0) return <Values {...{ view, facet, pairs }} />;
  const open = others.some(({ value }) => isChosen(facet.field, value, pairs));
  return (
    <>
      <Values {...{ view, pairs }} facet={{ ...facet, values: shown }} />
      <details open={open}>
        <summary class="quiet-link">{t.list.moreValues(others.length)}</summary>
        <Values {...{ view, pairs }} facet={{ ...facet, values: others }} />
      </details>
    </>
  );
}

/** All facets, in a panel that pops over on narrow screens. */
export function Facets({ view }: { view: ListView }) {
  const { locale } = useShop();
  const { t } = locale;
  const { place, query } = view;
  const pairs = chosen(place, query.filter);
  return (
    <form class="facets" id={FORM_ID} popover="auto" data-auto aria-label={t.list.filters}>
      <div class="facets-head">
        <h2>{t.list.filters}</h2>
        <button
          type="button"
          class="icon-button"
          popovertarget={FORM_ID}
          popovertargetaction="hide"
          aria-label={t.layout.close}
        >
          <Icon name="close" />
        </button>
      </div>
      {query.filter.q === null ? null : <input type="hidden" name="q" value={query.filter.q} />}
      {shownFacets(view).map((facet) => (
        <fieldset>
          <legend>{fieldLabel(facet.field, locale)}</legend>
          <FacetValues view={view} facet={facet} pairs={pairs} />
        </fieldset>
      ))}
      <p class="facets-apply">
        <button class="button">{t.list.apply}</button>
      </p>
    </form>
  );
}

/** Opens the facets on narrow screens, tells the count and sorts. */
export function Toolbar({ view }: { view: ListView }) {
  const { t } = useShop().locale;
  const { query, list } = view;
  const names = {
    ...t.list.sorts,
    ...(query.filter.q === null ? {} : { relevance: t.list.bestMatch }),
  };
  return (
    <div class="toolbar">
      <button class="button quiet facets-button" popovertarget={FORM_ID}>
        <Icon name="filter" />
        {t.list.filter}
      </button>
      <p class="muted">{t.list.results(list.total, list.total_is_estimate)}</p>
      <div class="sort">
        <label for="sort">{t.list.sort}</label>
        <select id="sort" name="sort" form={FORM_ID}>
          {SORTS.map((sort) => (
            <option value={sort} selected={sort === query.sort}>
              {names[sort]}
            </option>
          ))}
        </select>
        <noscript>
          <button class="button quiet" form={FORM_ID}>
            {t.list.apply}
          </button>
        </noscript>
      </div>
    </div>
  );
}

/** What the list is narrowed to; each chip takes its filter off. */
export function Chips({ view }: { view: ListView }) {
  const shop = useShop();
  const { t } = shop.locale;
  const { place, query, list } = view;
  const pairs = chosen(place, query.filter);
  if (pairs.length === 0) return null;
  return (
    <ul class="chips" aria-label={t.list.active}>
      {pairs.map((pair) => {
        const others = pairs.filter((other) => other !== pair);
        const label = valueLabel(pair, list, shop.locale, (slug) => categoryName(shop, slug));
        return (
          <li>
            <a class="chip" href={listHref(place, query, others)} aria-label={t.list.remove(label)}>
              {label}
              <Icon name="close" />
            </a>
          </li>
        );
      })}
      <li>
        <a class="quiet-link" href={listHref(place, query, [])}>
          {t.list.clear}
        </a>
      </li>
    </ul>
  );
}
