/**
 * The invariants of docs/correctness.md, checked against everybody who has a say: the rows of
 * stock, orders, carts and coupons, the provider's payments, the journal, the back office's rows
 * and the mails.
 */
import { env } from 'cloudflare:workers';
import { brokenLink } from '../../../src/inventory/ledger.ts';
import type { StockReport } from '../../../src/inventory/stock.ts';
import { latestRows } from '../../../src/orders/listing.ts';
import { ORDER_TRANSITIONS } from '../../../src/orders/machine.ts';
import { hasEnded } from '../../../src/orders/saga-move.ts';
import type { OrderEvent } from '../../../src/orders/events.ts';
import { demandOf } from '../../../src/orders/effects.ts';
import { allows } from '../../../src/kernel/machine.ts';
import { sum } from '../../../src/kernel/money.ts';
import { sha256 } from '../../../src/platform/crypto.ts';
import { drain, orderObject, storedOrder, unsent, wake } from './crash.ts';
import type { Stored } from './crash.ts';
import { journalled } from './events.ts';
import { mailsTo } from './inbox.ts';
import { PRICE } from './shopper.ts';
import type { Shopper } from './shopper.ts';
import { paymentsOf, refundsOf } from './stripe.ts';
import type { Intent } from './stripe.ts';

/** A coupon that the shoppers' carts carry, and how often it may be used. */
export type World = {
  readonly shoppers: readonly Shopper[];
  readonly coupons?: readonly { readonly code: string; readonly limit: number }[];
};

type Known = Stored & {
  readonly id: string;
  readonly shopper: Shopper;
  readonly payments: readonly Intent[];
  readonly refunded: number;
};

type Told = { id: string; version: number; owner: { name: string } } & OrderEvent;

/** Says what is wrong for each condition that does not hold. */
const wrong = (checks: readonly (readonly [boolean, string])[]): string[] =>
  checks.filter(([holds]) => !holds).map(([, says]) => says);

const idsOf = async (shopper: Shopper): Promise<string[]> =>
  (await shopper.cartState()).orders.map(({ id }) => id);

const skusOf = ({ shoppers }: World): string[] => [
  ...new Set(shoppers.flatMap(({ goods }) => goods.map(({ sku }) => sku))),
];

async function knownOrders({ shoppers }: World): Promise<Known[]> {
  const known: Known[] = [];
  for (const shopper of shoppers) {
    for (const id of await idsOf(shopper)) {
      const stored = await storedOrder(id);
      if (stored === null) continue;
      const payments = await paymentsOf(id);
      const refunds = await Promise.all(payments.map((payment) => refundsOf(payment.id)));
      const made = refunds.flat().filter(({ status }) => status !== 'failed');
      known.push({ ...stored, id, shopper, payments, refunded: sum(made.map((r) => r.amount)) });
    }
  }
  return known;
}

/** Lets every order and every event of a world come to rest: alarms, queues, resends. */
export async function settle(world: World): Promise<void> {
  const ids = (await Promise.all(world.shoppers.map(idsOf))).flat();
  for (const id of ids) if ((await storedOrder(id)) !== null) await wake(id);
  await Promise.all([
    ...ids.map((id) => drain(orderObject(id))),
    ...skusOf(world).map((sku) => drain(env.SKU_STOCK.getByName(sku))),
  ]);
}

/** I1: the books of a SKU add up, in its rows and in its memory. */
async function ofStock(report: StockReport, known: readonly Known[]): Promise<string[]> {
  const { sku, onHand, reserved, available, holds, movements } = report;
  const drift = await env.SKU_STOCK.getByName(sku).reconcile();
  const ids = new Set(known.map(({ id }) => id));
  return wrong([
    [onHand === sum(movements.map(({ delta }) => delta)), `I1 ${sku}: on hand is not its ledger`],
    [reserved === sum(holds.map(({ quantity }) => quantity)), `I1 ${sku}: reserved is not held`],
    [available === onHand - reserved && available >= 0, `I1 ${sku}: ${available} available`],
    [drift === 0, `I1 ${sku}: memory drifts from its rows by ${drift}`],
    [brokenLink(movements.toReversed(), sha256) === null, `I1 ${sku}: the ledger was edited`],
    [holds.every(({ orderId }) => ids.has(orderId)), `I6 ${sku}: a hold of nobody's`],
  ]);
}

/** I2, I5, I6: what an order has sold and holds is what its status says, line by line. */
function ofGoods({ id, document, state }: Known, reports: readonly StockReport[]): string[] {
  const sells = state.status === 'committed' || state.status === 'confirmed';
  const holds = ['reserved', 'awaiting_payment', 'authorized'].includes(state.status);
  return demandOf(document).flatMap(({ sku, quantity }) => {
    const report = reports.find((candidate) => candidate.sku === sku);
    const moves = report?.movements.filter(({ orderId }) => orderId === id) ?? [];
    const held = report?.holds.filter(({ orderId }) => orderId === id) ?? [];
    const sold = -sum(moves.map(({ delta }) => delta));
    return wrong([
      [sold === (sells ? quantity : 0), `I2 ${id}: ${state.status} and ${sold} of ${sku} sold`],
      [
        sum(held.map((line) => line.quantity)) === (holds ? quantity : 0),
        `I6 ${id}: ${state.status} and holds ${held.length} of ${sku}`,
      ],
    ]);
  });
}

const PAYABLE: ReadonlySet<string> = new Set([
  ...['requires_payment_method', 'requires_confirmation', 'requires_action'],
  ...['processing', 'requires_capture'],
]);

/** I3, I4, I5, I6, I13: the money, as the provider has it. */
function ofMoney({ id, document, state, payments, refunded }: Known): string[] {
  const { total } = document;
  const captured = sum(payments.map((payment) => payment.amount_received));
  const own = payments.find((payment) => payment.id === state.intent?.id);
  const strangers = payments.filter((payment) => payment !== own && payment.status !== 'canceled');
  const ended = hasEnded(state);
  const done = state.status === 'confirmed';
  return wrong([
    [captured === 0 || captured === total, `I3 ${id}: ${captured} of ${total} captured`],
    [refunded <= captured, `I3 ${id}: ${refunded} refunded of ${captured}`],
    [(state.tender?.captured ?? 0) === captured, `I3 ${id}: the order's capture is another`],
    [(state.tender?.refunded ?? 0) === refunded, `I3 ${id}: the order's refunds are others`],
    [payments.every((payment) => payment.amount === total), `I13 ${id}: another amount asked`],
    [
      strangers.every((payment) => payment.status === 'requires_payment_method'),
      `I4 ${id}: a payment the order does not know of was paid`,
    ],
    [!done || captured === total, `I5 ${id}: confirmed with ${captured} of ${total}`],
    [!ended || !PAYABLE.has(own?.status ?? 'canceled'), `I6 ${id}: ended and ${own?.status}`],
    [!ended || captured === refunded, `I6 ${id}: ended with ${captured - refunded} kept`],
  ]);
}

/** I9, I13: an order's way leads along its table, at the price its buyer saw. */
function ofWay({ id, document, state, shopper }: Known): string[] {
  const statuses = state.history.map(({ status }) => status);
  const legal = statuses.every((status, index) => {
    const before = statuses[index - 1];
    return before === undefined ? status === 'placed' : allows(ORDER_TRANSITIONS, before, status);
  });
  const units = sum(shopper.goods.map(({ quantity }) => quantity));
  return wrong([
    [legal, `I9 ${id}: went ${statuses.join(' → ')}`],
    [statuses.at(-1) === state.status, `I9 ${id}: is ${state.status} beside its history`],
    [document.subtotal === units * PRICE, `I13 ${id}: ${document.subtotal} for ${units}`],
  ]);
}

const journal = async (): Promise<Told[]> =>
  (await journalled()).map((line) => JSON.parse(JSON.stringify(line)));

/** I9, I11, I14: everything told has arrived, has its effect once, and rows are its replay. */
async function ofEvents(
  { id, state, shopper, document }: Known,
  told: readonly Told[],
): Promise<string[]> {
  const own = told.filter(({ owner }) => owner.name === id);
  const [latest] = latestRows(own.map(({ version, data }) => ({ version, row: data })));
  const { results } = await env.BACKOFFICE_DB.prepare(
    'SELECT version, status, total, captured, refunded FROM order_row WHERE id = ?',
  )
    .bind(id)
    .all();
  const { status, total, captured, refunded } = latest?.row ?? {};
  const replayed = latest && [{ version: latest.version, status, total, captured, refunded }];
  const mails = (await mailsTo(shopper.email)).filter(({ subject }) =>
    subject.includes(`${document.number} is confirmed`),
  );
  const confirmed = state.history.some((entry) => entry.status === 'confirmed');
  return wrong([
    [(await unsent(orderObject(id))) === 0, `I11 ${id}: events wait in the outbox`],
    [
      confirmed === own.some(({ type }) => type === 'order.confirmed'),
      `I11 ${id}: its confirmation is not in the journal`,
    ],
    [mails.length === (confirmed ? 1 : 0), `I11 ${id}: ${mails.length} mails confirm it`],
    [own.every(({ version }) => version <= state.version), `I9 ${id}: told of a later version`],
    [
      JSON.stringify(results) === JSON.stringify(replayed ?? []),
      `I14 ${id}: its row is ${JSON.stringify(results)}`,
    ],
  ]);
}

/** I15: one order of a cart at most can be paid; a confirmed one has left the cart. */
async function ofCart(shopper: Shopper, known: readonly Known[]): Promise<string[]> {
  const own = known.filter((order) => order.shopper === shopper);
  const payable = own.filter(({ state, payments }) =>
    payments.some(({ id, status }) => id === state.intent?.id && PAYABLE.has(status)),
  );
  const { orders } = await shopper.cartState();
  const settled = new Set(orders.filter((order) => order.settled).map(({ id }) => String(id)));
  const left = own.filter(({ id, state }) => state.status === 'confirmed' && !settled.has(id));
  return wrong([
    [payable.length <= 1, `I15 ${shopper.email}: ${payable.length} orders can be paid`],
    [left.length === 0, `I5 ${shopper.email}: bought and still in the cart`],
  ]);
}

/** I7: a code counts once for each order that has not ended, and never past its limit. */
async function ofCoupons({ coupons = [] }: World, known: readonly Known[]): Promise<string[]> {
  const faults = coupons.map(async ({ code, limit }) => {
    const uses = await env.COUPON.getByName(code).uses();
    const users = known.filter(
      ({ document, state }) =>
        document.coupons.some((coupon) => coupon.code === code) && !hasEnded(state),
    );
    return wrong([
      [uses <= limit, `I7 ${code}: used ${uses} times of ${limit}`],
      [uses === users.length, `I7 ${code}: used ${uses} times by ${users.length} orders`],
    ]);
  });
  return (await Promise.all(faults)).flat();
}

/** I8: a key names one order for ever, whatever became of it. */
async function ofKeys(shopper: Shopper): Promise<string[]> {
  const faults: string[] = [];
  for (const key of shopper.keys) {
    if ((await storedOrder(shopper.idOf(key))) === null) continue;
    const { status, body } = await shopper.checkout(key);
    if (status === 201 && body.order.id !== shopper.idOf(key)) faults.push(`I8 ${key}: another`);
    if (status >= 500) faults.push(`I8 ${key}: answers ${status}`);
  }
  return faults;
}

/** What is broken in a world that has come to rest; nothing, if all is well. */
export async function broken(world: World): Promise<string[]> {
  await settle(world);
  const faults: string[] = [];
  for (const shopper of world.shoppers) faults.push(...(await ofKeys(shopper)));
  const known = await knownOrders(world);
  const reports = await Promise.all(
    skusOf(world).map((sku) => env.SKU_STOCK.getByName(sku).report()),
  );
  for (const report of reports) faults.push(...(await ofStock(report, known)));
  const told = await journal();
  for (const order of known) {
    faults.push(...ofGoods(order, reports), ...ofMoney(order), ...ofWay(order));
    faults.push(...(await ofEvents(order, told)));
  }
  for (const shopper of world.shoppers) faults.push(...(await ofCart(shopper, known)));
  return [...faults, ...(await ofCoupons(world, known))];
}
