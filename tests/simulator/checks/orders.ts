/** Each order against the provider and the coupons: I3 to I7, I10 and I13. */
import { ORDER_ENDS } from '../../../src/orders/machine.ts';
import { isPayable, lostOf, refundedOf } from '../outside/intents.ts';
import type { Goods } from '../people/goods.ts';
import type { World } from '../world.ts';
import type { OrderDocument, OrderState } from '../../../src/orders/order.ts';

export function checkOrders(world: World, goods: Goods): void {
  for (const { id, document, state } of world.orders.all()) {
    checkRest(world, id, state);
    checkMoney(world, id, document, state);
    checkPrice(world, id, document, goods);
  }
  checkCoupons(world, goods);
}

/** I10: it has ended, stands confirmed with nothing left to do, or waits for people. */
function checkRest(world: World, id: string, state: OrderState): void {
  const rests = [...ORDER_ENDS, 'confirmed', 'needs_attention'].includes(state.status);
  world.holds(rests, 'I10', id, `still ${state.status}`);
  world.holds(state.effect === null, 'I10', id, `still at ${state.effect?.step}`);
}

function checkMoney(world: World, id: string, document: OrderDocument, state: OrderState): void {
  const intents = world.payments.ofOrder(id);
  const captured = intents.reduce((total, { received }) => total + received, 0);
  const refunded = intents.reduce((total, intent) => total + refundedOf(intent), 0);
  world.holds(captured === 0 || captured === document.total, 'I3', id, `captured ${captured}`);
  world.holds(refunded <= captured, 'I3', id, `refunded ${refunded} of ${captured}`);
  const known = state.tender ?? { captured: 0, refunded: 0 };
  world.holds(known.captured === captured, 'I3', id, `says ${known.captured}, took ${captured}`);
  world.holds(known.refunded === refunded, 'I3', id, `says ${known.refunded}, gave ${refunded}`);
  if (state.status === 'confirmed') {
    world.holds(captured === document.total, 'I5', id, `confirmed, captured ${captured}`);
  }
  if (ORDER_ENDS.includes(state.status)) {
    const kept = captured - refunded - intents.reduce((total, intent) => total + lostOf(intent), 0);
    world.holds(kept <= 0, 'I6', id, `ended, kept ${kept}`);
    const open = intents.find(
      (intent) =>
        intent.status === 'requires_capture' ||
        intent.status === 'processing' ||
        (intent.disclosed && isPayable(intent)),
    );
    world.holds(open === undefined, 'I6', id, `ended, and ${open?.id} is ${open?.status}`);
  }
}

/** I13: frozen at the price of the catalogue, and its parts make the whole. */
function checkPrice(world: World, id: string, document: OrderDocument, goods: Goods): void {
  const { lines, subtotal, discount, shipping, total } = document;
  const sum = lines.reduce((all, line) => all + line.unitPrice * line.quantity, 0);
  const priced = lines.every((line) => line.unitPrice === goods.prices.get(line.sku));
  world.holds(priced, 'I13', id, 'a line has another price than the catalogue');
  world.holds(sum === subtotal, 'I13', id, `lines make ${sum}, not ${subtotal}`);
  world.holds(subtotal - discount + shipping === total, 'I13', id, `the total is ${total}`);
}

/** I7: within each limit, and only for orders that live. */
function checkCoupons(world: World, goods: Goods): void {
  for (const { code, totalLimit, perCustomerLimit } of goods.coupons) {
    const used = world.spaces.Coupon.storageOf(code).rows<{ order_id: string; buyer: string }>(
      'SELECT order_id, buyer FROM used WHERE given_back = 0',
    );
    const limit = totalLimit ?? Infinity;
    world.holds(used.length <= limit, 'I7', code, `${used.length} uses of ${limit}`);
    const counted = new Set(used.map(({ order_id: id }) => id));
    const byBuyer = new Map<string, number>();
    for (const { order_id: id, buyer } of used) {
      byBuyer.set(buyer, (byBuyer.get(buyer) ?? 0) + 1);
      const state = world.orders.state(id);
      const lives = state !== null && !ORDER_ENDS.includes(state.status);
      world.holds(lives, 'I7', id, `${code} is used by an order ${state?.status}`);
    }
    const most = Math.max(0, ...byBuyer.values());
    world.holds(most <= (perCustomerLimit ?? Infinity), 'I7', code, `${most} by one customer`);
    for (const { id, document, state } of world.orders.all()) {
      if (state.status !== 'confirmed') continue;
      const has = document.coupons.some((coupon) => coupon.limited && coupon.code === code);
      world.holds(!has || counted.has(id), 'I7', id, `${code} was taken off and not counted`);
    }
  }
}
