/** The merchant's staff: ships, refunds, cancels, counts the stock, takes some of it by force. */
import { servicesOf } from '../../../src/services.ts';
import type { OrderId } from '../../../src/kernel/ids.ts';
import type { ShipmentStatus } from '../../../src/orders/machine.ts';
import type { OrderView, ReturnView } from '../../../src/orders/view.ts';
import type { World } from '../world.ts';
import type { Goods } from './goods.ts';
import { Person } from './person.ts';

/** How often staff look at the shop. */
const ROUND_MS = 90_000;
/** Rounds after the last shopper has come. */
const LATE_ROUNDS = 16;

/** What becomes of a shipment, the usual more often. */
const NEXT: Readonly<Record<string, readonly [ShipmentStatus, ...ShipmentStatus[]]>> = {
  pending: ['packed', 'packed', 'packed', 'cancelled'],
  packed: ['shipped', 'shipped', 'shipped', 'cancelled'],
  shipped: ['delivered', 'delivered', 'delivered', 'lost'],
};

export class Staff extends Person {
  readonly #goods: Goods;
  readonly #settled = new Set<OrderId>();
  #keys = 0;

  constructor(world: World, goods: Goods) {
    super(world, 'staff', '');
    this.#goods = goods;
  }

  get #orders() {
    return servicesOf(this.world.env).orders;
  }

  async run(): Promise<void> {
    const rounds = Math.ceil(this.#goods.openForMs / ROUND_MS) + LATE_ROUNDS;
    for (let round = 0; round < rounds; round++) {
      await this.wait(ROUND_MS);
      if (this.draws.chance(0.5)) await this.#count();
      for (const id of this.#goods.ids) {
        if (!this.#settled.has(id) && this.draws.chance(0.2)) await this.#lookAt(id);
      }
    }
  }

  #key(fingerprint: string) {
    return { key: `staff-${++this.#keys}`, fingerprint };
  }

  /** A delivery, a count or a loss; what orders hold is taken by force now and then. */
  async #count(): Promise<void> {
    const { stock } = servicesOf(this.world.env);
    const sku = this.draws.pick(this.#goods.skus);
    const delta = this.draws.chance(0.5) ? this.draws.between(1, 3) : -this.draws.between(1, 2);
    const force = this.draws.chance(0.4);
    const movement = { id: `count-${++this.#keys}`, delta, reason: 'count', warehouse: 'main' };
    this.note(`moves ${delta}${force ? ' by force' : ''}`, sku);
    await this.ask('adjust', () => stock.adjust(sku, { ...movement, force }));
  }

  async #lookAt(id: OrderId): Promise<void> {
    const placed = await this.ask('view', () => this.#orders.view(id));
    if (placed === null) return;
    const { order } = placed;
    switch (order.status) {
      case 'confirmed':
      case 'partially_shipped':
      case 'shipped':
      case 'partially_delivered':
        await this.#workOn(id, order);
        return;
      case 'needs_attention':
        if (this.draws.chance(0.5)) await this.#cancel(id);
        return;
      case 'delivered':
        if (this.draws.chance(0.3)) this.#settled.add(id);
        else await this.#takeBack(id, order);
        return;
      case 'refunded':
        this.#settled.add(id);
        if (this.draws.chance(0.1)) await this.#refund(id, order.total.amount);
        return;
      case 'rejected':
      case 'expired':
      case 'cancelled':
        this.#settled.add(id);
        return;
      case 'placed':
      case 'reserved':
      case 'awaiting_payment':
      case 'authorized':
      case 'committed':
        if (this.draws.chance(0.02)) await this.#cancel(id);
    }
  }

  async #workOn(id: OrderId, order: OrderView): Promise<void> {
    const mood = this.draws.next();
    if (mood < 0.08) await this.#cancel(id);
    else if (mood < 0.25) await this.#refund(id, order.total.amount);
    else if (mood < 0.9) await this.#ship(id, order);
  }

  /** Goods come back: asked for, approved, received and judged, each now and then twice. */
  async #takeBack(id: OrderId, order: OrderView): Promise<void> {
    const { draws } = this;
    const open = order.returns.find(({ status }) => status !== 'refunded' && status !== 'refused');
    const line = order.lines.find(({ returnable }) => returnable > 0);
    if (open !== undefined) await this.#judge(id, open);
    else if (line !== undefined) {
      const lines = [{ lineId: line.line_id, quantity: 1, reason: 'too big' }];
      const key = this.#key('return');
      this.note('asks for a return', id);
      await this.ask('return', () => this.#orders.askReturn(id, { lines }, key));
    } else if (draws.chance(0.5)) this.#settled.add(id);
  }

  async #judge(id: OrderId, one: ReturnView): Promise<void> {
    const next = this.draws.pick<'approved' | 'received' | 'refused'>(
      one.status === 'requested' ? ['approved', 'approved', 'approved', 'refused'] : ['received'],
    );
    const fit = this.draws.chance(0.7);
    const lines = one.lines.map(({ line_id: lineId, quantity }) => ({
      ...{ lineId, restocked: fit ? quantity : 0, scrapped: fit ? 0 : quantity },
    }));
    const change = { status: next, note: null, lines, warehouse: null };
    await this.ask('return', () => this.#orders.changeReturn(id, one.id, change));
  }

  async #cancel(id: OrderId): Promise<void> {
    const key = this.#key('cancel');
    this.note('cancels', id);
    await this.ask('cancel', () => this.#orders.cancel(id, 'cancelled_by_staff', key));
  }

  /** Some click twice: under one key, or under two. */
  async #refund(id: OrderId, total: number): Promise<void> {
    const amount = this.draws.chance(0.4) ? null : this.draws.between(1, total);
    const request = { lines: null, amount, reason: 'asked for' };
    const first = this.#key(`refund ${amount}`);
    const clicks = this.draws.pick([[first], [first, first], [first, this.#key('again')]]);
    this.note(`refunds ${amount ?? 'all'}, ${clicks.length} clicks`, id);
    await Promise.all(
      clicks.map((key) => this.ask('refund', () => this.#orders.refund(id, request, key))),
    );
  }

  async #ship(id: OrderId, order: OrderView): Promise<void> {
    const { draws } = this;
    const line = order.lines.find(({ status }) => status === 'open');
    const moving = order.shipments.find(
      ({ status }) => !['delivered', 'lost', 'cancelled'].includes(status),
    );
    if (moving !== undefined && (line === undefined || draws.chance(0.6))) {
      await this.#move(id, moving);
      return;
    }
    if (line === undefined) return;
    const part = { lineId: line.line_id, quantity: 1 };
    const lines = draws.chance(0.3) ? [part] : null;
    const request = { lines, warehouse: null, carrier: 'DHL', trackingNumber: null };
    const key = this.#key(`ship ${JSON.stringify(lines)}`);
    await this.ask('ship', () => this.#orders.ship(id, request, key));
  }

  async #move(id: OrderId, shipment: { id: string; status: string }): Promise<void> {
    const next = this.draws.pick<ShipmentStatus>(NEXT[shipment.status] ?? ['delivered']);
    const change = { status: next, carrier: null, trackingNumber: null, trackingUrl: null };
    await this.ask('ship', () => this.#orders.changeShipment(id, shipment.id, change));
  }
}
