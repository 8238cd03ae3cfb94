/** Reaches the objects that keep events in their outboxes until somebody has acted on them. */
import { objectNamed } from '../platform/objects.ts';
import type { Acknowledge } from './service.ts';

/** Acknowledges at the owners, through the bindings ORDER and SKU_STOCK. */
export function eventOwners(env: Env, region: string): Acknowledge {
  return async ({ kind, name }, receipts) => {
    switch (kind) {
      case 'order':
        return objectNamed(env.ORDER, name, region).acknowledge(receipts);
      case 'stock':
        return objectNamed(env.SKU_STOCK, name, region).acknowledge(receipts);
    }
  };
}
