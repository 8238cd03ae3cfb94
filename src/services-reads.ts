/** The catalogue's copies and the replica behind them, as shoppers read them. */
import { waitUntil } from 'cloudflare:workers';
import { changeMarks } from './catalog/change-marks.ts';
import type { ChangeMarks } from './catalog/change-marks.ts';
import { SHAPE } from './catalog/document.ts';
import { ListReads } from './catalog/list-reads.ts';
import { outboxStore } from './catalog/outbox-store.ts';
import { productStore } from './catalog/product-store.ts';
import type { ProductStore } from './catalog/product-store.ts';
import type { CatalogMessage } from './catalog/publishing.ts';
import { ProductReads } from './catalog/reads.ts';
import { shownAt } from './catalog/showing.ts';
import type { BadgeRules, ShownProduct } from './catalog/showing.ts';
import { CHANGE_HEARD_MS } from './kernel/freshness.ts';
import type { Clock } from './kernel/random.ts';
import { remembered } from './kernel/remembered.ts';
import { edgeTexts, kvTexts } from './platform/cache.ts';
import { badgeRules } from './platform/config.ts';
import type { BadgeVars } from './platform/config.ts';
import { sha256 } from './platform/crypto.ts';
import { Replica, bookmarkOf } from './platform/database.ts';
import { describeError, log } from './platform/log.ts';

/** What reads need of `Env`. */
export type ReadBindings = Pick<Env, 'CATALOG_DB' | 'DOCUMENTS'> &
  BadgeVars & { readonly CATALOG_CHANGES: Queue<CatalogMessage> };

export type ReadServices = {
  readonly reads: ProductReads;
  readonly lists: ListReads;
  readonly marks: ChangeMarks;
  /** Where reads end that no copy answers. */
  readonly replica: Replica;
};

/** Work after the answer: what fails is told to the log, and the outbox has it still. */
export const later = (work: Promise<unknown>): void =>
  waitUntil(work.catch((error) => log('warn', 'later_failed', { error: describeError(error) })));

/** Looked up at each call, so that a test's clock is seen. */
const clock = () => Date.now();

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Products by their slugs, as they are shown at the time of asking. */
export const shownBySlugs =
  (products: Pick<ProductStore, 'bySlugs'>, now: Clock, badges: BadgeRules) =>
  async (slugs: readonly string[]): Promise<ShownProduct[]> => {
    const found = await products.bySlugs(slugs);
    return found.map((product) => shownAt(product, now(), badges));
  };

/** Composes reads over their bindings. `cache` is this data centre's. */
export function readServices(
  env: ReadBindings,
  cache: () => Pick<Cache, 'match' | 'put'> = () => caches.default,
): ReadServices {
  const { CATALOG_DB: database, DOCUMENTS, CATALOG_CHANGES: queue } = env;
  const badges = badgeRules(env);
  const documents = kvTexts(DOCUMENTS, SHAPE);
  const edge = edgeTexts(cache);
  const replica = new Replica(database);
  const marks = changeMarks(edge, () => bookmarkOf(database), clock);
  const heard = remembered(() => marks.read(), { clock, milliseconds: CHANGE_HEARD_MS });
  const shownNear = shownBySlugs(productStore(replica), clock, badges);
  const shownWritten = shownBySlugs(productStore(database), clock, badges);
  const outbox = outboxStore(database);
  const shared = { documents, clock, digest: sha256, later, pause };
  const reads = new ProductReads({
    ...shared,
    productBySlug: async (slug) => (await shownNear([slug]))[0] ?? null,
    writtenBySlug: async (slug) => (await shownWritten([slug]))[0] ?? null,
    async republish(slug) {
      await outbox.markLost(slug);
      await queue.send({ slugs: [slug] });
    },
  });
  const changedAt = async (): Promise<number> => {
    const { at, bookmark } = await heard.get('');
    if (bookmark !== null) replica.advance(bookmark);
    return at;
  };
  return { reads, lists: new ListReads({ ...shared, edge, changedAt }), marks, replica };
}
