import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { brokenAt, detailOf, GENESIS, linkAct } from './audit.ts';
import type { Act, AuditEntry } from './audit.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const act = (path: string): Act => ({
  actor: 'account:ada',
  permission: 'orders.refund',
  method: 'POST',
  path,
  detail: '',
  answers: null,
});

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let at = 1; at <= length; at++) {
    entries.push(linkAct(entries.at(-1) ?? GENESIS, act(`/orders/${at}`), at, digest));
  }
  return entries;
}

test('a log that nobody touched is whole, from its beginning and from any entry', () => {
  const entries = chain(5);
  expect(brokenAt(GENESIS, entries, digest)).toBeNull();
  const [first, ...rest] = entries;
  expect(first && brokenAt(first, rest, digest)).toBeNull();
});

test('an entry that was changed, taken out or put in is found', () => {
  const entries = chain(5);
  for (const change of [
    { path: '/orders/9' },
    { actor: 'account:eve' },
    { at: 99 },
    { detail: 'x' },
    { answers: 1 },
    { permission: 'orders.read' },
    { method: 'GET' },
  ]) {
    const forged = entries.map((entry) => (entry.sequence === 3 ? { ...entry, ...change } : entry));
    expect(brokenAt(GENESIS, forged, digest)).toBe(3);
  }
  expect(brokenAt(GENESIS, entries.toSpliced(2, 1), digest)).toBe(4);
  const extra = linkAct(entries[1] ?? GENESIS, act('/orders/x'), 2, digest);
  expect(brokenAt(GENESIS, entries.toSpliced(2, 0, extra), digest)).toBe(3);
});

test('the log keeps what was asked without whom it was about', () => {
  const body = { role: 'seller', email: 'eve@example.com', name: 'Eve', password: 'secret' };
  expect(detailOf(body)).toBe('{"role":"seller"}');
});

test('a long field is cut, and takes no other’s place', () => {
  const detail = JSON.parse(detailOf({ label: 'x'.repeat(5_000), amount: 7 }));
  expect(detail.amount).toBe(7);
  expect(detail.label).toMatch(/^"x{999}…$/);
});
