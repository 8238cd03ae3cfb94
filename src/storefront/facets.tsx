/** The form that narrows a list. It works as a plain form; `list.js` sends it on every change. */
import type { Facet } from '../catalog/facets.ts';
import type { ProductList } from '../catalog/listing.ts';
import type { ListQuery } from '../catalog/query.ts';
import { SORTS } from '../catalog/sorting.ts';
import { Icon } from './icons.tsx';
import { chosen, fieldLabel, listHref, priceLabel, sameValue, valueLabel } from './selection.ts';
import type { Pair, Place } from './selection.ts';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const FORM_ID = 'filters';

export type ListView = {
  readonly place: Place;
  readonly query: ListQuery;
  readonly list: ProductList;
};

/** Attribute facets shown: enough to narrow by, few enough to read. */
const MAX_ATTRIBUTE_FACETS = 4;
const MAX_VALUES = 12;
/** Longer values are sentences, such as how to care for a thing. */
const MAX_VALUE_LENGTH = 24;

/**
 * True for an attribute worth a filter: at least two values, and values that products share.
 * Measures such as `Width (mm)` have nearly as many values as there are products.
 */
function helps({ field, values }: Facet): boolean {
  const products = values.reduce((sum, value) => sum + value.count, 0);
  const numeric = values.every((value) => /^[\d.,]+$/.test(value.value));
  const short = values.every((value) => value.value.length <= MAX_VALUE_LENGTH);
  const shared = values.length > 1 && products >= 1.5 * values.length;
  return !field.includes('(') && !numeric && short && shared;
}

/** The facets a page shows, in order; a chosen one always. */
export function shownFacets({ place, query, list }: ListView): Facet[] {
  const fields = new Set(chosen(place, query.filter).map(([field]) => field));
  const plain = list.facets.filter((facet) => !facet.field.startsWith('attr.'));
  const attributes = list.facets.filter((facet) => facet.field.startsWith('attr.'));
  const kept = attributes.filter((facet) => fields.has(facet.field));
  const others = attributes.filter((facet) => !fields.has(facet.field) && helps(facet));
  return [
    ...plain.filter(({ field }) => field !== 'category' || place.category === null),
    ...[...kept, ...others].slice(0, Math.max(MAX_ATTRIBUTE_FACETS, kept.length)),
  ];
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

function FacetValues({ view, facet, pairs }: ValueProps) {
  const shop = useShop();
  const { locale } = shop;
  const { field } = facet;
  const single = field === 'category' || field === 'price';
  const labelOf = (value: string): string => {
    if (field === 'price') return priceLabel(value, shop.market.currency, locale);
    return valueLabel([field, value], view.list, locale, (slug) => categoryName(shop, slug));
  };
  return (
    <ul>
      {facet.values.slice(0, MAX_VALUES).map(({ value, count }) => (
        <li>
          <label class="check">
            <input
              type={single ? 'radio' : 'checkbox'}
              name={field}
              value={value}
              checked={pairs.some(
                ([name, asked]) => name === field && sameValue(field, value, asked),
              )}
            />
            <span>{labelOf(value)}</span>
            <span class="muted count">{locale.number(count)}</span>
          </label>
        </li>
      ))}
    </ul>
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
