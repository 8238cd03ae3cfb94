import { expect, test } from 'vitest';
import { COUPONS } from '../../scripts/demo/index.mjs';
import type { CouponView } from '../../src/pricing/view.ts';
import { ADMIN, call, unique } from './support/shop.ts';

type Refusal = { type: string; errors: { pointer: string; detail: string }[] };

const code = (prefix: string) => unique(prefix).toUpperCase();
const make = <T = CouponView>(body: unknown, headers: Record<string, string> = {}) =>
  call<T>('POST', '/api/admin/coupons', { body, headers: { ...ADMIN, ...headers } });
const look = (name: string) =>
  call<CouponView>('GET', `/api/admin/coupons/${name}`, { headers: ADMIN });
const change = <T = CouponView>(name: string, body: unknown) =>
  call<T>('PATCH', `/api/admin/coupons/${name}`, { headers: ADMIN, body });

test("the demo shop's coupons are taken as they are and listed newest first", async () => {
  for (const coupon of COUPONS) expect((await make(coupon)).status).toBe(201);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { body: { items: CouponView[]; next_cursor: string | null } } = await call(
      'GET',
      `/api/admin/coupons?limit=3${query}`,
      { headers: ADMIN },
    );
    seen.push(...page.body.items.map((coupon) => coupon.code));
    cursor = page.body.next_cursor;
  }
  expect(seen.toSorted()).toEqual(COUPONS.map((coupon) => coupon.code).toSorted());
  expect((await look('FIRSTLIGHT')).body).toMatchObject({ total_limit: 1, uses: 0 });
  expect((await look('TWENTYOFF')).body).toMatchObject({ minimum_minor: 15_000, uses: null });
});

test('a coupon is answered as it was made', async () => {
  const name = code('exact');
  const made = await make({
    code: name.toLowerCase(),
    kind: 'amount',
    value: 500,
    currency: 'EUR',
    minimum_minor: 1_000,
    starts_at: '2026-06-01T00:00:00+02:00',
    ends_at: '2026-09-01T00:00:00Z',
    total_limit: 10,
    per_customer_limit: 2,
    combinable: true,
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    code: name,
    kind: 'amount',
    value: 500,
    currency: 'EUR',
    minimum_minor: 1_000,
    starts_at: '2026-05-31T22:00:00.000Z',
    ends_at: '2026-09-01T00:00:00.000Z',
    total_limit: 10,
    per_customer_limit: 2,
    combinable: true,
    active: true,
    uses: 0,
  });
  expect((await look(name.toLowerCase())).body).toEqual(made.body);
});

test.each([
  [{ value: 0 }, '/value'],
  [{ value: 101 }, '/value'],
  [{ value: 1.5 }, '/value'],
  [{ kind: 'amount', value: 0 }, '/value'],
  [{ kind: 'amount', value: 1e12 }, '/value'],
  [{ kind: 'gift' }, '/kind'],
  [{ currency: 'ZZZ' }, '/currency'],
  [{ code: 'white space' }, '/code'],
  [{ minimum_minor: -1 }, '/minimum_minor'],
  [{ total_limit: 0 }, '/total_limit'],
  [{ per_customer_limit: '2' }, '/per_customer_limit'],
  [{ starts_at: 'tomorrow' }, '/starts_at'],
  [{ starts_at: '2026-09-01T00:00:00Z', ends_at: '2026-06-01T00:00:00Z' }, '/ends_at'],
  [{ uses: 5 }, '/uses'],
])('a coupon with %j is refused by %s', async (fault, pointer) => {
  const name = code('bad');
  const refused = await make<Refusal>({ code: name, kind: 'percent', value: 10, ...fault });
  expect(refused.status).toBe(400);
  expect(refused.body.type).toBe('invalid_input');
  expect(refused.body.errors.map((error) => error.pointer)).toEqual([pointer]);
  expect((await look(name)).status).toBe(404);
});

test('a code is given once', async () => {
  const name = code('taken');
  expect((await make({ code: name, kind: 'percent', value: 10 })).status).toBe(201);
  const again = await make<Refusal>({ code: name, kind: 'percent', value: 20 });
  expect(again.status).toBe(409);
  expect(again.body).toMatchObject({ type: 'coupon_exists', errors: [{ pointer: '/code' }] });
  expect((await look(name)).body.value).toBe(10);
});

test('the same Idempotency-Key makes one coupon and answers the same', async () => {
  const body = { code: code('once'), kind: 'percent', value: 10, total_limit: 3 };
  const key = { 'idempotency-key': 'coupon-key' };
  const first = await make(body, key);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  await change(body.code, { active: false });
  const second = await make(body, key);
  expect(second.status).toBe(201);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(second.body).toEqual(first.body);
  const other = await make<Refusal>({ ...body, code: code('other') }, key);
  expect([other.status, other.body.type]).toEqual([422, 'idempotency_key_reused']);
});

test('ten requests under one key at once make one coupon', async () => {
  const body = { code: code('race'), kind: 'percent', value: 10 };
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => make(body, { 'idempotency-key': 'race-key' })),
  );
  expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 10 }, () => 201));
  const fresh = replies.filter((reply) => reply.headers.get('idempotency-replayed') === null);
  expect(fresh).toHaveLength(1);
});

test('a change touches what it names, and what a code takes off never changes', async () => {
  const name = code('change');
  await make({ code: name, kind: 'percent', value: 10, ends_at: '2026-09-01T00:00:00Z' });
  const changed = await change(name, { active: false, ends_at: null, total_limit: 5 });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({ active: false, ends_at: null, total_limit: 5, uses: 0 });
  expect((await look(name)).body).toEqual(changed.body);
  expect((await change(name, {})).body).toEqual(changed.body);
  const value = await change<Refusal>(name, { value: 50 });
  expect(value.status).toBe(400);
  expect(value.body.errors.map((error) => error.pointer)).toEqual(['/value']);
});

test('a change may not end a coupon before it starts', async () => {
  const name = code('window');
  await make({ code: name, kind: 'percent', value: 10, starts_at: '2026-06-01T00:00:00Z' });
  const refused = await change<Refusal>(name, { ends_at: '2026-05-01T00:00:00Z' });
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map((error) => error.pointer)).toEqual(['/ends_at']);
});

test('a code nobody made is 404', async () => {
  expect((await look('NOBODY')).status).toBe(404);
  expect((await change('NOBODY', { active: false })).status).toBe(404);
});
