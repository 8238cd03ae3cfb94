/**
 * What a write leaves in CATALOG_DB beside the products, in the same batch: slugs whose documents
 * are to be rebuilt, and the answer given under an `Idempotency-Key`.
 */
import type { Remembered } from './admin.ts';
import { idOfRowNumber, rowNumberOf } from './product.ts';
import type { CatalogChange } from './publishing.ts';

/** ?1 = JSON array of `{slug, version, id}`: nothing stands under these any more. */
export const MARK_SLUGS = `
INSERT INTO catalog_change (slug, version, product_id)
SELECT c.value ->> 'slug', c.value ->> 'version', c.value ->> 'id' FROM json_each(?1) AS c
WHERE true ON CONFLICT (slug)
DO UPDATE SET version = excluded.version, product_id = excluded.product_id`;

/** The same, but what was noted meanwhile and is newer stays. */
const REOPEN = MARK_SLUGS.replace('excluded.version', 'max(version, excluded.version)');

/** ?1 = a slug whose document is lost. */
const MARK_LOST = `
INSERT INTO catalog_change (slug, version, product_id)
SELECT slug, version, id FROM product WHERE slug = ?1 ON CONFLICT (slug) DO NOTHING`;

/** ?1 = JSON array of product row numbers: their copies are to be made anew. */
export const MARK_CHANGED = `
INSERT INTO catalog_change (slug, version, product_id)
SELECT p.slug, p.version, p.id FROM json_each(?1) AS asked JOIN product AS p ON p.id = asked.value
WHERE true ON CONFLICT (slug)
DO UPDATE SET version = excluded.version, product_id = excluded.product_id`;

/** ?1 = a seller, ?2 = the time: their products are to be told anew. */
const RAISE_SELLER = 'UPDATE product SET version = max(version + 1, ?2) WHERE seller_id = ?1';
const MARK_SELLER = `
INSERT INTO catalog_change (slug, version, product_id)
SELECT slug, version, id FROM product WHERE seller_id = ?1
ON CONFLICT (slug) DO UPDATE SET version = excluded.version, product_id = excluded.product_id
RETURNING slug`;

type ChangeRow = { slug: string; version: number; product_id: number };

const changeOf = ({ slug, version, product_id: row }: ChangeRow): CatalogChange => ({
  slug,
  version,
  id: idOfRowNumber(row),
});

const KEEP_ANSWER =
  'INSERT INTO idempotency (key, fingerprint, status, body, at) VALUES (?, ?, ?, ?, ?)';

/** The statement that keeps an answer; it fails its batch when the key has one already. */
export const keepAnswer = (database: D1Database, kept: Remembered, now: number) =>
  database.prepare(KEEP_ANSWER).bind(kept.key, kept.fingerprint, kept.status, kept.body, now);

export type OutboxStore = {
  remembered(key: string): Promise<Remembered | null>;
  /** Drops answers kept for longer than any client repeats a request. */
  forgetBefore(at: number): Promise<void>;
  /** The outbox's rows of these slugs. */
  changes(slugs: readonly string[]): Promise<CatalogChange[]>;
  /** Rows up to that version. */
  changesUntil(version: number, limit: number): Promise<CatalogChange[]>;
  /** Puts changes back whose copies may be old; what was noted meanwhile and is newer stays. */
  reopen(changes: readonly CatalogChange[]): Promise<void>;
  /** Notes that a product's document is to be written, though the product has not changed. */
  markLost(slug: string): Promise<void>;
  /** Marks all products of a seller as changed; answers their slugs. */
  markSeller(seller: string, now: number): Promise<string[]>;
  /** Removes rows whose version is still the same. */
  settle(changes: readonly CatalogChange[]): Promise<void>;
};

/** The outbox and the kept answers of `database`. */
export function outboxStore(database: D1Database): OutboxStore {
  const prepare = (sql: string, ...bound: (string | number)[]) =>
    database.prepare(sql).bind(...bound);
  return {
    remembered: (key) =>
      prepare('SELECT key, fingerprint, status, body FROM idempotency WHERE key = ?', key).first(),

    async forgetBefore(at) {
      await prepare('DELETE FROM idempotency WHERE at < ?', at).run();
    },

    async changes(slugs) {
      const sql = `SELECT slug, version, product_id FROM catalog_change
        WHERE slug IN (SELECT value FROM json_each(?))`;
      const { results } = await prepare(sql, JSON.stringify(slugs)).all<ChangeRow>();
      return results.map(changeOf);
    },

    async changesUntil(version, limit) {
      const sql = 'SELECT slug, version, product_id FROM catalog_change WHERE version <= ? LIMIT ?';
      return (await prepare(sql, version, limit).all<ChangeRow>()).results.map(changeOf);
    },

    async reopen(changes) {
      const rows = changes.map(({ slug, version, id }) => ({ slug, version, id: rowNumberOf(id) }));
      await prepare(REOPEN, JSON.stringify(rows)).run();
    },

    async markLost(slug) {
      await prepare(MARK_LOST, slug).run();
    },

    async markSeller(seller, now) {
      const [, marked] = await database.batch<{ slug: string }>([
        prepare(RAISE_SELLER, seller, now),
        prepare(MARK_SELLER, seller),
      ]);
      return marked?.results.map(({ slug }) => slug) ?? [];
    },

    async settle(changes) {
      const sql = `DELETE FROM catalog_change WHERE (slug, version) IN (
        SELECT c.value ->> 'slug', c.value ->> 'version' FROM json_each(?) AS c)`;
      await prepare(sql, JSON.stringify(changes)).run();
    },
  };
}
