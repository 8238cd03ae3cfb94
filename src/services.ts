/**
 * Composition root: Env in, Services out. Nothing else constructs a store, a client or an adapter.
 */
import { parseTokenKeys } from './platform/crypto.ts';
import type { TokenKeys } from './platform/crypto.ts';
import { configOf } from './platform/config.ts';
import type { Config } from './platform/config.ts';

export type Services = {
  readonly config: Config;
  readonly tokenKeys: TokenKeys;
};

function compose(env: Env): Services {
  const config = configOf(env);
  return { config, tokenKeys: parseTokenKeys(env.TOKEN_KEYS) };
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
