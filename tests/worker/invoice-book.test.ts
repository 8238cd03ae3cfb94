/** A book of invoices: numbers without gaps, whatever crashes and whoever asks twice. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Invoice, InvoiceDraft } from '../../src/invoices/invoice.ts';
import { unique } from './support/shop.ts';

const draftOf = (key: string, amount = 1_190): InvoiceDraft => ({
  key,
  kind: 'invoice',
  orderId: key,
  orderNumber: 'EW-0000-0000-0000',
  orderedAt: 1,
  refundId: null,
  corrects: null,
  reason: null,
  suppliedAt: 1,
  seller: { id: 'house', name: 'S', address: [], taxId: '', timeZone: 'UTC' },
  buyer: {
    email: 'ada@example.com',
    address: {
      name: 'Ada',
      line1: '1',
      line2: null,
      city: 'B',
      region: null,
      postalCode: '1',
      country: 'DE',
    },
  },
  currency: 'EUR',
  lines: [
    { title: 'A lamp', sku: 'L', options: {}, quantity: 1, unitPrice: amount, total: amount },
  ],
  coupons: [],
  shippingLabel: 'Standard',
  subtotal: amount,
  discount: 0,
  shipping: 0,
  pricesIncludeTax: true,
  taxes: [{ name: 'VAT 19 %', rate: 0.19, amount: 190, net: amount - 190 }],
  total: amount,
});

const bookOf = () => env.INVOICE_BOOK.getByName(`${unique('seller')}-2026`);
type Book = ReturnType<typeof bookOf>;

const ROWS = 'SELECT sequence, key FROM invoice ORDER BY sequence';
const rowsOf = (book: Book): Promise<{ sequence: number; key: string }[]> =>
  runInDurableObject(book, (_, { storage }) =>
    storage.sql.exec<{ sequence: number; key: string }>(ROWS).toArray(),
  );

test('a number is given once, and the first wording is the one that is kept', async () => {
  const book = bookOf();
  const first = await book.issue(draftOf('order:a'));
  const second = await book.issue(draftOf('order:b'));
  expect([first.number, second.number]).toEqual(['2026-000001', '2026-000002']);
  expect(await book.issue(draftOf('order:a', 9_990))).toEqual(first);
  expect(await book.at(1)).toEqual(first);
  expect(await book.at(3)).toBeNull();
});

test('a document that does not add up takes no number', async () => {
  const book = bookOf();
  const wrong = { ...draftOf('order:a'), total: 1_191 };
  await expect(book.issue(wrong).catch((error: Error) => error.message)).resolves.toContain(
    'parts add up to the total',
  );
  expect((await book.issue(draftOf('order:b'))).sequence).toBe(1);
});

test('an evicted book goes on where it was', async () => {
  const book = bookOf();
  const first = await book.issue(draftOf('order:a'));
  await evictDurableObject(book);
  expect(await book.issue(draftOf('order:a'))).toEqual(first);
  expect((await book.issue(draftOf('order:b'))).sequence).toBe(2);
  expect((await book.below(null, 10)).map(({ sequence }) => sequence)).toEqual([2, 1]);
  expect((await book.below(2, 10)).map(({ sequence }) => sequence)).toEqual([1]);
});

test('a book that is only read keeps nothing', async () => {
  const book = bookOf();
  expect(await book.at(1)).toBeNull();
  expect(await book.below(null, 5)).toEqual([]);
  const tables = await runInDurableObject(book, (_, { storage }) =>
    storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'invoice'`).toArray(),
  );
  expect(tables).toEqual([]);
});

/** Kills the object while its callers wait: what it had not committed is gone. */
async function crash(book: Book): Promise<void> {
  await runInDurableObject(book, (_, state) => state.abort('a crash of the test')).catch(
    () => null,
  );
}

/** Asks until there is an answer, as a queue does. */
async function issued(name: string, key: string): Promise<Invoice> {
  for (;;) {
    try {
      // A stub of an object that crashed is broken: each try takes a new one.
      return await env.INVOICE_BOOK.getByName(name).issue(draftOf(key));
    } catch {
      await scheduler.wait(1);
    }
  }
}

test('numbers have no gap under 50 issues at once with crashes between them', async () => {
  const keys = fc.array(fc.integer({ min: 0, max: 39 }), { minLength: 50, maxLength: 50 });
  const crashes = fc.array(fc.integer({ min: 0, max: 49 }), { minLength: 1, maxLength: 8 });
  let killed = 0;
  await fc.assert(
    fc.asyncProperty(keys, crashes, async (asked, after) => {
      const name = `${unique('storm')}-2026`;
      const documents = await Promise.all(
        asked.map(async (key, index) => {
          const issuing = issued(name, `order:${key}`);
          if (after.includes(index)) {
            await crash(env.INVOICE_BOOK.getByName(name));
            killed += 1;
          }
          return issuing;
        }),
      );
      const distinct = [...new Set(asked)];
      const rows = await rowsOf(env.INVOICE_BOOK.getByName(name));
      expect(rows.map(({ sequence }) => sequence)).toEqual(distinct.map((_, index) => index + 1));
      const byKey = new Map(rows.map(({ key, sequence }) => [key, sequence]));
      for (const { key, sequence } of documents) expect(byKey.get(key)).toBe(sequence);
    }),
    { numRuns: 10 },
  );
  expect(killed).toBeGreaterThan(0);
});
