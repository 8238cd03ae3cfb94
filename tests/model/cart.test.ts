/**
 * A cart's one open order explored to the end: tabs with keys of their own begin, supersede, place
 * and pay, each stopping anywhere, and what was sent arriving twice or late.
 */
import { expect, test } from 'vitest';
import { beginOrder, emptyCart, settleOrder } from '../../src/cart/cart.ts';
import type { CartLine, CartState } from '../../src/cart/cart.ts';
import { required } from '../../src/kernel/assert.ts';
import { asOrderId, asSku } from '../../src/kernel/ids.ts';
import type { OrderId } from '../../src/kernel/ids.ts';
import { explore } from './explore.ts';
import type { Step } from './explore.ts';

const BOUGHT = 1;
const IN_CART = 2;
const sku = required(asSku('A'), 'a SKU');
const ids = ['order-00001', 'order-00002', 'order-00003'].map((id) =>
  required(asOrderId(id), 'an order id'),
);

/** An order as its object has it; `overtaken` was superseded before it was placed. */
type Order = 'unknown' | 'overtaken' | 'payable' | 'paid' | 'confirmed' | 'ended';
/** What a tab does next: `replacing` holds the order it has seen end. */
type Tab =
  | { readonly does: 'begin'; readonly replacing: OrderId | null }
  | { readonly does: 'supersede'; readonly open: OrderId }
  | { readonly does: 'place' }
  | { readonly does: 'nothing' };

type World = {
  readonly cart: CartState;
  readonly orders: readonly Order[];
  readonly tabs: readonly Tab[];
};

const LINE: CartLine = {
  ...{ sku, title: 'A', slug: 'a', image: null, options: {}, sellerId: 'house' },
  ...{ quantity: IN_CART, unitPrice: 1, lockedUntil: 0, availability: 'in_stock' },
};

const start = (tabs: number): World => ({
  cart: { ...emptyCart({ id: 'eu', currency: 'EUR' }, 0), lines: [LINE] },
  orders: ids.slice(0, tabs).map(() => 'unknown'),
  tabs: ids.slice(0, tabs).map(() => ({ does: 'begin', replacing: null })),
});

const idOf = (place: number): OrderId => required(ids[place], 'an order');

const to = (world: World, at: number, tab: Tab): World => ({
  ...world,
  tabs: world.tabs.with(at, tab),
});

const ordered = (world: World, at: number, order: Order): World => ({
  ...world,
  orders: world.orders.with(at, order),
});

/** One call of a tab, as the checkout makes it. */
function tabSteps(world: World, at: number): Step<World>[] {
  const tab = required(world.tabs[at], 'a tab');
  const name = `tab ${at + 1}`;
  switch (tab.does) {
    case 'begin': {
      const begun = beginOrder(world.cart, idOf(at), tab.replacing, 0);
      if (begun.ok) {
        const opened = { ...world, cart: begun.value };
        return [
          { name: `${name} begins`, world: to(opened, at, { does: 'place' }) },
          { name: `${name} begins, unheard`, world: opened },
        ];
      }
      if (begun.reason === 'known_order') {
        return [{ name: `${name} begins again`, world: to(world, at, { does: 'place' }) }];
      }
      if (begun.reason === 'cart_empty') {
        return [{ name: `${name} finds nothing`, world: to(world, at, { does: 'nothing' }) }];
      }
      const { open } = begun;
      return [{ name: `${name} finds ${open}`, world: to(world, at, { does: 'supersede', open }) }];
    }
    case 'supersede':
      return superseded(world, at, tab.open);
    case 'place': {
      const placed = world.orders[at] === 'unknown' ? ordered(world, at, 'payable') : world;
      return [
        { name: `${name} places`, world: to(placed, at, { does: 'nothing' }) },
        { name: `${name} places, unheard`, world: placed },
      ];
    }
    case 'nothing':
      return [];
  }
}

/** What the other order says when it is to make way. */
function superseded(world: World, at: number, open: OrderId): Step<World>[] {
  const other = ids.indexOf(open);
  const order = required(world.orders[other], 'the open order');
  const ended: Order = order === 'unknown' ? 'overtaken' : order === 'payable' ? 'ended' : order;
  const after = ordered(world, other, ended);
  const name = `tab ${at + 1} supersedes ${open}`;
  const settled = world.cart.orders.some(({ id, settled: over }) => id === open && over);
  const gone = ended === 'overtaken' || ended === 'ended' || (ended === 'confirmed' && settled);
  const next: Tab = gone ? { does: 'begin', replacing: open } : { does: 'nothing' };
  return [
    { name, world: to(after, at, next) },
    { name: `${name}, unheard`, world: after },
  ];
}

/** What orders do by themselves: they are paid, expire, are confirmed, and tell the cart. */
function orderSteps(world: World, at: number): Step<World>[] {
  const name = `order ${at + 1}`;
  switch (world.orders[at]) {
    case 'payable':
      return [
        { name: `${name} is paid`, world: ordered(world, at, 'paid') },
        { name: `${name} expires`, world: ordered(world, at, 'ended') },
      ];
    case 'paid':
      return [
        { name: `${name} is confirmed`, world: ordered(world, at, 'confirmed') },
        { name: `${name} is cancelled`, world: ordered(world, at, 'ended') },
      ];
    case 'confirmed': {
      const bought = [{ sku, quantity: BOUGHT }];
      const cart = settleOrder(world.cart, idOf(at), bought, 0);
      return [{ name: `${name} settles the cart`, world: { ...world, cart } }];
    }
    default:
      return [];
  }
}

function broken({ cart, orders }: World): string | null {
  const payable = orders.filter((order) => order === 'payable').length;
  if (payable > 1) return `I15: ${payable} payable orders of one cart`;
  const open = cart.orders.filter(({ settled }) => !settled).length;
  if (open > 1) return `${open} open orders in the cart`;
  const settled = cart.orders.filter(
    ({ id, settled: over }) => over && orders[ids.indexOf(id)] === 'confirmed',
  ).length;
  const left = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  if (left < IN_CART - BOUGHT * settled) return `the cart lost ${IN_CART - left} of ${settled}`;
  return null;
}

test.each([
  { tabs: 1, states: 13 },
  { tabs: 2, states: 257 },
  { tabs: 3, states: 6_877 },
])('$tabs tabs of a cart never have two payable orders', ({ tabs, states }) => {
  const explored = explore(start(tabs), {
    keyOf: (world) => JSON.stringify(world),
    steps: (world) =>
      world.tabs.flatMap((_tab, at) => [...tabSteps(world, at), ...orderSteps(world, at)]),
    broken,
  });
  expect(explored.size).toBe(states);
});
