/**
 * What a write will do, decided on the rows as they were read: which products are new, changed or
 * the same, which rows must be refused, under which slugs they stand. Writing it fails as a whole
 * when those rows have changed since; then it is planned anew.
 */
import type { Sku } from '../kernel/ids.ts';
import type { Digest } from '../kernel/random.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { availabilityOf } from './availability.ts';
import type { FieldFault } from './faults.ts';
import type { ParsedRow, ProductInput } from './input.ts';
import type { Availability } from './offer.ts';
import { SET_BY_SHOP } from './own-rows.ts';
import { productIdOf } from './product.ts';
import type { Product, ProductId, Variant } from './product.ts';
import { slugOf } from './slugs.ts';

/** What the database holds of the products, SKUs and slugs a write names. */
export type Known = {
  readonly products: ReadonlyMap<ProductId, KnownProduct>;
  readonly skus: ReadonlyMap<
    string,
    { readonly owner: ProductId; readonly availability: Availability }
  >;
  /** SKU of a product that is gone → whose it was. */
  readonly retired: ReadonlyMap<string, string>;
  /** Slug → the product that has it. */
  readonly slugs: ReadonlyMap<string, ProductId>;
};

export type KnownProduct = {
  readonly externalId: string;
  readonly sellerId: string;
  readonly slug: string;
  readonly category: string;
  readonly status: Product['status'];
  readonly rating: Product['rating'];
  readonly sales: number;
  readonly pins: Product['pins'];
  readonly version: number;
  readonly createdAt: number;
  readonly digest: string;
};

/** One product to be written whole. */
export type ProductWrite = {
  readonly product: Product;
  /** The version it was planned on; null for a new product. */
  readonly expected: number | null;
  readonly digest: string;
  /** The slug it had, if it has another one now. */
  readonly slugBefore: string | null;
};

export type Intake = { readonly sku: Sku; readonly quantity: number };

export type Planned =
  | {
      readonly outcome: 'created' | 'updated';
      readonly write: ProductWrite;
      readonly intake: Intake[];
    }
  | { readonly outcome: 'unchanged' };

export type Refused = { readonly reason: 'refused'; readonly errors: FieldFault[] };

export type PlanOptions = {
  readonly now: number;
  readonly digest: Digest;
  /** Opening stock of new SKUs whose row names none; null for none at all. */
  readonly defaultStock: number | null;
  /** Whose products alone may be changed; null for staff of the shop. */
  readonly seller: string | null;
};

const refused = (pointer: string, detail: string) =>
  fail<Refused>({ reason: 'refused', errors: [{ pointer, detail }] });

/** Slugs a product could stand under, the preferred one first. */
export function slugsFor(input: ProductInput, digest: Digest): string[] {
  if (input.slug !== null) return [input.slug];
  const base = slugOf(input.title) || 'product';
  const id = productIdOf(input.externalId, digest);
  return [base, `${base}-${slugOf(input.externalId) || id}`, `${base}-${id}`];
}

/** Plans rows one after the other; a row may not take what an earlier one has taken. */
export class Planner {
  readonly #known: Known;
  readonly #options: PlanOptions;
  readonly #ids = new Set<ProductId>();
  readonly #skus = new Map<string, ProductId>();
  readonly #slugs = new Map<string, ProductId>();

  constructor(known: Known, options: PlanOptions) {
    this.#known = known;
    this.#options = options;
  }

  /** Plans one row, or says why it is refused. */
  plan({ input, stock }: ParsedRow): Result<Planned, Refused> {
    const { digest, seller } = this.#options;
    const id = productIdOf(input.externalId, digest);
    const known = this.#known.products.get(id) ?? null;
    if (known !== null && known.externalId !== input.externalId) {
      return refused('/id', `This id cannot be told from ${known.externalId}`);
    }
    if (seller !== null && input.sellerId !== seller) return refused('/seller_id', SET_BY_SHOP);
    if (seller !== null && (known?.sellerId ?? seller) !== seller) {
      return refused('/id', 'There is a product with this id');
    }
    if (this.#ids.has(id)) return refused('/id', 'The same id twice in one request');
    const owned = input.variants.find((variant) => (this.#ownerOf(variant.sku) ?? id) !== id);
    if (owned !== undefined) {
      return refused(owned.pointer, `${owned.sku} belongs to another product`);
    }
    const { retired } = this.#known;
    const foreign = input.variants.find(
      ({ sku }) => (retired.get(sku) ?? input.sellerId) !== input.sellerId,
    );
    if (foreign !== undefined) {
      return refused(foreign.pointer, `${foreign.sku} was another seller's, and so is its stock`);
    }
    const slug = this.#slugFor(input, id, known);
    if (slug === null) return refused('/slug', 'Another product has this slug');
    this.#ids.add(id);
    this.#slugs.set(slug, id);
    for (const variant of input.variants) this.#skus.set(variant.sku, id);
    const rowDigest = digest(JSON.stringify(input));
    if (known !== null && known.digest === rowDigest) return ok({ outcome: 'unchanged' });
    return ok(this.#planned(input, stock, { id, slug, known, rowDigest }));
  }

  #ownerOf(sku: string): ProductId | undefined {
    return this.#known.skus.get(sku)?.owner ?? this.#skus.get(sku);
  }

  #slugFor(input: ProductInput, id: ProductId, known: KnownProduct | null): string | null {
    if (known !== null && input.slug === null) return known.slug;
    const free = (slug: string): boolean =>
      (this.#known.slugs.get(slug) ?? this.#slugs.get(slug) ?? id) === id;
    return slugsFor(input, this.#options.digest).find(free) ?? null;
  }

  #planned(
    input: ProductInput,
    stock: ParsedRow['stock'],
    at: { id: ProductId; slug: string; known: KnownProduct | null; rowDigest: string },
  ): Planned {
    const { now } = this.#options;
    const { id, slug, known, rowDigest } = at;
    const intake = this.#intakeOf(input, stock);
    const opening = new Map(intake.map((entry) => [entry.sku, entry.quantity]));
    const { variants, ...rest } = input;
    const product: Product = {
      ...rest,
      id,
      slug,
      // A feed that tells none of these does not take back what the shop knows.
      status: input.status ?? known?.status ?? 'published',
      rating: input.rating ?? known?.rating ?? { average: 0, count: 0 },
      sales: input.sales ?? known?.sales ?? 0,
      pins: known?.pins ?? {},
      sellerName: null,
      version: Math.max(now, (known?.version ?? 0) + 1),
      createdAt: known?.createdAt ?? now,
      variants: variants.map(({ sku, options, gtin, image, price }): Variant => ({
        sku,
        options,
        gtin,
        image,
        availability:
          this.#known.skus.get(sku)?.availability ?? availabilityOf(opening.get(sku) ?? 0),
        prices: [price],
      })),
    };
    const write: ProductWrite = {
      product,
      expected: known?.version ?? null,
      digest: rowDigest,
      slugBefore: known !== null && known.slug !== slug ? known.slug : null,
    };
    return { outcome: known === null ? 'created' : 'updated', write, intake };
  }

  /** Opening stock goes to SKUs that are new; what others have is not the catalogue's to say. */
  #intakeOf(input: ProductInput, stock: ParsedRow['stock']): Intake[] {
    return input.variants.flatMap(({ sku }) => {
      const quantity = stock.get(sku) ?? this.#options.defaultStock ?? 0;
      return this.#known.skus.has(sku) || quantity === 0 ? [] : [{ sku, quantity }];
    });
  }
}
