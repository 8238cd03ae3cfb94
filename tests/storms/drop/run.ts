/**
 * A drop over HTTP against workerd on loopback: the shop idle, then with browsing alone, then the
 * crowd, which comes ten times as fast as the sale lets people in.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RouteCounts } from '../../../bench/drop/route-of.ts';
import { required } from '../../../src/kernel/assert.ts';
import { drawing } from '../../drop/crowd.ts';
import { audit } from '../audit.ts';
import { times } from '../crowd.ts';
import { StormShop } from '../shop.ts';
import { browse } from './browsing.ts';
import type { Browsed } from './browsing.ts';
import { cartOf, checkout, pay, restOf } from './buying.ts';
import { Door } from './door.ts';
import { accounts, invite } from './invited.ts';
import type { Invited } from './invited.ts';
import { Notes } from './notes.ts';
import { DropShopper } from './shopper.ts';
import type { Drop, Habit, Person } from './shopper.ts';
import { watchThreads } from './threads.ts';

export type Options = {
  readonly shoppers: number;
  readonly units: number;
  /** People let in a second; ten times as many arrive. */
  readonly ratePerS: number;
  readonly browsesPerS: number;
  readonly invited: number;
  /** How long browsing is measured alone. */
  readonly aloneMs: number;
  /** Checkouts that are measured alone. */
  readonly checkoutsAlone: number;
  /** How long an unpaid order holds its unit. */
  readonly holdMs: number;
  /** Part of the crowd that claims in several tabs and orders twice. */
  readonly tabs: number;
  readonly seed: number;
};

export type DropOverHttp = {
  readonly options: Options;
  readonly notes: Notes;
  readonly sold: number;
  readonly lastedMs: number;
  readonly checkoutsAlone: readonly number[];
  readonly alone: Browsed;
  readonly during: Browsed;
  /** Of the thread that runs the Workers, 0 to 1: with browsing alone, and while the crowd came. */
  readonly busyAlone: number;
  readonly busy: number;
  readonly counts: RouteCounts;
  /** What does not hold of the stock, the orders and the payments. */
  readonly faults: readonly string[];
};

const PAIR = 'pair';
const LAMP = 'lamp';
/** As the import names what is called “Thing lamp”. */
const SLUG = 'thing-lamp';
const OVERLOAD = 10;
/** Of the crowd, before the draw. */
const EARLY = 0.1;
const SETTLE_MS = 2_000;
const LINE_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Of the crowd, beside those with tabs. */
const SHARES: readonly (readonly [Habit, number])[] = [
  ['refresher', 0.03],
  ['forger', 0.03],
  ['no_show', 0.05],
  ['unpaid', 0.03],
];

function habitOf(drawn: number, tabs: number): Habit {
  let from = 0;
  for (const [habit, share] of [...SHARES, ['tabs', tabs] as const]) {
    from += share;
    if (drawn < from) return habit;
  }
  return 'plain';
}

function crowdOf({ shoppers, tabs, seed }: Options, invited: readonly Invited[]): Person[] {
  const draw = drawing(seed);
  // The invited are spread over the arrivals.
  const every = Math.max(1, Math.floor(shoppers / Math.max(1, invited.length)));
  return times(shoppers, (index): Person => {
    const isInvited = index % every === 0;
    const account = isInvited ? (invited[index / every] ?? null) : null;
    // Whoever is signed in has one cart in all tabs, and another's ticket is looked up for them.
    const drawn = habitOf(draw(), tabs);
    const alone = account === null || (drawn !== 'forger' && drawn !== 'tabs');
    const habit = alone ? drawn : 'plain';
    const number = account === null ? invited.length + index : index / every;
    // Most of those who hear "unlikely" go; one in ten stays to the end.
    const doubts = draw() < 0.1 ? Infinity : 2 + Math.floor(draw() * 3);
    return { number, habit, doubts, pace: draw(), account };
  });
}

/** Ordinary orders at the rate of the sale, with nobody else there. */
async function checkoutsAlone(
  shop: StormShop,
  door: Door,
  { checkoutsAlone: count, ratePerS }: Options,
): Promise<number[]> {
  const orders = times(count, async (number) => {
    await pause((number * 1_000) / ratePerS);
    const headers = {};
    const cart = required(await cartOf(door, LAMP, headers), 'a cart in an idle shop');
    const buyer = { number: 20_000_000 + number, headers };
    const { body, ms } = await checkout(door, buyer, cart, `alone-${number}`);
    const order = required(body.order, 'an order in an idle shop');
    shop.orders.push(order);
    await pay(door, body.payment ?? null);
    await restOf(door, order);
    return ms;
  });
  return Promise.all(orders);
}

async function schedule(shop: StormShop, { ratePerS }: Options, startsAt: number): Promise<string> {
  const { status, body } = await shop.staff<{ id: string }>('POST', '/sales', {
    ...{ name: 'The drop', skus: [PAIR], mode: 'first_come', max_per_buyer: 1 },
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + HOUR_MS).toISOString(),
    ...{ rate_per_s: ratePerS, require: { velocity: false } },
    tiers: [{ id: 'vip', label: 'Invited', weight: 1 }],
  });
  if (status !== 201) throw new Error(`scheduling: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

type Line = {
  sequence: number;
  tiers: { id: string; bucket: number; fraction: number }[];
};

/** Reads the line each second until told to stop. */
function watchLine({ door, notes, sale }: Drop): () => void {
  const stopping = new AbortController();
  const watched = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { status, body } = await door.get<Line>(`/api/sales/${sale}/line`);
      if (status === 200) notes.line(body.sequence, body.tiers);
      await pause(LINE_MS);
    }
  };
  void watched();
  return () => stopping.abort();
}

type Came = Pick<DropOverHttp, 'during' | 'busy' | 'lastedMs'>;

/** Lets the crowd come, a tenth of it before the draw; ends when everybody has left. */
async function letThemCome(drop: Drop, people: readonly Person[], options: Options): Promise<Came> {
  const { shop } = drop;
  const perSecond = options.ratePerS * OVERLOAD;
  const startedAt = performance.now();
  const unwatch = watchLine(drop);
  const browsing = browse(shop.origin, SLUG, options.browsesPerS);
  const busySince = watchThreads(shop.pid);
  const shoppers: Promise<void>[] = [];
  for (const [index, person] of people.entries()) {
    const due = startedAt + (index * 1_000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
    shoppers.push(new DropShopper(drop, person).run());
  }
  const busy = busySince();
  const during = await browsing.stop();
  await Promise.all(shoppers);
  unwatch();
  return { during, busy, lastedMs: performance.now() - startedAt };
}

async function stocked(shop: StormShop, { units, shoppers }: Options): Promise<void> {
  await shop.stock([PAIR], units);
  await shop.stock([LAMP], shoppers);
}

/** Runs a drop in a shop of its own. */
export async function runDrop(options: Options): Promise<DropOverHttp> {
  const vars = { HOLD_TTL_MS: String(options.holdMs), PAYMENT_POLL_MS: '15000' };
  const shop = await StormShop.open(vars, 'bench/drop/counted-shop.ts');
  try {
    const door = new Door(shop);
    await stocked(shop, options);
    const vips = await accounts(shop, options.invited);
    const checkouts = await checkoutsAlone(shop, door, options);
    await pause(SETTLE_MS);
    const aloneSince = watchThreads(shop.pid);
    const browsing = browse(shop.origin, SLUG, options.browsesPerS);
    await pause(options.aloneMs);
    const busyAlone = aloneSince();
    const alone = await browsing.stop();

    const earlyMs = (options.shoppers * EARLY * 1_000) / (options.ratePerS * OVERLOAD);
    const sale = await schedule(shop, options, Date.now() + earlyMs + SETTLE_MS);
    const invited = await invite(shop, sale, 'vip', vips);
    const notes = new Notes();
    const drop = { shop, door, notes, sale, sku: PAIR, lastTicket: '' };
    await pause(SETTLE_MS);
    await shop.get('/bench/reset');
    const came = await letThemCome(drop, crowdOf(options, invited), options);
    const { body: counts } = await shop.get<RouteCounts>('/bench/counts');
    const faults = await audit(shop);
    const { sold } = await shop.stockOf(PAIR);
    return {
      options,
      notes,
      sold,
      checkoutsAlone: checkouts,
      alone,
      busyAlone,
      counts,
      faults,
      ...came,
    };
  } finally {
    await shop.close();
  }
}
