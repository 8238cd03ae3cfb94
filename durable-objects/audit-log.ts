/** The one owner of the log of what staff did: entries are added, and never changed. */
import { DurableObject } from 'cloudflare:workers';
import { sha256 } from '../src/platform/crypto.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';
import { GENESIS, linkAct } from '../src/staff/audit.ts';
import type { Act, AuditEntry } from '../src/staff/audit.ts';

const SCHEMA = ['CREATE TABLE entry (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL)'];
const NEWEST = 'SELECT body FROM entry WHERE sequence < ? ORDER BY sequence DESC LIMIT ?';
const OLDEST = 'SELECT body FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?';

export class AuditLog extends DurableObject<Env> {
  readonly #schema: ObjectSchema;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = new ObjectSchema(ctx.storage, SCHEMA);
  }

  append(act: Act): number {
    this.#schema.prepare();
    const [last] = this.below(null, 1);
    const entry = linkAct(last ?? GENESIS, act, Date.now(), sha256);
    const body = JSON.stringify(entry);
    this.ctx.storage.sql.exec('INSERT INTO entry VALUES (?, ?)', entry.sequence, body);
    return entry.sequence;
  }

  below(sequence: number | null, limit: number): AuditEntry[] {
    return this.#read(NEWEST, sequence ?? Number.MAX_SAFE_INTEGER, limit);
  }

  above(sequence: number, limit: number): AuditEntry[] {
    return this.#read(OLDEST, sequence, limit);
  }

  #read(query: string, sequence: number, limit: number): AuditEntry[] {
    if (this.#schema.empty) return [];
    const rows = this.ctx.storage.sql.exec<{ body: string }>(query, sequence, limit).toArray();
    return rows.map(({ body }): AuditEntry => JSON.parse(body));
  }
}
