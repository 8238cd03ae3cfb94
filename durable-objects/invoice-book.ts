/**
 * The one owner of a seller's invoice numbers of a year. A number is taken in the commit of its
 * document's row, so a crash leaves both or neither, and there is never a gap. A book holds some
 * three million documents of 3 kB before its storage is full; a seller of more takes several books.
 */
import { DurableObject } from 'cloudflare:workers';
import { required } from '../src/kernel/assert.ts';
import { assertSums, invoiceNumber, yearOfBook } from '../src/invoices/invoice.ts';
import type { Invoice, InvoiceDraft } from '../src/invoices/invoice.ts';
import { ObjectSchema } from '../src/platform/object-schema.ts';

const SCHEMA = [
  `CREATE TABLE invoice (
     sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL
   )`,
];

type Row = { body: string };

const read = ({ body }: Row): Invoice => {
  const invoice: Invoice = JSON.parse(body);
  return invoice;
};

export class InvoiceBook extends DurableObject<Env> {
  readonly #schema: ObjectSchema;
  readonly #year: number;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#year = yearOfBook(required(ctx.id.name, 'an InvoiceBook is named'));
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
      .map(read);
    if (known !== undefined) return known;
    const { last } = sql
      .exec<{ last: number }>('SELECT coalesce(max(sequence), 0) AS last FROM invoice')
      .one();
    const sequence = last + 1;
    const number = invoiceNumber(this.#year, sequence);
    const invoice: Invoice = { ...draft, sequence, number, issuedAt: Date.now() };
    sql.exec('INSERT INTO invoice VALUES (?, ?, ?)', sequence, draft.key, JSON.stringify(invoice));
    return invoice;
  }

  /** The document at a place of the book. */
  at(sequence: number): Invoice | null {
    if (this.#schema.empty) return null;
    const [found] = this.ctx.storage.sql
      .exec<Row>('SELECT body FROM invoice WHERE sequence = ?', sequence)
      .toArray();
    return found === undefined ? null : read(found);
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
      .map(read);
  }
}
