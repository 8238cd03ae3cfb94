/** A drop's page, by forms alone: from the countdown to the order, and what holds people up. */
import { afterEach, expect, test, vi } from 'vitest';
import { lineThrough } from '../../src/admin/sale-chart.tsx';
import { required } from '../../src/kernel/assert.ts';
import { asSku } from '../../src/kernel/ids.ts';
import { ADMIN, call, stockProduct, unique } from './support/shop.ts';
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

test('says why not: unproved, paused, over, for accounts alone, or no such drop', async () => {
  const { id, path } = await drop({ require: { velocity: false, captcha: true } });
  const ada = new Visitor();
  clockAt(-30);
  const asked = await look(ada, path);
  expect(asked.html).toContain(`data-work="/api${path}/work"`);
  const unproved = await ada.post(`${path}/ticket`, { challenge: 'x', nonce: '1' });
  expect(unproved.status).toBe(409);
  expect(textOf(unproved.html)).toContain('We could not see that you are no program.');
  const staff = new Visitor();
  await staff.post(`/admin/sales/${id}/act`, { act: 'open' }, ADMIN);
  await pass(id, 0, 2);
  const pausing = await staff.post(`/admin/sales/${id}/act`, { act: 'pause' }, ADMIN);
  expect(pausing.location).toBe(`/admin/sales/${id}?done=pause`);
  await pass(id, 5, 4);
  expect((await look(ada, path)).text).toContain('The drop is paused.');
  expect((await look(ada, path)).text).toContain('A ticket that you take now counts');
  const hasty = await staff.post(`/admin/sales/${id}/act`, { act: 'stop' }, ADMIN);
  expect(hasty.location).toBe(`/admin/sales/${id}`);
  await staff.post(`/admin/sales/${id}/act`, { act: 'stop', sure: 'yes' }, ADMIN);
  clockAt(30);
  const over = await look(ada, path);
  expect(over).toMatchObject({ stage: 'over', refresh: undefined });
  expect((await look(ada, '/sales/nothing-here')).status).toBe(404);

  const closed = await drop({ require: { account: true } });
  const link = /href="(\/account\/sign-in[^"]*)"/.exec((await look(ada, closed.path)).html)?.[1];
  expect(link).toBe(`/account/sign-in?next=${encodeURIComponent(closed.path)}`);
});

test('while the last piece is being paid nobody is asked in, and is told so once', async () => {
  const { item, id, path } = await drop({ max_per_buyer: 2 });
  const [ada, bob, late] = [new Visitor(), new Visitor(), new Visitor()];
  for (const visitor of [ada, bob]) await visitor.post(`${path}/ticket`, {});
  await toldOf(id, 2);
  await pass(id, 10, 3);
  expect(await look(bob, path)).toMatchObject({ stage: 'turn' });
  await ada.post(`${path}/claim`, {});
  await ada.post('/cart/items', { sku: item, quantity: '2' });
  const checkout = await ada.get('/checkout');
  const attempt = fieldOf(checkout.html, 'attempt') ?? '';
  const total = fieldOf(checkout.html, 'expected_total') ?? '';
  const placed = await ada.post('/checkout', { ...FORM, attempt, expected_total: total });
  expect(placed.location).toMatch(/pay$/);
  await late.post(`${path}/ticket`, {});
  await pass(id, 30, 3);
  const held = 'All that is left is being paid right now';
  const turn = await look(bob, path);
  expect(turn.text).toContain(held);
  expect(turn.html).not.toContain('data-claim');
  const refused = await bob.post(`${path}/claim`, {});
  expect(refused.status).toBe(409);
  expect(textOf(refused.html).split(held).length - 1).toBe(1);
});

const AUDIT = '/api/admin/audit';

const NEW = {
  ...{ name: 'Made by hand', mode: 'lottery', max_per_buyer: '2', velocity: 'yes' },
  ...{ starts_at: '2027-01-01T12:00', ends_at: '2027-01-01T14:00', form_key: 'form-of-a-drop' },
  tiers: 'vip 3 Friends of the house\n',
};

test('staff schedule a drop by a form, watch it, throttle it and invite to its tiers', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  clockAt(-600);
  const item = await stockProduct(unique('drop'), { stock: 7 });
  const staff = new Visitor();
  const send = (path: string, fields: Record<string, string>) => staff.post(path, fields, ADMIN);
  const wrong = await send('/admin/sales', { ...NEW, skus: 'no-such-sku' });
  expect(wrong.status).toBe(409);
  expect(textOf(wrong.html)).toContain('The catalogue has no no-such-sku');
  const typo = await send('/admin/sales', { ...NEW, skus: item, tiers: 'vip' });
  expect(textOf(typo.html)).toContain('A line each: a short name, a weight from 1 to 100');
  const made = await send('/admin/sales', { ...NEW, skus: ` ${item}\n` });
  const path = made.location.replace('?done=made', '');
  expect((await send('/admin/sales', { ...NEW, skus: ` ${item}\n` })).location).toBe(made.location);
  expect(textOf((await staff.get('/admin/sales', ADMIN)).html)).toContain('Made by hand');

  const page = textOf((await staff.get(path, ADMIN)).html);
  expect(page).toContain('Made by hand Scheduled');
  expect(page).toContain('Friends of the house 75 % of the places while all wait');
  expect(page).toContain('1 Jan 2027, 12:10');
  const change = { max_per_buyer: '2', ends_at: '2027-01-01T14:00', denied: '203.0.113.9' };
  const before = { name: 'Moved', quantity: '5', price: '49.50', starts_at: '2027-01-01T12:30:05' };
  const whole = { ...change, ...before, draw_at: '', rate_per_s: '20' };
  const late = await send(path, { ...whole, starts_at: '2027-01-01T11:50:00' });
  expect(textOf(late.html)).toContain('change only before the start');
  expect((await send(path, { ...whole, price: 'dear' })).status).toBe(400);
  expect((await send(path, whole)).location).toBe(`${path}?done=saved`);
  const moved = (await staff.get(path, ADMIN)).html;
  expect(['name', 'starts_at', 'quantity', 'price'].map((name) => fieldOf(moved, name))).toEqual([
    ...['Moved', '2027-01-01T12:30:05', '5', '49.50'],
  ]);
  expect(textOf(moved)).toContain('1 Jan 2027, 12:40');
  const told = await call<{ items: { path: string; detail: string }[] }>('GET', AUDIT, {
    headers: ADMIN,
  });
  expect(told.body.items[0]).toMatchObject({
    ...{ path, detail: expect.stringContaining('"starts_at":"2027-01-01T12:30:05"') },
  });
  const open = { ...whole, quantity: '', price: '' };
  expect((await send(path, open)).location).toBe(`${path}?done=saved`);
  expect(fieldOf((await staff.get(path, ADMIN)).html, 'quantity')).toBe('');
  const refused = await send(path, { ...change, rate_per_s: 'many' });
  expect(refused.status).toBe(400);
  expect(textOf(refused.html)).toContain('A whole number from 1 to 150');
  expect((await send(path, { ...change, rate_per_s: '5' })).location).toBe(`${path}?done=saved`);
  expect(fieldOf((await staff.get(path, ADMIN)).html, 'rate_per_s')).toBe('5');

  const invited = await send(`${path}/invitations`, { tier: 'vip', emails: 'a@b.example' });
  expect(textOf(invited.html)).toMatch(/a@b\.example http:\/\/localhost\/sales\/\S+\?invitation=/);
});

test('charts run from left to right, and their highest point stays inside', () => {
  const moment = { arrived: 0, admitted: 0, bought: 0, waiting: 0, inside: 0, available: 0 };
  const moments = [0, 30, 60].map((at) => ({ ...moment, at, arrived: at * 2 }));
  expect(lineThrough(moments, 'arrived')).toEqual({
    points: '0.0,92.0 160.0,48.0 320.0,4.0',
    highest: 120,
  });
  expect(lineThrough(moments.slice(0, 1), 'arrived').points).toBe('0,92.0 320.0,92.0');
});

test('public pages tell of a drop that comes or runs, until it is over', async () => {
  const item = unique('drop');
  const row = { id: item, slug: item, title: item, category: 'Drops', price_minor: 1_000 };
  const imported = await call('POST', '/api/admin/import?stock=2', {
    headers: { ...ADMIN, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ ...row, currency: 'EUR' }),
  });
  expect(imported.status).toBe(200);
  const sku = required(asSku(item), 'a SKU');
  const { body } = await schedule([sku], {
    ...{ name: 'The told one', price: { amount: 600, currency: 'EUR' } },
  });
  const ada = new Visitor();
  const link = `href="/sales/${body.id}"`;
  clockAt(-50);
  const product = await ada.get(`/products/${item}`);
  expect(product.headers.get('cache-control')).toBe('public, max-age=15');
  expect(product.html).toContain(link);
  expect(textOf(product.html)).toContain('Sold through its waiting room');
  expect(textOf(product.html)).toContain('€6 for who is let in');
  expect(textOf((await ada.get('/')).html)).toContain('To the waiting room');
  clockAt(5);
  expect(textOf((await ada.get(`/products/${item}`)).html)).toContain('is being sold right now');
  clockAt(3_700);
  expect((await ada.get(`/products/${item}`)).html).not.toContain(link);
});
