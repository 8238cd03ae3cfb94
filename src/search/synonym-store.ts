/** The merchant's synonyms in the catalogue's database. */
import { MAX_GROUPS } from './synonyms.ts';
import type { SynonymGroup } from './synonyms.ts';

export type SynonymStore = {
  all(): Promise<SynonymGroup[]>;
  put(group: SynonymGroup): Promise<void>;
  /** True where there was such a group. */
  remove(id: string): Promise<boolean>;
};

type GroupRow = { id: string; phrases: string; created_at: number };

/** The synonyms in `database`. */
export function synonymStore(database: D1Database): SynonymStore {
  return {
    async all() {
      const { results } = await database
        .prepare('SELECT id, phrases, created_at FROM search_synonym ORDER BY created_at LIMIT ?')
        .bind(MAX_GROUPS)
        .all<GroupRow>();
      return results.map(({ id, phrases: json, created_at: createdAt }) => {
        const phrases: string[] = JSON.parse(json);
        return { id, phrases, createdAt };
      });
    },
    async put({ id, phrases, createdAt }) {
      await database
        .prepare('INSERT INTO search_synonym (id, phrases, created_at) VALUES (?, ?, ?)')
        .bind(id, JSON.stringify(phrases), createdAt)
        .run();
    },
    async remove(id) {
      const { meta } = await database
        .prepare('DELETE FROM search_synonym WHERE id = ?')
        .bind(id)
        .run();
      return meta.changes > 0;
    },
  };
}
