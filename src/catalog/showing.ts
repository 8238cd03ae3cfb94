/**
 * A product as the shop shows it at one instant: in the shop or out of it by its own times, at the
 * price that holds then, with the badges its facts earn. What is published is made of this alone,
 * so that a scheduled change is one function here and not a condition in every reader.
 */
import type { Milliseconds } from '../kernel/time.ts';
import type { Price, Product, ScheduledPrice } from './product.ts';

/** Badges that tell of the product; `sale` and `low_stock` tell of the variant that is shown. */
export const MARKS = ['new', 'bestseller', 'top_rated'] as const;
export type Mark = (typeof MARKS)[number];

/** In the order in which they are shown. */
export const BADGES = ['sale', ...MARKS, 'low_stock'] as const;
export type Badge = (typeof BADGES)[number];

export type ShownProduct = Product & { readonly marks: readonly Mark[] };

/** From when on a product earns a badge: a setting of the shop. 0 is never. */
export type BadgeRules = {
  /** How long after its release it is new. */
  readonly newForMs: Milliseconds;
  /** Units sold at least. */
  readonly bestsellerSales: number;
  /** Stars on average at least, and how many ratings they must be of. */
  readonly topRated: { readonly stars: number; readonly ratings: number };
};

type Times = { readonly from: Milliseconds | null; readonly until: Milliseconds | null };

const isWithin = ({ from, until }: Times, now: Milliseconds): boolean =>
  (from === null || from <= now) && (until === null || now < until);

/** The first edge of these times after `now`; null for none. */
function nextOf(times: readonly Times[], now: Milliseconds): Milliseconds | null {
  const instants = times.flatMap(({ from, until }) => [from, until]);
  const coming = instants.filter((at) => at !== null).filter((at) => at > now);
  return coming.length === 0 ? null : Math.min(...coming);
}

type PublishTimes = Pick<Product, 'publishFrom' | 'publishUntil'>;

const publishTimes = ({ publishFrom: from, publishUntil: until }: PublishTimes): Times => ({
  from,
  until,
});

/** True while a product with these times is in the shop, provided that it is published. */
export const isOpenAt = (product: PublishTimes, now: Milliseconds): boolean =>
  isWithin(publishTimes(product), now);

/**
 * The price that holds at an instant. One below the usual price is compared with that; one above it
 * is compared with nothing.
 */
export function priceAt(price: Price, now: Milliseconds): Price {
  const scheduled = price.schedule.find((entry) => isWithin(entry, now));
  if (scheduled === undefined) return price;
  const before = price.compareAt ?? price.amount;
  const { amount } = scheduled;
  return { ...price, amount, compareAt: amount < before ? before : null };
}

/** The first instant after `now` at which a price is another or its product comes or goes. */
export const offerChangesAt = (
  product: PublishTimes,
  schedule: readonly ScheduledPrice[],
  now: Milliseconds,
): Milliseconds | null => nextOf([publishTimes(product), ...schedule], now);

/** When a product with this release date begins and ends to be new. */
function newness({ released }: Pick<Product, 'released'>, { newForMs }: BadgeRules): Times | null {
  if (released === null || newForMs === 0) return null;
  const from = Date.parse(released);
  return { from, until: from + newForMs };
}

function marksOf(product: Product, now: Milliseconds, rules: BadgeRules): Mark[] {
  const { bestsellerSales, topRated } = rules;
  const { average, count } = product.rating;
  const times = newness(product, rules);
  const earned: Readonly<Record<Mark, boolean>> = {
    new: times !== null && isWithin(times, now),
    bestseller: bestsellerSales > 0 && product.sales >= bestsellerSales,
    top_rated: topRated.stars > 0 && average >= topRated.stars && count >= topRated.ratings,
  };
  return MARKS.filter((mark) => earned[mark]);
}

/** A product as shoppers see it at an instant; before and after its times it is a draft. */
export function shownAt(product: Product, now: Milliseconds, rules: BadgeRules): ShownProduct {
  return {
    ...product,
    status: isOpenAt(product, now) ? product.status : 'draft',
    variants: product.variants.map((variant) => ({
      ...variant,
      prices: variant.prices.map((price) => priceAt(price, now)),
    })),
    marks: marksOf(product, now, rules),
  };
}

/** The first instant after `now` at which a product is shown otherwise; null for never. */
export function nextChangeAt(
  product: Product,
  now: Milliseconds,
  rules: BadgeRules,
): Milliseconds | null {
  if (product.status === 'draft') return null;
  const schedules = product.variants.flatMap(({ prices }) =>
    prices.flatMap(({ schedule }) => schedule),
  );
  const fresh = newness(product, rules);
  const times: readonly Times[] = [
    publishTimes(product),
    ...schedules,
    ...(fresh === null ? [] : [fresh]),
  ];
  return nextOf(times, now);
}
