/**
 * The one owner of a seller's invoice numbers of a year. A number is taken in the commit of its
 * document's row, so a crash leaves both or neither, and there is never a gap. A book holds some
 * three million documents of 3 kB before its storage is full; a seller of more takes several books.
 */
import { DurableObject } from 'cloudflare:workers';
import { required } from '../src/kernel/assert.ts';
import type { DataCare } from '../src/orders/care.ts';
import { assertSums, invoiceNumber, yearOfBook } from '../src/invoices/invoice.ts';
import type { Invoice, InvoiceDraft } from '../src/invoices/invoice.ts';
import { invoiceOf, storedInvoice, withoutBuyer } from '../src/invoices/stored.ts';
import type { StoredInvoice } from '../src/invoices/stored.ts';
import { isSealedBy, vaultOf } from '../src/platform/vault.ts';
import type { Vault } from '../src/platform/vault.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';

const SCHEMA = [
  `CREATE TABLE invoice (
     sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL
   )`,
];

type Row = { body: string };
type Place = Row & { sequence: number };

export class InvoiceBook extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #year: number;
  readonly #vault: Vault;
  readonly #owner: string;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const name = required(ctx.id.name, 'an InvoiceBook is named');
    this.#year = yearOfBook(name);
    this.#vault = vaultOf(env);
    this.#owner = `invoices:${name}`;
    this.#schema = new ObjectSchema(ctx.storage, SCHEMA);
  }

  /** Freezes a document under the next number; under a known key it answers what is frozen. */
  issue(draft: InvoiceDraft): Invoice {
    assertSums(draft);
    this.#schema.prepare();
    const { sql } = this.ctx.storage;
    const [known] = sql
      .exec<Row>('SELECT body FROM invoice WHERE key = ?', draft.key)
      .toArray()
      .map(this.#read);
    if (known !== undefined) return known;
    const { last } = sql
      .exec<{ last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM invoice')
      .one();
    const sequence = last + 1;
    const number = invoiceNumber(this.#year, sequence);
    const invoice: Invoice = { ...draft, sequence, number, issuedAt: Date.now() };
    sql.exec('INSERT INTO invoice VALUES (?, ?, ?)', sequence, draft.key, this.#body(invoice));
    return invoice;
  }

  /** The document at a place of the book. */
  at(sequence: number): Invoice | null {
    if (this.#schema.empty) return null;
    const [found] = this.ctx.storage.sql
      .exec<Row>('SELECT body FROM invoice WHERE sequence = ?', sequence)
      .toArray();
    return found === undefined ? null : this.#read(found);
  }

  /** At most `limit` documents below a place, the last one first. */
  below(sequence: number | null, limit: number): Invoice[] {
    if (this.#schema.empty) return [];
    return this.ctx.storage.sql
      .exec<Row>(
        'SELECT body FROM invoice WHERE sequence < ? ORDER BY sequence DESC LIMIT ?',
        sequence ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray()
      .map(this.#read);
  }

  /**
   * Seals anew what is in the clear or under an older key, or forgets buyers: of `limit` documents
   * after a place at most. Answers the last place looked at, or null at the end of the book.
   */
  care(what: DataCare, after: number, limit: number): number | null {
    if (this.#schema.empty) return null;
    const { sql } = this.ctx.storage;
    const rows = sql
      .exec<Place>(
        'SELECT sequence, body FROM invoice WHERE sequence > ? ORDER BY sequence LIMIT ?',
        after,
        limit,
      )
      .toArray();
    for (const row of rows) {
      const { buyer }: StoredInvoice = JSON.parse(row.body);
      const current = typeof buyer === 'string' && isSealedBy(this.#vault, buyer);
      if (what === 'reseal' && current) continue;
      const invoice = this.#read(row);
      const body = this.#body(what === 'reseal' ? invoice : withoutBuyer(invoice));
      sql.exec('UPDATE invoice SET body = ? WHERE sequence = ?', body, row.sequence);
    }
    return rows.at(-1)?.sequence ?? null;
  }

  readonly #read = ({ body }: Row): Invoice => {
    const stored: StoredInvoice = JSON.parse(body);
    return invoiceOf(stored, (text) => this.#vault.open(this.#owner, text));
  };

  #body(invoice: Invoice): string {
    const seal = (text: string) => this.#vault.seal(this.#owner, text);
    return JSON.stringify(storedInvoice(invoice, seal));
  }
}
