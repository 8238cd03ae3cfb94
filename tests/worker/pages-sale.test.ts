/** A drop's page, by forms alone: from the countdown to the order, and what holds people up. */
import { afterEach, expect, test, vi } from 'vitest';
import { stockProduct, unique } from './support/shop.ts';
import { clockAt, pass, schedule, toldOf } from './support/sale.ts';
import { fieldOf, textOf, Visitor } from './support/visitor.ts';

afterEach(() => {
  vi.useRealTimers();
});

const FORM = {
  ...{ email: 'ada@example.com', name: 'Ada Lovelace', line1: 'Unter den Linden 1', line2: '' },
  ...{ postal_code: '10117', city: 'Berlin', region: '', country: 'DE' },
  ...{ shipping_method: 'standard', intent: 'place' },
};

async function drop(changes: Record<string, unknown> = {}) {
  const item = await stockProduct(unique('drop'), { stock: 2 });
  const { body } = await schedule([item], changes);
  return { item, id: body.id, path: `/sales/${body.id}` };
}

/** The drop's page as text, with the stage it shows. */
async function look(visitor: Visitor, path: string) {
  const { html, status, headers } = await visitor.get(path);
  const stage = /data-room="(\S+)/.exec(html)?.[1];
  const refresh = /http-equiv="refresh" content="([^"]*)"/.exec(html)?.[1];
  return { status, headers, html, stage, refresh, text: textOf(html) };
}

test('forms alone lead from a ticket to an order, and the pages renew themselves', async () => {
  const { item, id, path } = await drop();
  const ada = new Visitor();
  clockAt(-2 * 3_600);
  expect(await look(ada, path)).toMatchObject({ stage: 'early' });
  clockAt(-60);
  const open = await look(ada, path);
  expect(open).toMatchObject({ status: 200, stage: 'join', refresh: `30;url=${path}` });
  expect(open.headers.get('cache-control')).toContain('no-store');
  expect((await ada.post(`${path}/ticket`, {})).location).toBe(path);
  expect(await look(ada, path)).toMatchObject({ stage: 'drawing' });
  await ada.post('/cart/items', { sku: item, quantity: '1' });
  await toldOf(id, 1);
  await pass(id, 10, 3);
  expect(await look(ada, path)).toMatchObject({ stage: 'turn' });
  expect((await ada.post(`${path}/claim`, {})).location).toBe(path);
  const inside = await look(ada, path);
  expect(inside).toMatchObject({ stage: 'inside' });
  expect(inside.text).toContain('10 min 00 sec');
  const checkout = await ada.get('/checkout');
  const attempt = fieldOf(checkout.html, 'attempt') ?? '';
  const total = fieldOf(checkout.html, 'expected_total') ?? '';
  const placed = await ada.post('/checkout', { ...FORM, attempt, expected_total: total });
  expect(placed.location).toMatch(/^\/orders\/.+\/pay$/);
  expect(await look(ada, path)).toMatchObject({ stage: 'bought' });
});
