/** What can happen next in a small world around a hot SKU (`escrow-world.ts`). */
import { drawing, flagged, heardOf, opened, owes, takes } from '../../src/inventory/escrow.ts';
import {
  alarmed,
  arrived,
  asked,
  laneAt,
  orderAt,
  regionsOf,
  rowsAt,
  sent,
  withLane,
  withOrder,
} from './escrow-world.ts';
import type { Message, OrderVerb, Place, Rules, Stage, World } from './escrow-world.ts';
import type { Step } from './explore.ts';

/** What an order makes of an answer; null where it waits for none like it. */
function heard(world: World, message: Message, answer: string): World | null {
  if (!('order' in message)) return null;
  const view = orderAt(world, message.order);
  const to = (stage: Stage, at = view.at) => withOrder(world, message.order, { stage, at });
  switch (message.does) {
    case 'reserve':
      return view.stage === 'reserving' && answer === 'ok' ? to('held', message.to) : null;
    case 'commit':
      return view.stage === 'committing' && answer === 'ok' ? to('confirmed') : null;
    case 'release':
    case 'uncommit':
      if (view.stage !== 'releasing') return null;
      if (answer === 'committed') {
        return sent(world, { to: message.to, does: 'uncommit', order: message.order });
      }
      return view.at === message.to ? to('ended') : null;
  }
}

/** Messages that arrive, their answers heard and unheard. */
export function arrivals(world: World, rules: Rules, texts: readonly string[]): Step<World>[] {
  return texts.flatMap((text) => {
    const message: Message = JSON.parse(text);
    const done = arrived(world, rules, message);
    if (done === null) return [];
    const name = text.replaceAll('"', '');
    const known = heard(done.world, message, done.answer);
    const unheard = { name: `${name} (unheard)`, world: done.world };
    return known === null ? [unheard] : [unheard, { name, world: known }];
  });
}

/** What orders do: ask at home or, as far as they know of it, at their lane; pay; end. */
function decisions(world: World, rules: Rules): Step<World>[] {
  return world.orders.flatMap(({ stage, at }, order): Step<World>[] => {
    const says = (name: string, after: World): Step<World> => ({
      name: `order ${order + 1} ${name}`,
      world: after,
    });
    const told = (verb: OrderVerb, next: Stage): Step<World> => {
      const asking = withOrder(world, order, { stage: next, at });
      return says(verb, sent(asking, { to: at ?? 0, does: verb, order }));
    };
    switch (stage) {
      case 'reserving': {
        const lane = 1 + (order % rules.lanes);
        const ask = (to: Place, epoch: number): Step<World> =>
          says(`asks ${to}`, sent(world, { to, does: 'reserve', order, epoch }));
        const { epoch } = world.home;
        const everywhere = world.books.map((_, to): Message => ({ to, does: 'release', order }));
        const ended = withOrder(world, order, { stage: 'ended', at });
        return [
          ask(0, 0),
          ...(epoch > 0 ? [ask(lane, epoch)] : []),
          says('gives up', sent(ended, ...everywhere)),
        ];
      }
      case 'held':
        return [told('commit', 'committing'), told('release', 'releasing')];
      case 'confirmed':
        return rules.cancels ? [told('release', 'releasing')] : [];
      case 'committing':
      case 'releasing':
      case 'ended':
        return [];
    }
  });
}

/** Leases end at a hold whose order has ended, or holds elsewhere: the order says so. */
function verdicts(world: World, rules: Rules): Step<World>[] {
  return world.books.flatMap((book, place) =>
    book.of.flatMap(({ held }, order): Step<World>[] => {
      const { stage, at } = orderAt(world, order);
      const over = stage === 'ended' || (stage !== 'reserving' && at !== place);
      if (held === 0 || !over) return [];
      const name = `place ${place} asks order ${order + 1}`;
      return [{ name, world: asked(world, rules, { place, verb: 'release', order }).world }];
    }),
  );
}

/** The lanes open, though there be less than they are worth it for; staff turns them off. */
export function modes(world: World, rules: Rules): Step<World>[] {
  const plenty = rowsAt(world, 0).map((row) => ({ ...row, onHand: row.onHand + 1_000 }));
  const next = world.home.epoch < rules.opens ? opened(world.home, plenty) : null;
  return [
    ...(next === null ? [] : [{ name: 'opens', world: { ...world, home: next } }]),
    ...(world.home.regions.length === 0
      ? [{ name: 'is turned on', world: { ...world, home: flagged(world.home, regionsOf(rules)) } }]
      : [{ name: 'is turned off', world: { ...world, home: flagged(world.home, []) } }]),
  ];
}

/** Somebody else wants more than a lane has: it draws, though no order of this world needs it. */
function draws(world: World): Step<World>[] {
  const { epoch, open } = world.home;
  return world.lanes.flatMap((lane, index) =>
    open && takes(lane, epoch) && lane.drawing === null
      ? [
          {
            name: `lane ${index + 1} draws`,
            world: withLane(world, index + 1, drawing(heardOf(lane, epoch), 1)),
          },
        ]
      : [],
  );
}

/** One thing that happens where orders do nothing more; null where nothing is left to happen. */
function quietStep(world: World, rules: Rules): World | null {
  for (const text of world.wire) {
    const message: Message = JSON.parse(text);
    if ('order' in message) continue;
    const idle =
      message.does === 'offer' && !owes(laneAt(world, message.lane), rowsAt(world, message.lane));
    const done = idle ? null : arrived(world, rules, message);
    const after = done === null ? world : alarmed(done.world, rules);
    if (JSON.stringify(after) !== JSON.stringify(world)) return after;
  }
  const [verdict] = verdicts(world, rules);
  return verdict === undefined ? null : alarmed(verdict.world, rules);
}

/** The world when lanes are off and all that objects send each other has arrived. */
export function settled(world: World, rules: Rules): World {
  const patient = { ...rules, recalls: Infinity };
  let at = alarmed({ ...world, home: flagged(world.home, []) }, rules);
  for (let next = quietStep(at, patient); next !== null; next = quietStep(at, patient)) at = next;
  return at;
}

/** What happens by itself: orders decide, leases end, others buy. */
export const turns = (world: World, rules: Rules): Step<World>[] => [
  ...decisions(world, rules),
  ...verdicts(world, rules),
  ...draws(world),
];

/** The world after a step, with what its objects' alarms send. */
export const after = ({ name, world }: Step<World>, rules: Rules): Step<World> => ({
  name,
  world: alarmed(world, rules),
});

/** Everything that can happen next. */
export const stepsOf =
  (rules: Rules) =>
  (world: World): Step<World>[] =>
    [...arrivals(world, rules, world.wire), ...turns(world, rules), ...modes(world, rules)].map(
      (step) => after(step, rules),
    );
