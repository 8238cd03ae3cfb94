/**
 * Composition root: Env in, Services out. Nothing else constructs a store, a client or an adapter.
 */
import { cartClient } from './cart/client.ts';
import type { CartPort } from './cart/port.ts';
import type { Catalogue } from './catalog/catalogue.ts';
import { catalogueOf } from './catalog/service.ts';
import { offerStore } from './catalog/store.ts';
import { stockClient } from './inventory/client.ts';
import type { AskVerdict } from './inventory/leases.ts';
import type { StockPort } from './inventory/stock.ts';
import { orderClient } from './orders/client.ts';
import type { EffectPorts } from './orders/effects.ts';
import type { OrderPort } from './orders/port.ts';
import { stripeGateway, stripeSdk } from './payments/adapters/stripe.ts';
import { couponUses } from './pricing/client.ts';
import { couponStore } from './pricing/store.ts';
import type { CouponStore } from './pricing/store.ts';
import { configOf } from './platform/config.ts';
import type { Config } from './platform/config.ts';
import { parseTokenKeys } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { outboundFetch } from './platform/outbound.ts';

export type Services = {
  readonly catalogue: Catalogue;
  readonly config: Config;
  readonly tokenKeys: TokenKeys;
  readonly stock: StockPort;
  readonly orders: OrderPort;
  readonly carts: CartPort;
  readonly coupons: CouponStore;
  readonly effects: EffectPorts;
  readonly verdictOf: AskVerdict;
};

function compose(env: Env): Services {
  const config = configOf(env);
  const catalogue = catalogueOf({
    source: offerStore(env.CATALOG_DB),
    clock: Date.now,
    announce: () => undefined,
  });
  const { region, shopId, environment } = config;
  const sdk = stripeSdk(config.stripe.secretKey, outboundFetch(env));
  const gateway = stripeGateway(sdk, { secretKey: config.stripe.secretKey, shopId, environment });
  const stock = stockClient(env.SKU_STOCK, region);
  const orders = orderClient(env.ORDER, region);
  const carts = cartClient(env.CART, region);
  const coupons = couponStore(env.BACKOFFICE_DB);
  return {
    catalogue,
    config,
    tokenKeys: parseTokenKeys(env.TOKEN_KEYS),
    stock,
    orders,
    carts,
    coupons,
    effects: { stock, gateway, coupons: couponUses(env.COUPON, region, coupons), carts },
    verdictOf: (key) => orders.verdict(key),
  };
}

const composed = new WeakMap<Env, Services>();

/** The services of this isolate, composed at first use. */
export function servicesOf(env: Env): Services {
  const known = composed.get(env);
  if (known !== undefined) return known;
  const services = compose(env);
  composed.set(env, services);
  return services;
}
