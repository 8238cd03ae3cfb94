/** What must hold at the provider at every moment, not only once all has settled. */
import type { World } from '../world.ts';
import { isPayable } from './intents.ts';
import type { Intent } from './intents.ts';
import type { Payments } from './payments.ts';

const live = (intent: Intent): boolean =>
  intent.disclosed &&
  (isPayable(intent) || ['processing', 'requires_capture'].includes(intent.status));

export class Watch {
  readonly #world: World;
  readonly #payments: Payments;

  constructor(world: World, payments: Payments) {
    this.#world = world;
    this.#payments = payments;
  }

  /** I4 and I15: a payment has become payable, or has moved. */
  payable(intent: Intent): void {
    if (!live(intent)) return;
    const orderId = intent.metadata['order'] ?? '';
    const own = this.#payments.ofOrder(orderId).filter(live);
    this.#world.holds(own.length <= 1, 'I4', orderId, `${own.length} payable payments`);
    const cartId = this.#world.orders.document(orderId)?.cartId ?? '';
    const others = this.#world.orders
      .ofCart(cartId)
      .flatMap((id) => this.#payments.ofOrder(id))
      .filter((other) => live(other) && isPayable(other));
    this.#world.holds(
      others.length <= 1,
      'I15',
      orderId,
      `cart ${cartId}: ${others.length} payable`,
    );
  }

  /** I3, I4 and pain 1: money was taken. */
  captured(intent: Intent): void {
    const orderId = intent.metadata['order'] ?? '';
    const document = this.#world.orders.document(orderId);
    const captured = this.#payments.ofOrder(orderId).filter(({ received }) => received > 0);
    this.#world.holds(captured.length === 1, 'I4', orderId, `captured ${captured.length} times`);
    this.#world.holds(intent.received === document?.total, 'I3', orderId, 'captured another sum');
    const unsold = this.#world.orders.unsoldLines(orderId).join(' ');
    this.#world.holds(unsold === '', 'I5', orderId, `charged without stock: ${unsold}`);
  }
}
