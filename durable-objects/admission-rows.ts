/** The rows of an Admission object, and what it carries of them in memory. Decides nothing. */
import type { OrderId } from '../src/kernel/ids.ts';
import type { SchemaSteps } from '../src/platform/object-schema.ts';
import type { Counts, PassRow, ShardReport, TakenFacts } from '../src/waiting-room/admission.ts';

export const ADMISSION_SCHEMA: SchemaSteps = [
  `CREATE TABLE pass (
     who TEXT PRIMARY KEY, id TEXT NOT NULL, tier TEXT NOT NULL, expires_at INTEGER NOT NULL,
     order_id TEXT
   ) WITHOUT ROWID;
   CREATE TABLE spent (tier TEXT PRIMARY KEY, people INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE taken (
     key TEXT NOT NULL, order_id TEXT NOT NULL, quantity INTEGER NOT NULL,
     given_back INTEGER NOT NULL, PRIMARY KEY (key, order_id)
   ) WITHOUT ROWID;
   CREATE TABLE granted (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL)
     WITHOUT ROWID;`,
];

type PassColumns = {
  who: string;
  id: string;
  tier: string;
  expires_at: number;
  order_id: string | null;
};

const passOfRow = (row: PassColumns): PassRow => ({
  id: row.id,
  tier: row.tier,
  expiresAt: row.expires_at,
  orderId: row.order_id,
});

export class AdmissionRows {
  readonly #sql: SqlStorage;
  #sequence = 0;
  readonly #spent = new Map<string, number>();
  /** Passes without an order whose end is still to come, by who holds them. */
  readonly #inside = new Map<string, { readonly id: string; readonly expiresAt: number }>();
  #bought = 0;
  #lapsed = 0;

  /** @param empty true for an object that was never written, which has no tables yet */
  constructor(sql: SqlStorage, empty: boolean) {
    this.#sql = sql;
    if (!empty) this.#read();
  }

  #read(): void {
    const [granted] = this.#sql
      .exec<{ sequence: number }>('SELECT sequence FROM granted')
      .toArray();
    this.#sequence = granted?.sequence ?? 0;
    const spent = this.#sql.exec<{ tier: string; people: number }>('SELECT * FROM spent');
    for (const { tier, people } of spent) this.#spent.set(tier, people);
    for (const row of this.#sql.exec<PassColumns>('SELECT * FROM pass ORDER BY expires_at')) {
      if (row.order_id === null)
        this.#inside.set(row.who, { id: row.id, expiresAt: row.expires_at });
      else this.#bought++;
    }
  }

  /** Of the newest grant. */
  get sequence(): number {
    return this.#sequence;
  }

  setSequence(sequence: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO granted VALUES (1, ?)', sequence);
    this.#sequence = sequence;
  }

  /** People of each tier let in. */
  spent(): Counts {
    return Object.fromEntries(this.#spent);
  }

  /** How many passes are live without an order, have one, and ended without. */
  passes(now: number): Pick<ShardReport, 'inside' | 'bought' | 'lapsed'> {
    for (const [who, { expiresAt }] of this.#inside) {
      if (expiresAt > now) continue;
      this.#inside.delete(who);
      this.#lapsed++;
    }
    return { inside: this.#inside.size, bought: this.#bought, lapsed: this.#lapsed };
  }

  passOf(who: string): PassRow | null {
    const [row] = this.#sql.exec<PassColumns>('SELECT * FROM pass WHERE who = ?', who).toArray();
    return row === undefined ? null : passOfRow(row);
  }

  admit(who: string, pass: PassRow): void {
    const { id, tier, expiresAt } = pass;
    this.#sql.exec(
      'INSERT OR REPLACE INTO pass VALUES (?, ?, ?, ?, NULL)',
      who,
      id,
      tier,
      expiresAt,
    );
    this.#inside.delete(who);
    this.#inside.set(who, { id, expiresAt });
    const people = (this.#spent.get(tier) ?? 0) + 1;
    this.#sql.exec('INSERT OR REPLACE INTO spent VALUES (?, ?)', tier, people);
    this.#spent.set(tier, people);
  }

  /** What a key has taken, and whether this order, or this person, has. */
  taken(key: string, by: string): TakenFacts {
    const rows = this.#sql
      .exec<{ order_id: string; quantity: number; given_back: number }>(
        'SELECT order_id, quantity, given_back FROM taken WHERE key = ?',
        key,
      )
      .toArray();
    const own = rows.find((row) => row.order_id === by);
    const taken = rows.reduce((sum, row) => sum + (row.given_back === 1 ? 0 : row.quantity), 0);
    if (own === undefined) return { taken, mine: 'none' };
    return { taken, mine: own.given_back === 1 ? 'given_back' : 'taken' };
  }

  take(key: string, by: string, quantity: number): void {
    this.#sql.exec('INSERT OR IGNORE INTO taken VALUES (?, ?, ?, 0)', key, by, quantity);
  }

  giveBack(key: string, orderId: OrderId): void {
    this.#sql.exec(
      `INSERT INTO taken VALUES (?, ?, 0, 1)
       ON CONFLICT (key, order_id) DO UPDATE SET given_back = 1`,
      key,
      orderId,
    );
  }

  /** Notes which order a pass was used for. */
  useFor(who: string, id: string, orderId: OrderId): void {
    const used = this.#sql.exec(
      'UPDATE pass SET order_id = ? WHERE who = ? AND id = ? AND order_id IS NULL',
      orderId,
      who,
      id,
    );
    if (used.rowsWritten === 0) return;
    this.#inside.delete(who);
    this.#bought++;
  }

  /** The pass is unused again, for as long as it has left. */
  freeOf(who: string, id: string, orderId: OrderId): void {
    const [freed] = this.#sql
      .exec<{ expires_at: number }>(
        `UPDATE pass SET order_id = NULL WHERE who = ? AND id = ? AND order_id = ?
         RETURNING expires_at`,
        who,
        id,
        orderId,
      )
      .toArray();
    if (freed === undefined) return;
    this.#bought--;
    this.#inside.set(who, { id, expiresAt: freed.expires_at });
  }
}
