/** What a webhook is taken for: a reason to ask the provider, about one order. */
import type { OrderId } from '../kernel/ids.ts';

export type Notice =
  | { readonly about: 'payment'; readonly orderId: OrderId }
  /** Refunds and disputes. One made at the provider names its payment only. */
  | { readonly about: 'money'; readonly orderId: OrderId }
  | { readonly about: 'money'; readonly paymentId: string };
