/** The home page: the house at a glance, its shelves, what is new and what sells. */
import type { CategoryNode } from '../catalog/categories.ts';
import type { ProductSummary } from '../catalog/document.ts';
import { SEARCH_PATH, categoryPath } from './addresses.ts';
import { Grid } from './card.tsx';
import type { DropShown } from './coming-drops.ts';
import { COUNTDOWN_MODULE } from './countdown.tsx';
import { DropBand } from './drop.tsx';
import { Icon, NoPicture } from './icons.tsx';
import { Page } from './layout.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** The shop's own pictures, in the media bucket. A shelf without one shows its name alone. */
const HERO = { wide: '/media/demo/hero.svg', narrow: '/media/demo/hero-narrow.svg' } as const;
const SHELVES: ReadonlyMap<string, string> = new Map(
  ['lighting', 'furniture', 'kitchen-and-table', 'textiles', 'desk', 'sound'].map((slug) => [
    slug,
    `/media/demo/tile-${slug}.svg`,
  ]),
);
/** More shelves than this are a list, not a picture wall. */
const MAX_TILES = 12;

function Hero() {
  const { t } = useShop().locale;
  return (
    <section class="hero">
      <picture>
        <source media="(max-width: 63.99em)" srcset={HERO.narrow} width={1100} height={900} />
        <img src={HERO.wide} alt={t.home.heroAlt} width={1600} height={900} fetchpriority="high" />
      </picture>
      <div class="hero-words">
        <h1>{t.home.title}</h1>
        <p>{t.home.lead}</p>
        <p class="actions">
          <a class="button" href={`${SEARCH_PATH}?sort=newest`}>
            {t.home.toNew}
          </a>
          <a class="quiet-link" href={SEARCH_PATH}>
            {t.home.toBest}
            <Icon name="arrow" />
          </a>
        </p>
      </div>
    </section>
  );
}

function Tile({ category }: { category: CategoryNode }) {
  const { t } = useShop().locale;
  const picture = SHELVES.get(category.slug);
  return (
    <li class="tile">
      <div class="picture">
        {picture === undefined ? (
          <NoPicture />
        ) : (
          <img src={picture} alt="" width={800} height={600} loading="lazy" />
        )}
      </div>
      <h3>
        <a href={categoryPath(category.slug)}>{category.name}</a>
      </h3>
      <p class="muted">{t.home.pieces(category.count)}</p>
    </li>
  );
}

type ShelfProps = {
  id: string;
  title: string;
  lead: string;
  href: string;
  products: readonly ProductSummary[];
};

function Shelf({ id, title, lead, href, products }: ShelfProps) {
  const { t } = useShop().locale;
  if (products.length === 0) return null;
  return (
    <section class="band wrap" aria-labelledby={id}>
      <div class="band-head">
        <h2 id={id}>{title}</h2>
        <p class="muted">{lead}</p>
        <a class="quiet-link" href={href}>
          {t.home.all}
          <span class="hidden">: {title}</span>
          <Icon name="arrow" />
        </a>
      </div>
      <Grid products={products} />
    </section>
  );
}

function Terms() {
  const { t } = useShop().locale;
  return (
    <section class="wrap">
      <dl class="terms">
        {t.home.terms.map(([term, words]) => (
          <div>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type HomeProps = {
  shop: Shop;
  drop: DropShown | null;
  newest: readonly ProductSummary[];
  bestsellers: readonly ProductSummary[];
};

/** The home page. */
export function HomePage({ shop, drop, newest, bestsellers }: HomeProps) {
  const { t } = shop.locale;
  const meta = {
    title: shop.name,
    description: t.home.description,
    canonical: '/',
    modules: drop === null ? [] : [COUNTDOWN_MODULE],
    jsonLd: [
      { '@context': 'https://schema.org', '@type': 'Store', name: shop.name, url: shop.origin },
    ],
  };
  return (
    <Page shop={shop} meta={meta}>
      <Hero />
      <DropBand drop={drop} />
      <section class="band wrap" aria-labelledby="shelves">
        <div class="band-head">
          <h2 id="shelves">{t.home.categories}</h2>
        </div>
        <ul class="tiles">
          {shop.categories.slice(0, MAX_TILES).map((category) => (
            <Tile category={category} />
          ))}
        </ul>
      </section>
      <Shelf
        id="newest"
        title={t.home.newest}
        lead={t.home.newestLead}
        href={`${SEARCH_PATH}?sort=newest`}
        products={newest}
      />
      <Shelf
        id="bestsellers"
        title={t.home.bestsellers}
        lead={t.home.bestsellersLead}
        href={SEARCH_PATH}
        products={bestsellers}
      />
      <Terms />
    </Page>
  );
}
