/** The catalogue's part of the composition root: its stores, copies, queue and use cases. */
import { CatalogueAdmin } from './catalog/admin.ts';
import { staleTags } from './catalog/cache-tags.ts';
import type { Catalogue } from './catalog/catalogue.ts';
import { SHAPE } from './catalog/document.ts';
import { offerCopies } from './catalog/offers.ts';
import { pinsOf } from './catalog/pins.ts';
import type { Pins } from './catalog/pins.ts';
import { pinStore } from './catalog/pin-store.ts';
import type { StockIntake } from './catalog/ports.ts';
import { outboxStore } from './catalog/outbox-store.ts';
import type { OutboxStore } from './catalog/outbox-store.ts';
import { productStore } from './catalog/product-store.ts';
import type { ProductStore } from './catalog/product-store.ts';
import { messagesOf, publish } from './catalog/publishing.ts';
import type { CatalogMessage, PublishingPorts, PurgePort } from './catalog/publishing.ts';
import type { ListReads } from './catalog/list-reads.ts';
import { catalogueOf } from './catalog/service.ts';
import type { Shelf } from './catalog/shelf.ts';
import { shelfStore } from './catalog/shelf-store.ts';
import { offerStore } from './catalog/store.ts';
import type { TimetablePorts } from './catalog/timetable.ts';
import { timetableStore } from './catalog/timetable-store.ts';
import { rowOfValue } from './catalog/wire.ts';
import { writeStore } from './catalog/write-store.ts';
import { DEFAULT_MARKET } from './pricing/markets.ts';
import { kvTexts } from './platform/cache.ts';
import { badgeRules } from './platform/config.ts';
import { sha256 } from './platform/crypto.ts';
import type { Replica } from './platform/database.ts';
import { later, readServices, shownBySlugs } from './services-reads.ts';
import type { ReadBindings, ReadServices } from './services-reads.ts';
import { indexFeed } from './services-search.ts';

export type CatalogueServices = {
  readonly catalogue: Catalogue;
  readonly catalogueAdmin: CatalogueAdmin;
  /** Staff's view of the list, with drafts. */
  readonly products: ProductStore;
  readonly lists: ListReads;
  /** Where shoppers' reads end that no copy answers. */
  readonly replica: Replica;
  /** SKUs as staff look for them. */
  readonly shelf: Shelf;
  readonly publishing: PublishingPorts & PurgePort;
  readonly catalogueOutbox: OutboxStore;
  /** What changes by itself, and when. */
  readonly timetable: TimetablePorts;
  /** What comes first in a category. */
  readonly pins: Pins;
  /** Publishes a seller's products anew. */
  readonly republish: (seller: string) => Promise<void>;
};

/** What the catalogue needs of `Env`. */
export type CatalogueBindings = ReadBindings & {
  readonly CATALOG_CHANGES: Queue<CatalogMessage>;
};

/** `sendBatch` takes a hundred messages. */
const MESSAGES_A_BATCH = 100;

async function sendAll(queue: Queue<CatalogMessage>, messages: readonly CatalogMessage[]) {
  for (let at = 0; at < messages.length; at += MESSAGES_A_BATCH) {
    const batch = messages.slice(at, at + MESSAGES_A_BATCH);
    await queue.sendBatch(batch.map((body) => ({ body })));
  }
}

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

/** What lies outside the catalogue, as it is told of changes. */
type Outside = { readonly stock: StockIntake } & PurgePort;

/** Publishes what changed, in this request if someone waits for it; true where that was done. */
async function tell(
  publishing: PublishingPorts & PurgePort,
  slugs: readonly string[],
  atOnce: boolean,
): Promise<boolean> {
  const published =
    atOnce &&
    (await publish(publishing, slugs).then(
      () => true,
      () => false,
    ));
  // Where it is published the queue has only the purge left to do, should that fail here.
  const send = () => publishing.send(messagesOf(slugs));
  later(published ? publishing.purge(staleTags(slugs)).catch(send) : send());
  return published;
}

/** Composes the catalogue over its bindings. `reading` replaces how it is read. */
export function catalogueServices(
  env: CatalogueBindings,
  { stock, purge }: Outside,
  reading: ReadServices = readServices(env),
): CatalogueServices {
  const { reads, lists, marks, replica } = reading;
  const badges = badgeRules(env);
  const source = offerStore(env.CATALOG_DB, clock);
  const products = productStore(env.CATALOG_DB);
  const outbox = outboxStore(env.CATALOG_DB);
  const byIds = (ids: readonly string[]) => products.byIds(ids);
  const copies = offerCopies(source, clock);
  const publishing: PublishingPorts & PurgePort = {
    changes: (slugs) => outbox.changes(slugs),
    changesUntil: (version, limit) => outbox.changesUntil(version, limit),
    settle: (changes) => outbox.settle(changes),
    reopen: (changes) => outbox.reopen(changes),
    versions: (slugs) => products.versions(slugs),
    bySlugs: shownBySlugs(products, clock, badges),
    byIds,
    index: indexFeed(env),
    documents: kvTexts(env.DOCUMENTS, SHAPE),
    reads,
    markets: [DEFAULT_MARKET],
    send: (messages) => sendAll(env.CATALOG_CHANGES, messages),
    purge,
  };
  const announce = async (slugs: readonly string[], atOnce: boolean): Promise<boolean> => {
    copies.clear();
    return tell(publishing, slugs, atOnce);
  };
  const announceOfStaff = async (slugs: readonly string[], atOnce: boolean): Promise<void> => {
    later(marks.note(await announce(slugs, atOnce)));
  };
  const store = {
    ...writeStore(env.CATALOG_DB, badges),
    remembered: (key: string) => outbox.remembered(key),
  };
  const admin = new CatalogueAdmin({
    store,
    byIds,
    rowOfValue,
    stock,
    announce: announceOfStaff,
    clock,
    digest: sha256,
  });
  const find = (id: string) => admin.get(id);
  return {
    timetable: { ...timetableStore(env.CATALOG_DB), byIds, announce, badges, clock },
    pins: pinsOf({ ...pinStore(env.CATALOG_DB), find, byIds, announce: announceOfStaff, clock }),
    catalogue: catalogueOf({ source, reads, copies, clock, announce }),
    catalogueAdmin: admin,
    products,
    lists,
    replica,
    shelf: shelfStore(env.CATALOG_DB),
    publishing,
    catalogueOutbox: outbox,
    async republish(seller) {
      await announceOfStaff(await outbox.markSeller(seller, clock()), false);
    },
  };
}
