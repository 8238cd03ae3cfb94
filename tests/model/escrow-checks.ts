/** What holds in every world of a hot SKU: I12, and I1, I2 and I6 over all of its places. */
import { inTransit } from '../../src/inventory/escrow.ts';
import { sum } from '../../src/kernel/money.ts';
import { bookAt, heldIn, laneAt } from './escrow-world.ts';
import type { Rules, World } from './escrow-world.ts';

const soldTo = (world: World, order: number): number[] =>
  world.books.map(({ of }) => {
    const sold = of[order]?.sold ?? null;
    return sold === null || sold.undone ? 0 : sold.quantity;
  });

/** Units on their way between home and its lanes. */
export const travelling = ({ home, lanes }: World): number =>
  sum(
    home.accounts.map((account) => {
      const lane = lanes[account.lane - 1];
      return lane === undefined ? 0 : inTransit(account, lane);
    }),
  );

/** I12: home, lanes and what is between them come to all there is and was not sold. */
function equation(world: World, { stock, wants }: Rules): string | null {
  const onHand = sum(world.books.map((book) => book.onHand));
  const sold = sum(wants.flatMap((_, order) => soldTo(world, order)));
  const between = travelling(world);
  const adds = onHand + between + sold === stock;
  return adds ? null : `I12: ${onHand} on hand, ${between} on the way, ${sold} sold of ${stock}`;
}

/** I12: neither side of a transfer is more than one number ahead. */
function numbers(world: World): string | null {
  for (const { lane: place, granted, recalled, recalling } of world.home.accounts) {
    const lane = laneAt(world, place);
    const down = granted.number - lane.drawn;
    const up = lane.given.number - recalled;
    if (down < 0 || down > 1) return `I12: lane ${place} drew ${lane.drawn} of ${granted.number}`;
    if (up < 0 || up > 1) return `I12: lane ${place} gave ${lane.given.number}, not ${recalled}`;
    if (world.home.open && recalling) return `I12: lane ${place} is recalled while lanes are open`;
  }
  return null;
}

function books(world: World): string | null {
  for (const [place, book] of world.books.entries()) {
    if (book.onHand < 0) return `I1: place ${place} has less than nothing`;
    if (heldIn(book) > book.onHand) return `I1: place ${place} holds more than it has`;
  }
  return null;
}

function orders(world: World, { wants }: Rules): string | null {
  for (const [order, { stage, at }] of world.orders.entries()) {
    const sold = soldTo(world, order);
    if (sold.filter((units) => units > 0).length > 1) return `I2: order ${order + 1} sold twice`;
    const wanted = wants[order] ?? 0;
    if (stage === 'confirmed' && sold[at ?? 0] !== wanted) return 'I2: confirmed, and not sold';
    if (stage === 'ended' && sum(sold) > 0) return 'I2: ended, and sold';
    const held = bookAt(world, at ?? 0).of[order]?.held ?? 0;
    if (stage === 'held' && held !== wanted) return `I6: order ${order + 1} has lost its hold`;
  }
  return null;
}

/** What does not hold in a world; null when all does. */
export const brokenIn =
  (rules: Rules) =>
  (world: World): string | null =>
    equation(world, rules) ?? numbers(world) ?? books(world) ?? orders(world, rules);

/** What is stranded in a world that has come to rest: all that no order holds must be at home. */
export function strandedIn(world: World): string | null {
  if (travelling(world) > 0) return `${travelling(world)} are on the way for ever`;
  for (const [index, lane] of world.lanes.entries()) {
    const book = bookAt(world, index + 1);
    const free = book.onHand - heldIn(book);
    if (free > 0) return `${free} are left in lane ${index + 1}`;
    if (lane.drawing !== null) return `lane ${index + 1} draws for ever`;
  }
  const waiting = world.home.accounts.filter(({ recalling }) => recalling);
  return waiting.length === 0 ? null : 'home recalls for ever';
}
