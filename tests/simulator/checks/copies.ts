/**
 * What was told and what is made of it: I11 (nothing waits, nothing is lost), I14 (lists are what
 * their owners and the journal say), mails, invoices, and what shoppers are shown of the stock.
 */
import { availabilityOf } from '../../../src/catalog/availability.ts';
import { orderRow } from '../../../src/orders/view.ts';
import type { World } from '../world.ts';

type Row = Readonly<Record<string, unknown>>;

const ORDER_ROWS = 'SELECT * FROM order_row ORDER BY id';

/** True once an order was told of: one that came to nothing before is nobody's business. */
const wasTold = (history: readonly { readonly status: string }[]): boolean =>
  history.some(({ status }) => status === 'awaiting_payment' || status === 'confirmed');

export function checkCopies(world: World): void {
  checkOutboxes(world);
  checkList(world);
  checkMails(world);
  checkInvoices(world);
  checkShelf(world);
  checkReplay(world);
}

function checkOutboxes(world: World): void {
  for (const space of [world.spaces.Order, world.spaces.SkuStock]) {
    for (const { name, storage } of space.all()) {
      const [left] = storage.rows<{ n: number }>('SELECT count(*) AS n FROM outbox');
      world.holds(left?.n === 0, 'I11', name, `${left?.n} events wait`);
    }
  }
  for (const letter of world.backoffice.rows('SELECT reason, queue FROM dead_letter')) {
    const reason = String(letter['reason']);
    world.holds(reason !== 'malformed', 'I11', '', `${String(letter['queue'])}: ${reason}`);
  }
}

/** I14: the list's row of an order is what its owner would say of it now. */
function checkList(world: World): void {
  const rows = new Map(world.backoffice.rows(ORDER_ROWS).map((row) => [row['id'], row]));
  for (const { id, document, state } of world.orders.all()) {
    const listed = rows.get(id);
    if (!wasTold(state.history)) continue;
    world.holds(listed !== undefined, 'I14', id, 'is in no list');
    const owned: Row = { ...orderRow(document, state) };
    for (const [name, value] of Object.entries(owned)) {
      const told = name === 'lines' ? JSON.parse(String(listed?.[name])) : listed?.[name];
      const same = JSON.stringify(told) === JSON.stringify(value);
      const says = `${name} is listed as ${String(told)}, and is ${String(value)}`;
      world.holds(same, 'I14', id, says);
    }
  }
}

/** Each order that was confirmed has had its mail, and no mail went out without a claim of it. */
function checkMails(world: World): void {
  const claims = new Map(
    world.backoffice
      .rows('SELECT key, attempts, state FROM notification')
      .map((row) => [String(row['key']), row]),
  );
  for (const [key, taken] of world.mails.taken) {
    const attempts = Number(claims.get(key)?.['attempts'] ?? 0);
    world.holds(taken <= attempts, 'I11', key, `sent ${taken} times by ${attempts} claims`);
  }
  for (const { id, state } of world.orders.all()) {
    const confirmed = state.history.some(({ status }) => status === 'confirmed');
    const key = `${id}:order_confirmed`;
    const sent = world.mails.taken.has(key);
    const over = claims.get(key)?.['state'] === 'sent';
    world.holds(!confirmed || (sent && over), 'I11', id, 'confirmed without a mail');
  }
}

/** Numbers without a gap, and an invoice for each order that was paid for. */
function checkInvoices(world: World): void {
  const invoiced = new Set<string>();
  for (const { name, storage } of world.spaces.InvoiceBook.all()) {
    const rows = storage.rows<{ sequence: number; body: string }>(
      'SELECT sequence, body FROM invoice ORDER BY sequence',
    );
    for (const [place, { sequence, body }] of rows.entries()) {
      world.holds(sequence === place + 1, 'invoices', name, `a gap before ${sequence}`);
      const { orderId, kind }: { orderId: string; kind: string } = JSON.parse(body);
      if (kind === 'invoice') invoiced.add(orderId);
    }
  }
  for (const { id, document, state } of world.orders.all()) {
    const captured = state.tender?.captured ?? 0;
    const due =
      captured === document.total && state.history.some((at) => at.status === 'confirmed');
    world.holds(!due || invoiced.has(id), 'invoices', id, 'confirmed without an invoice');
  }
}

/** What shoppers are shown of a SKU is what its owner has. */
function checkShelf(world: World): void {
  for (const { sku, availability } of world.catalogue.rows(
    'SELECT sku, availability FROM variant',
  )) {
    const name = String(sku);
    const storage = world.spaces.SkuStock.storageOf(name);
    const [stock] = storage.rows<{ n: number }>('SELECT coalesce(sum(on_hand), 0) AS n FROM stock');
    const [held] = storage.rows<{ n: number }>('SELECT coalesce(sum(quantity), 0) AS n FROM hold');
    const truth = availabilityOf((stock?.n ?? 0) - (held?.n ?? 0));
    const untouched =
      storage.rows('SELECT 1 FROM movement WHERE reason <> ?', 'import').length === 0;
    const same = availability === truth || untouched;
    world.holds(same, 'I14', name, `shown as ${String(availability)}, and is ${truth}`);
  }
}

type Told = { readonly version: number; readonly data: Row };

/** I14: what the journal says of each order, by its highest version, is what the list has. */
function checkReplay(world: World): void {
  const latest = new Map<unknown, Told>();
  for (const text of world.journal.texts()) {
    for (const line of text.split('\n').filter((written) => written !== '')) {
      const entry: Told & { owner: { kind: string } } = JSON.parse(line);
      const { id } = entry.data;
      const known = latest.get(id)?.version ?? -1;
      if (entry.owner.kind === 'order' && entry.version > known) latest.set(id, entry);
    }
  }
  const rows = world.backoffice.rows(ORDER_ROWS);
  world.holds(rows.length === latest.size, 'I14', '', 'the journal knows other orders');
  for (const row of rows) {
    const told = latest.get(row['id']);
    const id = String(row['id']);
    world.holds(told?.version === row['version'], 'I14', id, 'the journal has another version');
    const same = told?.data['status'] === row['status'] && told?.data['total'] === row['total'];
    world.holds(same, 'I14', id, 'the journal tells another row');
  }
}
