/**
 * A product as a merchant sends it (one row of an import, or the admin API) and what becomes of it:
 * checked for what a schema cannot see and put into the catalogue's own form.
 */
import { asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import { isCurrency } from '../kernel/money.ts';
import type { Currency } from '../kernel/money.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { Milliseconds } from '../kernel/time.ts';
import { invalid } from './faults.ts';
import type { FieldFault, InvalidInput } from './faults.ts';
import type {
  AttributeGroup,
  AttributeValue,
  Brand,
  Category,
  Image,
  Price,
  ProductLinks,
  ProductStatus,
  Translation,
} from './product.ts';
import { categorySlugOf, namesOfPath, slugOf } from './slugs.ts';
import { publishTimesOf, scheduleOf } from './timing.ts';
import type { ScheduledPriceRow } from './timing.ts';

type Optional<T> = T | null | undefined;

export type VariantRow = {
  readonly sku: string;
  readonly options?: Optional<Readonly<Record<string, string>>>;
  readonly price_minor?: Optional<number>;
  readonly compare_at_minor?: Optional<number>;
  readonly price_schedule?: Optional<readonly ScheduledPriceRow[]>;
  readonly gtin?: Optional<string>;
  /** Opening stock of a SKU that is new; after that, stock belongs to the SKU's object. */
  readonly stock?: Optional<number>;
  readonly image?: Optional<string>;
};

export type ProductRow = {
  /** The merchant's own id; kept as `external_id`, and the SKU of a product without variants. */
  readonly id: string;
  readonly slug?: Optional<string>;
  readonly title: string;
  readonly brand?: Optional<string>;
  /** `Top > Sub`. */
  readonly category: string;
  readonly description?: Optional<string>;
  /** Minor units; of every variant that names none. */
  readonly price_minor: number;
  readonly compare_at_minor?: Optional<number>;
  readonly price_schedule?: Optional<readonly ScheduledPriceRow[]>;
  readonly currency: string;
  readonly mpn?: Optional<string>;
  readonly gtin?: Optional<string>;
  readonly released?: Optional<string>;
  readonly tags?: Optional<readonly string[]>;
  readonly attributes?: Optional<Readonly<Record<string, AttributeValue>>>;
  /** Heading → names of the attributes under it. */
  readonly attribute_groups?: Optional<Readonly<Record<string, readonly string[]>>>;
  readonly related?: Optional<readonly string[]>;
  readonly accessories?: Optional<readonly string[]>;
  readonly translations?: Optional<Readonly<Record<string, Translation>>>;
  readonly images?: Optional<readonly Image[]>;
  readonly rating?: Optional<{ readonly average: number; readonly count: number }>;
  readonly sales?: Optional<number>;
  readonly seller_id?: Optional<string>;
  readonly status?: Optional<ProductStatus>;
  /** RFC 3339. */
  readonly publish_from?: Optional<string>;
  readonly publish_until?: Optional<string>;
  readonly stock?: Optional<number>;
  readonly variants?: Optional<readonly VariantRow[]>;
};

export type VariantInput = {
  readonly sku: Sku;
  readonly options: Readonly<Record<string, string>>;
  readonly gtin: string | null;
  readonly image: string | null;
  readonly price: Price;
  /** Where in the row its SKU stands, to point at. */
  readonly pointer: string;
};

export type ProductInput = {
  readonly externalId: string;
  /** Null where it is to be derived from the title. */
  readonly slug: string | null;
  readonly title: string;
  readonly brand: Brand | null;
  readonly category: Category;
  readonly description: string;
  readonly mpn: string | null;
  readonly released: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly attributeGroups: readonly AttributeGroup[];
  readonly links: ProductLinks;
  readonly translations: Readonly<Record<string, Translation>>;
  readonly images: readonly Image[];
  readonly publishFrom: Milliseconds | null;
  readonly publishUntil: Milliseconds | null;
  /** Null in these three: as it is, or the default of a new product. */
  readonly rating: { readonly average: number; readonly count: number } | null;
  readonly sales: number | null;
  readonly status: ProductStatus | null;
  readonly sellerId: string;
  readonly variants: readonly VariantInput[];
};

/** A row's product, and the opening stock of its SKUs, which is no part of the catalogue. */
export type ParsedRow = {
  readonly input: ProductInput;
  readonly stock: ReadonlyMap<Sku, number>;
};

export const MAX_VARIANTS = 500;
export const MAX_CATEGORY_DEPTH = 4;
/** The seller of everything that names none: the shop itself. */
export const HOUSE_SELLER = 'house';

type Faults = FieldFault[];

const refuse = (faults: Faults, pointer: string, detail: string): null => {
  faults.push({ pointer, detail });
  return null;
};

function categoryOf(faults: Faults, path: string): Category | null {
  const names = namesOfPath(path);
  const slug = categorySlugOf(names);
  if (slug === null) return refuse(faults, '/category', 'Expected names, such as Top > Sub');
  if (names.length <= MAX_CATEGORY_DEPTH) return { slug, names };
  return refuse(faults, '/category', `Expected at most ${MAX_CATEGORY_DEPTH} levels`);
}

function brandOf(faults: Faults, name: Optional<string>): Brand | null {
  const trimmed = (name ?? '').trim();
  if (trimmed === '') return null;
  const slug = slugOf(trimmed);
  return slug === ''
    ? refuse(faults, '/brand', 'Expected letters or digits')
    : { slug, name: trimmed };
}

type Prices = Pick<VariantRow, 'price_minor' | 'compare_at_minor' | 'price_schedule'>;

function priceOf(
  faults: Faults,
  pointer: string,
  own: Prices,
  common: Prices,
  currency: Currency,
): Price {
  const amount = own.price_minor ?? common.price_minor ?? 0;
  // A price of its own is not compared with what the product was reduced from.
  const inherited = own.price_minor === undefined || own.price_minor === null;
  const compareAt = own.compare_at_minor ?? (inherited ? common.compare_at_minor : null) ?? null;
  if (compareAt !== null && compareAt <= amount) {
    refuse(faults, `${pointer}/compare_at_minor`, 'Expected more than the price');
  }
  const given = own.price_schedule ?? (inherited ? common.price_schedule : null) ?? [];
  const schedule = scheduleOf(faults, `${pointer}/price_schedule`, given);
  return { currency, amount, compareAt, schedule };
}

function variantOf(faults: Faults, row: ProductRow, variant: VariantRow, index: number | null) {
  const pointer = index === null ? '' : `/variants/${index}`;
  const skuPointer = index === null ? '/id' : `${pointer}/sku`;
  const sku = asSku(variant.sku);
  if (sku === null) {
    return refuse(
      faults,
      skuPointer,
      'A SKU is 1 to 64 letters, digits, dots, dashes or underscores',
    );
  }
  if (!isCurrency(row.currency)) return null;
  return {
    sku,
    options: variant.options ?? {},
    gtin: variant.gtin ?? null,
    image: variant.image ?? null,
    price: priceOf(faults, pointer, variant, row, row.currency),
    pointer: skuPointer,
  };
}

function variantsOf(faults: Faults, row: ProductRow): VariantInput[] {
  const given = row.variants ?? [];
  if (given.length === 0) {
    const only = variantOf(faults, row, { sku: row.id, gtin: row.gtin }, null);
    return only === null ? [] : [only];
  }
  if (row.stock !== null && row.stock !== undefined) {
    refuse(faults, '/stock', 'A product with variants has stock on each of them');
  }
  const variants = given.flatMap((entry, index) => variantOf(faults, row, entry, index) ?? []);
  const skus = new Set<string>();
  const combinations = new Set<string>();
  for (const variant of variants) {
    const combination = Object.entries(variant.options).map(String).toSorted().join();
    if (skus.has(variant.sku)) refuse(faults, variant.pointer, 'The same SKU twice');
    else if (combinations.has(combination)) {
      refuse(faults, variant.pointer.replace(/sku$/, 'options'), 'The same options twice');
    }
    skus.add(variant.sku);
    combinations.add(combination);
  }
  return variants;
}

function stockOf(row: ProductRow): Map<Sku, number> {
  const given = row.variants ?? [];
  const entries = given.length === 0 ? [{ sku: row.id, stock: row.stock }] : given;
  const stock = new Map<Sku, number>();
  for (const entry of entries) {
    const sku = asSku(entry.sku);
    if (sku !== null && entry.stock !== null && entry.stock !== undefined) {
      stock.set(sku, entry.stock);
    }
  }
  return stock;
}

const groupsOf = ({ attribute_groups: groups }: ProductRow): AttributeGroup[] =>
  Object.entries(groups ?? {}).map(([name, attributes]) => ({ name, attributes }));

/** Puts a row that fits its schema into the catalogue's form, or names every field refused. */
export function parseRow(row: ProductRow): Result<ParsedRow, InvalidInput> {
  const faults: Faults = [];
  if (!isCurrency(row.currency)) refuse(faults, '/currency', 'The shop has no such currency');
  const category = categoryOf(faults, row.category);
  const brand = brandOf(faults, row.brand);
  const variants = variantsOf(faults, row);
  const times = publishTimesOf(faults, row.publish_from, row.publish_until);
  if (category === null || faults.length > 0) return invalid(faults);
  const input: ProductInput = {
    externalId: row.id,
    slug: row.slug ?? null,
    title: row.title,
    brand,
    category,
    description: row.description ?? '',
    mpn: row.mpn ?? null,
    released: row.released ?? null,
    tags: row.tags ?? [],
    attributes: row.attributes ?? {},
    attributeGroups: groupsOf(row),
    links: { related: row.related ?? [], accessories: row.accessories ?? [] },
    translations: row.translations ?? {},
    ...times,
    images: row.images ?? [],
    rating: row.rating ?? null,
    sales: row.sales ?? null,
    status: row.status ?? null,
    sellerId: row.seller_id ?? HOUSE_SELLER,
    variants,
  };
  return ok({ input, stock: stockOf(row) });
}
