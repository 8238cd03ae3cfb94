/**
 * A product as the index holds it: its texts, what it is filtered, sorted and counted by, and the
 * card that lists show, so that an answer is made of the index alone.
 */
import { summaryOf } from '../catalog/document.ts';
import { categoryTrail, rowNumberOf } from '../catalog/product.ts';
import type { Product } from '../catalog/product.ts';
import type { ShownProduct } from '../catalog/showing.ts';
import type { Digest } from '../kernel/random.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import type { PackedTraits } from './tally.ts';
import { filterToken, pairsOf, spoken, traitsOf } from './traits.ts';
import { codeOf, codesOf } from './words.ts';

/** Shares of a text's score that other facts add, each from 0 to this. They settle near ties. */
const BOOSTS = { sales: 0.1, rating: 0.05, newness: 0.02, stock: 0.1 } as const;
/** A hundred thousand sold is as good as it gets. */
const MOST_SALES = 100_000;
/** Ratings that count as much as the shop's average does: few say little. */
const PRIOR_RATINGS = 5;
const AVERAGE_RATING = 3.5;
/** After this a product is half as new. */
const NEWNESS_HALF_LIFE_DAYS = 365;
/** What a snippet is cut from. */
const MAX_EXCERPT_LENGTH = 400;
/** Of the texts: enough to tell two versions of a product apart. */
const DIGEST_LENGTH = 16;
/** More than anything ever sold. */
const PINNED = 2 ** 40;
/** Traits of one product that are counted by. */
const MAX_TRAITS = 60;

export type IndexEntry = {
  readonly currency: string;
  readonly category: string;
  /** The shelves it stands on: every category above its own, and `''` for the whole shop. */
  readonly trail: readonly string[];
  readonly brand: string | null;
  readonly brand_name: string | null;
  readonly price: number;
  readonly in_stock: 0 | 1;
  readonly rating: number;
  readonly rating_count: number;
  readonly released: string;
  readonly sales: number;
  /** Shelf → what it counts as sold there: a pinned product comes before all that sold more. */
  readonly pins: Readonly<Record<string, number>>;
  readonly boost: number;
  readonly traits: PackedTraits;
  readonly card: string;
  readonly excerpt: string;
};

/** Which product, as of when, and a digest of its texts: they are written when that differs. */
type Version = { readonly id: number; readonly version: number; readonly digest: string };

export type IndexedTexts = Version & {
  readonly title: string;
  readonly brand: string;
  readonly description: string;
  readonly category: string;
  readonly attributes: string;
  readonly names: string;
  readonly codes: string;
  readonly filters: string;
};

/** One entry for each currency the product is sold in; none for a draft. */
export type IndexedEntries = Version & { readonly entries: readonly IndexEntry[] };

export type IndexedProduct = { readonly texts: IndexedTexts; readonly entries: IndexedEntries };

export type EntryContext = {
  readonly markets: readonly Market[];
  /** Attributes that facets count, in lower case; null before the first plan: all of them. */
  readonly counted: ReadonlySet<string> | null;
  readonly now: number;
  readonly digest: Digest;
};

/** `YYYY-MM-DD` of an instant, in UTC. */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What a text's score is multiplied by, from 1 to 1.27. */
export function boostOf(
  { sales, rating, released }: Pick<Product, 'sales' | 'rating'> & { readonly released: string },
  inStock: boolean,
  now: number,
): number {
  const sold = Math.min(1, Math.log1p(sales) / Math.log1p(MOST_SALES));
  const weight = rating.count + PRIOR_RATINGS;
  const stars = (rating.average * rating.count + AVERAGE_RATING * PRIOR_RATINGS) / weight;
  const days = Math.max(0, (now - Date.parse(released)) / DAY_MS);
  const newness = 0.5 ** (days / NEWNESS_HALF_LIFE_DAYS);
  return (
    1 +
    BOOSTS.sales * sold +
    BOOSTS.rating * (stars / 5) +
    BOOSTS.newness * newness +
    (inStock ? BOOSTS.stock : 0)
  );
}

function entriesOf(product: ShownProduct, { markets, counted, now }: EntryContext): IndexEntry[] {
  if (product.status !== 'published') return [];
  const released = product.released ?? dayOf(product.createdAt);
  const traits: PackedTraits = traitsOf(product)
    .filter(({ name }) => counted === null || counted.has(name.toLowerCase()))
    .slice(0, MAX_TRAITS)
    .map(({ name, unit, value }) => [name, unit, value]);
  return markets.flatMap((market) => {
    const card = summaryOf(product, market);
    if (card === null) return [];
    const inStock = card.availability !== 'out_of_stock';
    return [
      {
        currency: market.currency,
        category: product.category.slug,
        trail: ['', ...categoryTrail(product.category.slug)],
        brand: product.brand?.slug ?? null,
        brand_name: product.brand?.name ?? null,
        price: card.price.amount,
        in_stock: inStock ? 1 : 0,
        rating: Math.round(product.rating.average * 100),
        rating_count: product.rating.count,
        released,
        sales: product.sales,
        pins: Object.fromEntries(
          Object.entries(product.pins).map(([shelf, place]) => [shelf, PINNED - place]),
        ),
        boost: boostOf({ ...product, released }, inStock, now),
        traits,
        card: JSON.stringify(card),
        excerpt: product.description.slice(0, MAX_EXCERPT_LENGTH),
      },
    ];
  });
}

/** Everything a merchant calls a product by. */
const identifiersOf = ({ externalId, mpn, variants }: Product): string[] => [
  externalId,
  ...(mpn ?? '').split(/[,;]/),
  ...variants.flatMap(({ sku, gtin }) => [sku, gtin ?? '']),
];

/** Words of text a shopper reads, and of names and numbers, which tell less. */
function attributeTexts(product: Product) {
  const pairs = pairsOf(product);
  const texts = pairs.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  const names = pairs.map(([name, value]) =>
    typeof value === 'number' ? `${name} ${value}` : name,
  );
  return { attributes: [...texts, ...product.tags].join(' '), names: names.join(' ') };
}

/** One word for each attribute and value, as it was written and as it is shown. */
function filtersOf(product: Product, digest: Digest): string {
  const written = pairsOf(product).map(([name, value]) => [name, String(value)] as const);
  const shown = traitsOf(product).map((trait) => [trait.name, spoken(trait)] as const);
  const pairs = new Map([...written, ...shown].map((pair) => [pair.join('\n'), pair]));
  const tokens = [...pairs.values()].map(([name, value]) => filterToken(name, value, digest));
  return [...new Set(tokens)].join(' ');
}

/** A product as it goes into the index. */
export function indexedProduct(product: ShownProduct, context: EntryContext): IndexedProduct {
  const { attributes, names } = attributeTexts(product);
  const identifiers = identifiersOf(product).filter(Boolean);
  const readable = [product.title, product.description, attributes].join(' \n ');
  const codes = new Set([...identifiers.map(codeOf), ...codesOf(readable)]);
  const texts = {
    title: product.title,
    brand: product.brand?.name ?? '',
    description: product.description,
    category: product.category.names.join(' '),
    attributes,
    names,
    codes: [...identifiers, ...codes].join(' '),
    filters: filtersOf(product, context.digest),
  };
  const version: Version = {
    id: rowNumberOf(product.id),
    version: product.version,
    digest: context.digest(JSON.stringify(texts)).slice(0, DIGEST_LENGTH),
  };
  return {
    texts: { ...version, ...texts },
    entries: { ...version, entries: entriesOf(product, context) },
  };
}
