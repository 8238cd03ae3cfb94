/**
 * Publishing: what changed in the database becomes documents in KV and memory. Every write leaves
 * the slugs it touched in the outbox, in its own commit; a slug goes from there only when its
 * documents were rebuilt, so that work done twice, late or by two at once ends in the same place.
 */
import { GONE_KEPT_MS } from '../kernel/freshness.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.ts';
import type { Market } from '../pricing/markets.ts';
import type { Copy } from './copies.ts';
import { documentOf } from './document.ts';
import { eachLimited } from './limited.ts';
import type { Product, ProductId } from './product.ts';
import { productKey } from './reads.ts';
import type { ProductReads, DocumentTexts } from './reads.ts';
import type { ShownProduct } from './showing.ts';

/** Slugs one message of the CATALOG_CHANGES queue carries: well below its 128 kB. */
export const MAX_SLUGS_A_MESSAGE = 50;
/** A request may have six connections open at once; KV writes are connections. */
const WRITES_AT_ONCE = 6;
/** Times that copies are written anew because a product changed meanwhile. */
const MAX_ROUNDS = 3;
/** A change still unpublished after this has lost its message. */
const LOST_AFTER_MS = MINUTE_MS;
/** Changes one sweep sends anew; what is left waits for the next minute. */
const MAX_SWEPT = 1_000;

export type CatalogChange = {
  readonly slug: string;
  readonly version: number;
  /** Of the product that stands or stood under the slug. */
  readonly id: ProductId;
};
export type CatalogMessage = { readonly slugs: readonly string[] };

export type PublishingPorts = {
  /** The outbox's rows of these slugs. */
  readonly changes: (slugs: readonly string[]) => Promise<CatalogChange[]>;
  /** The oldest rows up to that version. */
  readonly changesUntil: (version: number, limit: number) => Promise<CatalogChange[]>;
  /** Removes rows whose version is still the same. */
  readonly settle: (changes: readonly CatalogChange[]) => Promise<void>;
  /** Puts them into the outbox again. */
  readonly reopen: (changes: readonly CatalogChange[]) => Promise<void>;
  readonly bySlugs: (slugs: readonly string[]) => Promise<ShownProduct[]>;
  /** Slug → version of the product that stands there, as it was written last. */
  readonly versions: (slugs: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly byIds: (ids: readonly ProductId[]) => Promise<Product[]>;
  /** Brings the search index up to these products, and takes out those that are no more. */
  readonly index: (
    products: readonly ShownProduct[],
    removed: readonly ProductId[],
  ) => Promise<void>;
  readonly documents: DocumentTexts;
  readonly reads: ProductReads;
  readonly markets: readonly Market[];
  readonly send: (messages: readonly CatalogMessage[]) => Promise<void>;
};

export type PurgePort = {
  /** Drops from caches what carries one of these tags. Throws where that was not done. */
  readonly purge: (tags: readonly string[]) => Promise<void>;
};

/** Splits slugs into messages. */
export function messagesOf(slugs: readonly string[]): CatalogMessage[] {
  const messages: CatalogMessage[] = [];
  for (let at = 0; at < slugs.length; at += MAX_SLUGS_A_MESSAGE) {
    messages.push({ slugs: slugs.slice(at, at + MAX_SLUGS_A_MESSAGE) });
  }
  return messages;
}

/**
 * Makes the copies anew of those `slugs` that wait in the outbox: documents and index. Two may be
 * at the same slug, and the slower one may have read first. So it is looked again at what stands
 * there when the copies are written: who has written something old puts it right.
 */
export async function publish(ports: PublishingPorts, slugs: readonly string[]): Promise<void> {
  const changes = await ports.changes(slugs);
  let open: readonly CatalogChange[] = changes;
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round++) {
    open = await copied(ports, open);
  }
  if (open.length > 0) await ports.reopen(open);
  if (changes.length > 0) await ports.settle(changes);
}

/** Writes the copies of what changed; answers what has changed again since it was read. */
async function copied(
  ports: PublishingPorts,
  changes: readonly CatalogChange[],
): Promise<CatalogChange[]> {
  const slugs = changes.map((change) => change.slug);
  const products = await ports.bySlugs(slugs);
  const bySlug = new Map(products.map((product) => [product.slug, product]));
  const built = changes.flatMap((change) =>
    ports.markets.map((market) => builtOf(ports, change, bySlug.get(change.slug) ?? null, market)),
  );
  await eachLimited(built, WRITES_AT_ONCE, async ({ key, copy }) => {
    await ports.documents.write(
      key,
      copy,
      copy.text === null ? GONE_KEPT_MS / SECOND_MS : undefined,
    );
    ports.reads.hold(key, copy);
  });
  await ports.index(products, await removedOf(ports, changes, bySlug));
  const standing = await ports.versions(slugs);
  return changes.flatMap((change): CatalogChange[] => {
    const { slug } = change;
    const { id, version } = bySlug.get(slug) ?? { id: change.id, version: undefined };
    const now = standing.get(slug);
    if (now === version) return [];
    // Of what is gone nobody tells a version; that it is gone is newer than what was written.
    return [{ slug, id, version: now ?? Math.max(change.version, version ?? 0) + 1 }];
  });
}

/** Products of slugs that nothing stands under: removed, unless they have another slug now. */
async function removedOf(
  { byIds }: PublishingPorts,
  changes: readonly CatalogChange[],
  bySlug: ReadonlyMap<string, ShownProduct>,
): Promise<ProductId[]> {
  const gone = changes.filter(({ slug }) => !bySlug.has(slug)).map(({ id }) => id);
  if (gone.length === 0) return [];
  const renamed = new Set((await byIds(gone)).map(({ id }) => id));
  return gone.filter((id) => !renamed.has(id));
}

type Built = { readonly key: string; readonly copy: Copy };

function builtOf(
  { reads }: PublishingPorts,
  change: CatalogChange,
  product: ShownProduct | null,
  market: Market,
): Built {
  const document = product === null ? null : documentOf(product, market);
  const version = Math.max(change.version, product?.version ?? 0);
  return { key: productKey(change.slug, market), copy: reads.copyOf(document, version) };
}

/** Sends anew what has waited in the outbox for longer than a message takes. */
export async function sweep(ports: PublishingPorts, now: number): Promise<number> {
  const changes = await ports.changesUntil(now - LOST_AFTER_MS, MAX_SWEPT);
  if (changes.length > 0) await ports.send(messagesOf(changes.map((change) => change.slug)));
  return changes.length;
}
