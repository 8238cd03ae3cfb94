/** The sellers in CATALOG_DB. */
import { asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { seller } from './schema.ts';
import type { Sellers } from './seller.ts';

/** The sellers kept in `database`. */
export function sellerStore(database: D1Database): Sellers {
  const db = drizzle(database);
  return {
    list: () => db.select().from(seller).orderBy(asc(seller.id)),

    async find(id) {
      return (await db.select().from(seller).where(eq(seller.id, id)))[0] ?? null;
    },

    async add(made) {
      const added = await db.insert(seller).values(made).onConflictDoNothing().returning();
      return added.length > 0;
    },

    async change(id, change) {
      const changed = await db.update(seller).set(change).where(eq(seller.id, id)).returning();
      return changed[0] ?? null;
    },
  };
}
