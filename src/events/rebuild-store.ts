/** The rebuilds in BACKOFFICE_DB: how far each is, and what it found. */
import type { Rebuild } from './rebuild.ts';
import type { RebuildLog } from './rebuilds.ts';

/** One is under way at most: a second one would empty the first one's scratch table. */
const BEGIN = `
INSERT INTO rebuild (id, step, phase, body, started_at, claimed_until)
SELECT ?1, ?2, ?3, ?4, ?5, 0 WHERE NOT EXISTS (SELECT 1 FROM rebuild WHERE phase <> 'done')`;

const CLAIM = `UPDATE rebuild SET claimed_until = ?4
WHERE id = ?1 AND step = ?2 AND claimed_until <= ?3 RETURNING id`;
const KEEP = 'UPDATE rebuild SET step = ?2, phase = ?3, body = ?4, claimed_until = 0 WHERE id = ?1';
const RELEASE = 'UPDATE rebuild SET claimed_until = 0 WHERE id = ?';

type Row = { readonly body: string };

const read = ({ body }: Row): Rebuild => {
  const rebuild: Rebuild = JSON.parse(body);
  return rebuild;
};

/** ?1 to ?4. */
const texts = (rebuild: Rebuild) =>
  [rebuild.id, rebuild.step, rebuild.phase, JSON.stringify(rebuild)] as const;

/** The rebuilds kept in `database`. */
export function rebuildLog(database: D1Database): RebuildLog {
  const prepare = (sql: string, ...bound: (string | number)[]) =>
    database.prepare(sql).bind(...bound);
  return {
    async begin(rebuild) {
      await prepare(BEGIN, ...texts(rebuild), rebuild.startedAt).run();
    },

    async claim(id, step, now, until) {
      return (await prepare(CLAIM, id, step, now, until).first()) !== null;
    },

    async keep(rebuild) {
      await prepare(KEEP, ...texts(rebuild)).run();
    },

    async release(id) {
      await prepare(RELEASE, id).run();
    },

    async find(id) {
      const row = await prepare('SELECT body FROM rebuild WHERE id = ?', id).first<Row>();
      return row === null ? null : read(row);
    },

    async latest(limit) {
      const sql = 'SELECT body FROM rebuild ORDER BY started_at DESC, id DESC LIMIT ?';
      return (await prepare(sql, limit).all<Row>()).results.map(read);
    },
  };
}
