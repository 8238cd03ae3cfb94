/** Bulk jobs in CATALOG_DB: how far each is, what it found, and the names its file has used. */
import type { Job, Note } from './job.ts';
import { isRunning } from './job.ts';
import type { JobLog } from './service.ts';

const CLAIM = `UPDATE catalog_job SET claimed_until = ?4
WHERE id = ?1 AND step = ?2 AND claimed_until <= ?3 RETURNING id`;
const KEEP = `UPDATE catalog_job SET step = ?2, running = ?3, body = ?4, claimed_until = 0
WHERE id = ?1`;
const PLACE = 'UPDATE catalog_job SET body = ?3 WHERE id = ?1 AND step = ?2';
const NOTE = `INSERT OR IGNORE INTO catalog_job_note (job, kind, line, name, text)
SELECT ?1, n.value ->> 'kind', n.value ->> 'line', n.value ->> 'id', n.value ->> 'text'
FROM json_each(?2) AS n`;
const NAME = `INSERT OR IGNORE INTO catalog_job_name (job, name, line)
SELECT ?1, n.value ->> 'name', n.value ->> 'line' FROM json_each(?2) AS n`;
const TAKEN = `SELECT t.name, n.value ->> 'line' AS line, t.line AS first
FROM json_each(?2) AS n JOIN catalog_job_name AS t ON t.job = ?1 AND t.name = n.value ->> 'name'
WHERE t.line <> n.value ->> 'line'`;

type Row = { readonly body: string; readonly cancel: number };
type NoteRow = { line: number; kind: Note['kind']; name: string; text: string };

function jobOf({ body }: Row): Job {
  const job: Job = JSON.parse(body);
  return job;
}

/** The jobs kept in `database`. */
export function jobLog(database: D1Database): JobLog {
  const prepare = (sql: string, ...bound: (string | number)[]) =>
    database.prepare(sql).bind(...bound);
  const forget = (sql: string, before: number) =>
    prepare(`${sql} (SELECT id FROM catalog_job WHERE started_at < ? AND running = 0)`, before);
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
    claim: async (id, step, now, until) =>
      (await prepare(CLAIM, id, step, now, until).first()) !== null,
    async release(id) {
      await prepare('UPDATE catalog_job SET claimed_until = 0 WHERE id = ?', id).run();
    },
    async place(job) {
      await prepare(PLACE, job.id, job.step, JSON.stringify(job)).run();
    },
    async keep(job, notes) {
      await database.batch([
        prepare(NOTE, job.id, JSON.stringify(notes)),
        prepare(KEEP, job.id, job.step, isRunning(job) ? 1 : 0, JSON.stringify(job)),
      ]);
    },
    async cancel(id) {
      await prepare('UPDATE catalog_job SET cancel = 1 WHERE id = ?', id).run();
    },
    async find(id) {
      const row = await prepare(
        'SELECT body, cancel FROM catalog_job WHERE id = ?',
        id,
      ).first<Row>();
      return row === null ? null : { job: jobOf(row), cancel: row.cancel === 1 };
    },
    async latest(limit) {
      const sql = 'SELECT body, cancel FROM catalog_job ORDER BY started_at DESC LIMIT ?';
      return (await prepare(sql, limit).all<Row>()).results.map(jobOf);
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
    async takenNames(id, names) {
      const json = JSON.stringify(names);
      const [, taken] = await database.batch<{ name: string; line: number; first: number }>([
        prepare(NAME, id, json),
        prepare(TAKEN, id, json),
      ]);
      return taken?.results ?? [];
    },
    async forgetBefore(at) {
      await database.batch([
        forget('DELETE FROM catalog_job_note WHERE job IN', at),
        forget('DELETE FROM catalog_job_name WHERE job IN', at),
        prepare('DELETE FROM catalog_job WHERE started_at < ? AND running = 0', at),
      ]);
    },
  };
}
