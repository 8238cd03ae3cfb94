/**
 * Takes events in: first into the journal, then into every copy, then on to those who are to tell
 * people, and last back to the owner, which keeps them until then. Doing it all again does no harm.
 */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { StockChanged } from '../inventory/events.ts';
import { availabilityOf } from '../catalog/availability.ts';
import type { StockPort } from '../inventory/stock.ts';
import { required } from '../kernel/assert.ts';
import { asOrderId, asSku } from '../kernel/ids.ts';
import type { OrderId } from '../kernel/ids.ts';
import type { Milliseconds } from '../kernel/time.ts';
import type { NotificationMessage } from '../notifications/notice.ts';
import type { InvoiceService } from '../invoices/service.ts';
import type { OrderPort } from '../orders/port.ts';
import type { OrderProjection } from '../orders/listing.ts';
import type { SellerService } from '../sellers/service.ts';
import { entriesOf, levelsOf, noticesOf, rowsOf } from './event.ts';
import type { EventOwner, JournalEntry, ShopMessage } from './event.ts';

export type EventPorts = {
  readonly journal: { append(entries: readonly JournalEntry[], at: Milliseconds): Promise<void> };
  readonly orders: Pick<OrderProjection, 'project'>;
  /** What an order's documents and shares are made of. */
  readonly billed: OrderPort['billed'];
  readonly invoices: Pick<InvoiceService, 'ofBilled'>;
  /** Books what sellers are owed for an order. */
  readonly selling: Pick<SellerService, 'book'>;
  readonly catalogue: Pick<Catalogue, 'outdated' | 'setAvailability'>;
  readonly stock: Pick<StockPort, 'level'>;
  /** Hands messages to those who tell people; once it resolves they are queued. */
  readonly notify: (messages: readonly NotificationMessage[]) => Promise<void>;
  readonly acknowledge: Acknowledge;
  /** Shows an order to people. */
  readonly flag: OrderPort['flag'];
  /** Reports what a person has to look into, or what will be done again. */
  readonly report: (event: string, fields: Record<string, string | number>) => void;
};

/** Tells an owner that its events were acted on. */
export type Acknowledge = (owner: EventOwner, receipts: readonly string[]) => Promise<void>;

/** A message as the queue delivered it, under the queue's id, sent at `sentAt`. */
export type Delivery = {
  readonly id: string;
  readonly sentAt: Milliseconds;
  /** True for one that came before: it may have been acted on in part. */
  readonly again: boolean;
  readonly message: ShopMessage;
};

/** How often a bucket is set anew when the stock moves while it is being set. */
const MAX_BUCKET_CHECKS = 3;

/**
 * Acts on one batch.
 * @returns the ids of the deliveries to try again; the others are done with.
 */
export async function takeIn(
  deliveries: readonly Delivery[],
  ports: EventPorts,
): Promise<ReadonlySet<string>> {
  const again = new Set<string>();
  const retry: Retry = (failed, step, error) => {
    for (const { id } of failed) again.add(id);
    ports.report('events_not_taken_in', { step, messages: failed.length, error: String(error) });
  };
  const sound = (): Delivery[] => deliveries.filter(({ id }) => !again.has(id));
  await keep(deliveries, ports).catch((error: unknown) => retry(deliveries, 'journal', error));
  await projectOrders(sound(), ports).catch((error: unknown) =>
    retry(sound().filter(isOfOrder), 'orders', error),
  );
  await settleSold(sound(), ports, retry);
  await tellCatalogue(sound(), ports, retry).catch((error: unknown) =>
    retry(sound().filter(isOfStock), 'catalogue', error),
  );
  for (const delivery of sound()) {
    await tellShortages(delivery, ports).catch((error: unknown) =>
      retry([delivery], 'shortage', error),
    );
  }
  const telling = sound().filter(({ message }) => noticesOf(message).length > 0);
  await forward(telling, ports).catch((error: unknown) => retry(telling, 'notify', error));
  await acknowledgeAll(
    sound().filter((delivery) => !telling.includes(delivery)),
    ports,
  );
  return again;
}

const isOfOrder = ({ message }: Delivery): boolean => message.owner.kind === 'order';
const isOfStock = ({ message }: Delivery): boolean => message.owner.kind === 'stock';

/** Under the time the earliest message was sent at: the same batch again has the same key. */
async function keep(deliveries: readonly Delivery[], { journal }: EventPorts): Promise<void> {
  const entries = deliveries.flatMap(({ message }) => entriesOf(message));
  await journal.append(entries, Math.min(...deliveries.map(({ sentAt }) => sentAt)));
}

const projectOrders = (deliveries: readonly Delivery[], { orders }: EventPorts): Promise<void> =>
  orders.project(deliveries.flatMap(({ message }) => rowsOf(message.events)));

type Retry = (failed: readonly Delivery[], step: string, error: unknown) => void;

/**
 * Orders whose money a message tells of, as that of a refund that failed late is owed again; their
 * outboxes keep it until it is billed and booked.
 */
const soldOrders = ({ message }: Delivery): Set<OrderId> =>
  new Set(
    message.events.flatMap((event) => {
      const due =
        event.type === 'order.confirmed' ||
        event.type === 'payment.refunded' ||
        event.type === 'payment.refund_failed';
      return due ? required(asOrderId(event.data.id), 'order ids of events are parsed') : [];
    }),
  );

/** Bills what the batch makes due, once an order; one that fails holds back no other. */
async function settleSold(
  deliveries: readonly Delivery[],
  { billed, invoices, selling }: EventPorts,
  retry: Retry,
): Promise<void> {
  const due = new Map<OrderId, Delivery[]>();
  for (const delivery of deliveries) {
    for (const id of soldOrders(delivery)) due.set(id, [...(due.get(id) ?? []), delivery]);
  }
  await Promise.all(
    [...due].map(async ([id, telling]) => {
      const fails = (step: string) => (error: unknown) => retry(telling, step, error);
      const order = await billed(id).catch(fails('orders'));
      if (!order) return;
      await Promise.all([
        invoices.ofBilled(order).catch(fails('invoices')),
        selling.book(order).catch(fails('sellers')),
      ]);
    }),
  );
}

/** One question for the whole batch finds the few SKUs whose bucket changed. */
async function tellCatalogue(
  deliveries: readonly Delivery[],
  ports: EventPorts,
  retry: Retry,
): Promise<void> {
  const told = levelsOf(deliveries.flatMap(({ message }) => message.events));
  if (told.length === 0) return;
  const levels = await Promise.all(told.map((level) => wholeOf(level, ports)));
  const outdated = await ports.catalogue.outdated(levels);
  const again = deliveries.filter((delivery) => delivery.again);
  const unsure = new Set(
    levelsOf(again.flatMap(({ message }) => message.events)).map(({ sku }) => sku),
  );
  for (const level of levels.filter(({ sku }) => outdated.has(sku) || unsure.has(sku))) {
    await setBucket(level, unsure.has(level.sku), ports).catch((error: unknown) => {
      const telling = deliveries.filter(({ message }) =>
        levelsOf(message.events).some(({ sku }) => sku === level.sku),
      );
      retry(telling, 'catalogue', error);
    });
  }
}

/** How the SKU stands: of a hot one, the event tells how one of its places does. */
async function wholeOf(
  level: StockChanged['data'],
  { stock }: EventPorts,
): Promise<StockChanged['data']> {
  if (level.lane === undefined) return level;
  const sku = required(asSku(level.sku), 'SKUs of events are parsed');
  const { onHand, reserved, available } = await stock.level(sku);
  const sums = { on_hand: onHand, reserved, available };
  return { ...level, ...sums, availability: availabilityOf(available) };
}

async function tellShortages({ message }: Delivery, ports: EventPorts): Promise<void> {
  for (const event of message.events) {
    if (event.type !== 'stock.shortage') continue;
    const { sku, missing, orders } = event.data;
    ports.report('stock_shortage', { sku, missing, orders: orders.join(' ') });
    const known = orders.map(asOrderId).filter((id) => id !== null);
    await Promise.all(
      known.map((id) => ports.flag(id, `${missing} of ${sku} were taken by force`)),
    );
  }
}

/**
 * Sets a SKU's bucket. Messages may come late or out of turn, and buckets carry no version, so
 * after a change the owner is asked: whoever changes a bucket last has seen the truth after it.
 */
async function setBucket(
  level: StockChanged['data'],
  unsure: boolean,
  ports: EventPorts,
): Promise<void> {
  const sku = required(asSku(level.sku), 'SKUs of events are parsed');
  const bucketNow = async () => availabilityOf((await ports.stock.level(sku)).available);
  // Whoever was here before may have set this very bucket, late, and died before asking.
  let bucket = unsure ? await bucketNow() : level.availability;
  for (let check = 0; check < MAX_BUCKET_CHECKS; check++) {
    const changed = await ports.catalogue.setAvailability(sku, bucket);
    if (!changed) return;
    const truth = await bucketNow();
    if (truth === bucket) return;
    bucket = truth;
  }
}

/** The acknowledgement travels on with the notices: who sends the mail gives it. */
async function forward(deliveries: readonly Delivery[], { notify }: EventPorts): Promise<void> {
  if (deliveries.length === 0) return;
  await notify(
    deliveries.map(({ message }) => ({
      owner: message.owner,
      receipts: message.receipts,
      notices: noticesOf(message),
    })),
  );
}

/** One call for each owner. One that fails is not repeated: its owner sends the events again. */
async function acknowledgeAll(deliveries: readonly Delivery[], ports: EventPorts): Promise<void> {
  const byOwner = new Map<string, { owner: EventOwner; receipts: string[] }>();
  for (const { owner, receipts } of deliveries.map(({ message }) => message)) {
    const name = `${owner.kind}:${owner.name}`;
    const known = byOwner.get(name) ?? { owner, receipts: [] };
    known.receipts.push(...receipts);
    byOwner.set(name, known);
  }
  await Promise.all(
    [...byOwner.values()].map(({ owner, receipts }) =>
      ports.acknowledge(owner, receipts).catch((error: unknown) =>
        ports.report('events_not_acknowledged', {
          kind: owner.kind,
          name: owner.name,
          error: String(error),
        }),
      ),
    ),
  );
}
