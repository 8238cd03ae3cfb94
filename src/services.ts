/**
 * Composition root: Env in, Services out. Nothing else constructs a store, a client or an adapter.
 */
import type { Catalogue } from './catalog/catalogue.ts';
import { catalogueOf } from './catalog/service.ts';
import { offerStore } from './catalog/store.ts';
import { parseTokenKeys } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { configOf } from './platform/config.ts';
import type { Config } from './platform/config.ts';

export type Services = {
  readonly catalogue: Catalogue;
  readonly config: Config;
  readonly tokenKeys: TokenKeys;
};

function compose(env: Env): Services {
  const config = configOf(env);
  const catalogue = catalogueOf({
    source: offerStore(env.CATALOG_DB),
    clock: Date.now,
    announce: () => undefined,
  });
  return { config, tokenKeys: parseTokenKeys(env.TOKEN_KEYS), catalogue };
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
