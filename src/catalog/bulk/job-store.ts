/** Bulk jobs in CATALOG_DB: how far each is, what it found, and the names its file has used. */
import { parametersOf } from '../write-store.ts';
import type { Job, Note } from './job.ts';
import { isRunning } from './job.ts';
import type { FoundJob, JobLog } from './service.ts';

const CLAIM = `UPDATE catalog_job SET claimed_until = ?4,
  body = json_set(body, '$.tries', coalesce(body ->> '$.tries', 0) + 1)
WHERE id = ?1 AND step = ?2 AND claimed_until <= ?3 RETURNING body, cancel`;
/** ?5 and ?6 stand for ?3 and ?4 where somebody has said meanwhile that it is to end. */
const KEEP = `UPDATE catalog_job SET step = step + 1, claimed_until = 0,
  running = iif(cancel = 1, ?5, ?3), body = iif(cancel = 1, ?6, ?4)
WHERE id = ?1 AND step = ?2 RETURNING body, cancel`;
const PLACE = 'UPDATE catalog_job SET body = ?3 WHERE id = ?1 AND step = ?2';
const NOTE = `INSERT OR IGNORE INTO catalog_job_note (job, kind, line, name, text)
SELECT ?1, n.value ->> 'kind', n.value ->> 'line', n.value ->> 'id', n.value ->> 'text'
FROM json_each(?2) AS n WHERE EXISTS (SELECT 1 FROM catalog_job WHERE id = ?1 AND step = ?3)`;
const NAME = `INSERT OR IGNORE INTO catalog_job_name (job, name, line)
SELECT ?1, n.value ->> 'name', n.value ->> 'line' FROM json_each(?2) AS n`;
const TAKEN = `SELECT t.name, n.value ->> 'line' AS line, t.line AS first
FROM json_each(?2) AS n JOIN catalog_job_name AS t ON t.job = ?1 AND t.name = n.value ->> 'name'
WHERE t.line <> n.value ->> 'line'`;

const FIND = 'SELECT body, cancel FROM catalog_job WHERE id = ?1';
const LATEST = 'SELECT body, cancel FROM catalog_job ORDER BY started_at DESC LIMIT ?1';
const LATEST_OF = `SELECT body, cancel FROM catalog_job WHERE body ->> 'seller' = ?2
ORDER BY started_at DESC LIMIT ?1`;

type Row = { readonly body: string; readonly cancel: number };
type NoteRow = { line: number; kind: Note['kind']; name: string; text: string };

function jobOf({ body }: Row): Job {
  // Jobs of a release before there were sellers' are the shop's.
  const { seller = null, ...job }: Omit<Job, 'seller'> & Partial<Pick<Job, 'seller'>> =
    JSON.parse(body);
  return { ...job, seller };
}

const columnsOf = (job: Job) => [isRunning(job) ? 1 : 0, JSON.stringify(job)] as const;

const foundIn = (row: Row): FoundJob => ({ job: jobOf(row), cancel: row.cancel === 1 });

const takenNamesIn =
  (database: D1Database): JobLog['takenNames'] =>
  async (id, names) => {
    const json = JSON.stringify(names);
    const [, taken] = await database.batch<{ name: string; line: number; first: number }>([
      database.prepare(NAME).bind(id, json),
      database.prepare(TAKEN).bind(id, json),
    ]);
    return taken?.results ?? [];
  };

/** The jobs kept in `database`. */
export function jobLog(database: D1Database): JobLog {
  const prepare = (sql: string, ...bound: (string | number)[]) =>
    database.prepare(sql).bind(...bound);
  return {
    async begin(job) {
      await prepare(
        `INSERT INTO catalog_job (id, step, running, claimed_until, cancel, started_at, body)
         VALUES (?, ?, 1, 0, 0, ?, ?)`,
        job.id,
        job.step,
        job.startedAt,
        JSON.stringify(job),
      ).run();
    },
    async claim(id, step, now, until) {
      const row = await prepare(CLAIM, id, step, now, until).first<Row>();
      return row === null ? null : foundIn(row);
    },
    async release(id, claimed, until) {
      const sql = 'UPDATE catalog_job SET claimed_until = ?3 WHERE id = ?1 AND claimed_until = ?2';
      await prepare(sql, id, claimed, until).run();
    },
    async place(job) {
      await prepare(PLACE, job.id, job.step, JSON.stringify(job)).run();
    },
    async keep({ id, step }, next, ifCancelled, notes) {
      const keep = prepare(KEEP, id, step, ...columnsOf(next), ...columnsOf(ifCancelled));
      const listed = parametersOf(notes).map((part) => prepare(NOTE, id, part, step));
      const answers = await database.batch<Row>([...listed, keep]);
      const [row] = answers.at(-1)?.results ?? [];
      return row === undefined ? null : jobOf(row);
    },
    async cancel(id) {
      await prepare('UPDATE catalog_job SET cancel = 1 WHERE id = ?', id).run();
    },
    async find(id) {
      const row = await prepare(FIND, id).first<Row>();
      return row === null ? null : foundIn(row);
    },
    async latest(limit, seller) {
      const rows = seller === null ? prepare(LATEST, limit) : prepare(LATEST_OF, limit, seller);
      return (await rows.all<Row>()).results.map(jobOf);
    },
    async left(now) {
      const sql = 'SELECT id FROM catalog_job WHERE running = 1 AND claimed_until <= ?';
      return (await prepare(sql, now).all<{ id: string }>()).results.map(({ id }) => id);
    },
    async notes(id, kind, limit) {
      const sql = `SELECT line, kind, name, text FROM catalog_job_note
        WHERE job = ? AND kind = ? ORDER BY line LIMIT ?`;
      const { results } = await prepare(sql, id, kind, limit).all<NoteRow>();
      return results.map(({ name, ...note }) => ({ ...note, id: name }));
    },
    takenNames: takenNamesIn(database),
    async endedBefore(at, limit) {
      const sql = 'SELECT id FROM catalog_job WHERE started_at < ? AND running = 0 LIMIT ?';
      return (await prepare(sql, at, limit).all<{ id: string }>()).results.map(({ id }) => id);
    },
    async forget(id) {
      await database.batch([
        prepare('DELETE FROM catalog_job_note WHERE job = ?', id),
        prepare('DELETE FROM catalog_job_name WHERE job = ?', id),
        prepare('DELETE FROM catalog_job WHERE id = ?', id),
      ]);
    },
  };
}
