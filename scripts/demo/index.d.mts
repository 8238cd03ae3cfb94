/** Types of the demo shop, for the TypeScript that imports it. */

export interface DemoVariant {
  sku: string;
  options: Record<string, string>;
  price_minor: number;
  compare_at_minor?: number;
  stock: number;
  image: string;
}

export interface DemoRow {
  id: string;
  slug: string;
  title: string;
  brand: string;
  category: string;
  description: string;
  price_minor: number;
  compare_at_minor?: number;
  currency: 'EUR';
  mpn: string;
  released: string;
  tags: string[];
  attributes: Record<string, string | number | boolean>;
  images: { url: string; alt: string }[];
  rating?: { average: number; count: number };
  sales: number;
  status: 'published' | 'draft';
  variants: DemoVariant[];
}

export interface DemoArt {
  /** Key in the media bucket, `demo/<name>.svg`; served under `/media/`. */
  key: string;
  body: string;
  contentType: 'image/svg+xml';
}

export interface DemoCoupon {
  code: string;
  kind: 'percent' | 'amount';
  /** Percent, or minor units of EUR. */
  value: number;
  minimum_minor?: number;
  starts_at?: string;
  ends_at?: string;
  total_limit?: number;
  per_customer_limit?: number;
  combinable?: boolean;
}

/** Every product as a row of the importer's format. */
export function demoRows(): DemoRow[];
/** Every picture that the rows point to, and the shop's own. */
export function demoArt(): DemoArt[];
export const COUPONS: readonly DemoCoupon[];

export interface DemoDrop {
  name: string;
  skus: string[];
  mode: 'lottery' | 'first_come';
  max_per_buyer: number;
  starts_at: string;
  ends_at: string;
  tiers: { id: string; label: string; weight: number }[];
}

/** Drops as they are scheduled at a time, in milliseconds. */
export function dropsFrom(now: number): DemoDrop[];
