/** Messages of the queues, made by hand and handed to the shop's own consumers. */
import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { DeadLetter } from '../../../src/events/dead-letters.ts';
import type { Rebuild } from '../../../src/events/rebuild.ts';
import type { OrderRow } from '../../../src/orders/events.ts';
import { journalIn } from '../../../src/platform/journal.ts';
import type { JournalPart } from '../../../src/platform/journal.ts';
import { consume } from '../../../src/queues.ts';
import { servicesOf } from '../../../src/services.ts';
import type { Services } from '../../../src/services.ts';
import { unique } from './shop.ts';

export const services = servicesOf(env);

/** What becomes of one batch: ids acknowledged and ids to be tried again. */
export async function deliver(
  queue: string,
  bodies: readonly unknown[],
  attempts = 1,
  shop: Services = services,
): Promise<{ acked: number; retried: { delaySeconds?: number }[] }> {
  const timestamp = new Date();
  const batch = createMessageBatch(
    queue,
    bodies.map((body, index) => ({ id: `${index}`, timestamp, attempts, body })),
  );
  const context = createExecutionContext();
  await consume(batch, shop);
  const result = await getQueueResult(batch, context);
  return { acked: result.explicitAcks.length, retried: result.retryMessages };
}

/** A rebuild of the orders' projection, done to its end. */
export async function rebuilt(repair = true): Promise<Rebuild> {
  const { rebuilds } = services;
  let rebuild = await rebuilds.start(repair);
  while (rebuild.phase !== 'done') rebuild = (await rebuilds.advance(rebuild.id)) ?? rebuild;
  return rebuild;
}

/** Every line of the journal. */
export async function journalled(): Promise<unknown[]> {
  const journal = journalIn(env.JOURNAL);
  const lines: unknown[] = [];
  let after: string | null = null;
  for (let done = false; !done;) {
    const part: JournalPart = await journal.read(after);
    lines.push(...part.lines);
    ({ done, last: after } = part);
  }
  return lines;
}

/** The letters of a queue, the latest first. */
export async function lettersOf(queue: string): Promise<readonly DeadLetter[]> {
  const query = { queue, state: null, cursor: null, limit: 100 };
  return (await services.deadLetters.page(query))?.items ?? [];
}

export const rowOf = (changes: Partial<OrderRow> = {}): OrderRow => ({
  id: unique('order-row'),
  number: 'EW-0000-0000-0000',
  status: 'confirmed',
  currency: 'EUR',
  total: 5_000,
  captured: 5_000,
  refunded: 0,
  buyer: 'nobody',
  country: 'DE',
  placed_at: 1_700_000_000_000,
  lines: [{ sku: 'LAMP-1', title: 'A brass lamp', quantity: 2, line_total: 5_000 }],
  attention: null,
  ...changes,
});

/** A message of one event that nobody is told of. */
export const orderMessage = (row: OrderRow, version: number, type = 'order.updated') => ({
  owner: { kind: 'order', name: row.id },
  receipts: [`${row.id}:${version}`],
  events: [{ id: `${row.id}:${version}:${type}`, type, version, at: 1, data: row }],
});

/** A message of a SKU's stock. */
export const stockMessage = (
  sku: string,
  version: number,
  available: number,
  availability: string,
) => ({
  owner: { kind: 'stock', name: sku },
  receipts: [`${sku}:${version}`],
  events: [
    {
      id: `stock.changed:${sku}:${version}`,
      type: 'stock.changed',
      version,
      at: 1,
      data: {
        sku,
        on_hand: available,
        reserved: 0,
        available,
        availability,
        ledger: { sequence: 1, hash: 'h' },
      },
    },
  ],
});
