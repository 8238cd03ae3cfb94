/** Reaches the objects that keep events in their outboxes until somebody has acted on them. */
import { answerOf, objectNamed } from '../platform/objects.ts';
import type { Acknowledge } from './service.ts';

/** Acknowledges at the owners, through the bindings of their classes. */
export function eventOwners(env: Env, region: string): Acknowledge {
  return async ({ kind, name }, receipts) => {
    switch (kind) {
      case 'order':
        return answerOf(objectNamed(env.ORDER, name, region).acknowledge(receipts));
      case 'stock':
        return answerOf(objectNamed(env.SKU_STOCK, name, region).acknowledge(receipts));
      case 'account':
        return answerOf(objectNamed(env.ACCOUNT, name, region).acknowledge(receipts));
    }
  };
}
