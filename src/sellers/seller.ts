/** Who sells in the shop beside its own house, and on which terms. */
import type { Milliseconds } from '../kernel/time.ts';

export type Seller = {
  /** Such as `acme`: on products, in order lines and in paths. */
  readonly id: string;
  readonly name: string;
  /** What the shop keeps of each sale, in hundredths of a per cent. */
  readonly commission: number;
  readonly createdAt: Milliseconds;
};

/** What a commission counts in: 10,000 hundredths of a per cent are the whole. */
export const WHOLE_COMMISSION = 10_000;

/** Whose goods the shop sells itself: it is nobody to be paid out. */
export const HOUSE = 'house';

export type Sellers = {
  /** By id. */
  list(): Promise<Seller[]>;
  find(id: string): Promise<Seller | null>;
  /** False where the id is taken. */
  add(seller: Seller): Promise<boolean>;
  change(id: string, change: Partial<Pick<Seller, 'name' | 'commission'>>): Promise<Seller | null>;
};
