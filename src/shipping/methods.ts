/** How parcels travel and what that costs, by country: a small table behind the shipping port. */

export type ShippingMethod = {
  readonly id: string;
  readonly label: string;
  /** Minor units, as the market shows prices. */
  readonly price: number;
  /** Such as `2–4 working days`. */
  readonly estimate: string;
};

type Tariff = {
  readonly standard: number;
  readonly freeFrom: number;
  readonly express: number;
  readonly days: string;
};

const HOME: Tariff = { standard: 490, freeFrom: 5_000, express: 1_290, days: '2–3' };
const NEAR: Tariff = { standard: 890, freeFrom: 10_000, express: 2_490, days: '3–5' };
const FAR: Tariff = { standard: 1_290, freeFrom: 15_000, express: 3_490, days: '4–7' };

const TARIFFS: Readonly<Record<string, Tariff>> = {
  DE: HOME,
  AT: NEAR,
  BE: NEAR,
  DK: NEAR,
  FR: NEAR,
  LU: NEAR,
  NL: NEAR,
  PL: NEAR,
  ES: FAR,
  FI: FAR,
  IE: FAR,
  IT: FAR,
  PT: FAR,
  SE: FAR,
};

/**
 * Port: the methods that serve a delivery, cheapest first; none where the shop does not deliver.
 * `goodsTotal` is the goods' worth before discounts: a coupon does not take free delivery away.
 */
export type Carriage = {
  methodsFor(country: string, goodsTotal: number): readonly ShippingMethod[];
};

export const tariffTable: Carriage = {
  methodsFor(country, goodsTotal) {
    const tariff = TARIFFS[country];
    if (tariff === undefined) return [];
    const free = goodsTotal >= tariff.freeFrom;
    return [
      {
        id: 'standard',
        label: 'Standard delivery',
        price: free ? 0 : tariff.standard,
        estimate: `${tariff.days} working days`,
      },
      {
        id: 'express',
        label: 'Express delivery',
        price: tariff.express,
        estimate: '1–2 working days',
      },
    ];
  },
};
