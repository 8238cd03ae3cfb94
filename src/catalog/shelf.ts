/** SKUs as the back office looks for them: by what they are called and by how little is left. */
import type { Sku } from '../kernel/ids.ts';
import type { Availability } from './offer.ts';
import type { ProductId } from './product.ts';

export type ShelfItem = {
  readonly sku: Sku;
  readonly productId: ProductId;
  readonly title: string;
  readonly sellerId: string;
  readonly options: Readonly<Record<string, string>>;
  readonly availability: Availability;
};

export type Shelf = {
  item(sku: Sku): Promise<ShelfItem | null>;
  /**
   * SKUs that begin with these letters, or whose product's title has them in it; by SKU.
   * @param seller whose alone; null for everybody's
   */
  find(words: string, limit: number, seller: string | null): Promise<ShelfItem[]>;
  /** Published SKUs that are low or out, the low ones first, since they can still be saved. */
  running(limit: number, seller: string | null): Promise<ShelfItem[]>;
  /** How many published SKUs are low and out. */
  counts(): Promise<{ readonly low: number; readonly out: number }>;
};
