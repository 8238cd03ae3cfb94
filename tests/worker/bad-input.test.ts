/** Each wrong request gets its documented problem, names the field, and changes nothing. */
import { describe, expect, test } from 'vitest';
import { ADDRESS, Buyer, call, stockOf, stockProduct, unique } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';

const pointers = (body: Refusal): string[] => (body.errors ?? []).map((error) => error.pointer);

const post = (body: string, headers: Record<string, string> = {}) =>
  call<Refusal>('POST', '/api/cart/items', { body, headers });

async function buyerOfOne() {
  const item = await stockProduct(unique('item'), { stock: 5 });
  const buyer = new Buyer();
  await buyer.add(item, 1);
  return { buyer, item };
}

describe('a quantity', () => {
  test.each([0, -1, 1.5, '2', 1e9, null, Number.MAX_SAFE_INTEGER])(
    'of %s is refused by name and adds nothing',
    async (quantity) => {
      const item = await stockProduct(unique('item'), { stock: 5 });
      const buyer = new Buyer();
      await buyer.add(item, 1);
      const reply = await call<Refusal>('POST', '/api/cart/items', {
        headers: buyer.headers(),
        body: { sku: item, quantity },
      });
      expect(reply.status).toBe(400);
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
      expect(reply.body.type).toBe('invalid_input');
      expect(pointers(reply.body)).toEqual(['/quantity']);
      expect((await buyer.cart()).body.lines).toMatchObject([{ quantity: 1 }]);
    },
  );

  test('above the stock is refused with the largest that can be had', async () => {
    const item = await stockProduct(unique('item'), { stock: 3 });
    const buyer = new Buyer();
    expect((await buyer.add(item, 2)).status).toBe(200);
    const reply = await buyer.add(item, 2);
    expect(reply).toMatchObject({ status: 409, body: { type: 'out_of_stock', available: 3 } });
    expect((await buyer.cart()).body.lines).toMatchObject([{ quantity: 2 }]);
  });
});

describe('a SKU', () => {
  test('that nobody sells is refused by name', async () => {
    const reply = await call<Refusal>('POST', '/api/cart/items', {
      body: { sku: 'NOBODY', quantity: 1 },
    });
    expect(reply.status).toBe(404);
    expect(reply.body.type).toBe('unknown_sku');
    expect(pointers(reply.body)).toEqual(['/sku']);
  });

  test.each(['', 'a b', 'x'.repeat(65), '../etc', 7])('written as %j is refused', async (sku) => {
    const reply = await call<Refusal>('POST', '/api/cart/items', { body: { sku, quantity: 1 } });
    expect(reply.status).toBe(400);
    expect(pointers(reply.body)).toEqual(['/sku']);
  });
});

describe('what only the shop decides', () => {
  test.each(['price', 'unit_price', 'total', 'discount'])(
    '%s is refused in a line',
    async (name) => {
      const item = await stockProduct(unique('item'), { stock: 5 });
      const reply = await call<Refusal>('POST', '/api/cart/items', {
        body: { sku: item, quantity: 1, [name]: 1 },
      });
      expect(reply.status).toBe(400);
      expect(pointers(reply.body)).toEqual([`/${name}`]);
    },
  );

  test.each(['total', 'discount', 'shipping', 'currency'])(
    '%s is refused at checkout',
    async (name) => {
      const item = await stockProduct(unique('item'), { stock: 5 });
      const buyer = new Buyer();
      await buyer.add(item, 1);
      const reply = await buyer.checkout<Refusal>('key', { [name]: 1 });
      expect(reply.status).toBe(400);
      expect(pointers(reply.body)).toEqual([`/${name}`]);
      expect(await stockOf(item)).toMatchObject({ reserved: 0 });
    },
  );

  test('a total that was never quoted is answered with the new quote', async () => {
    const item = await stockProduct(unique('item'), { stock: 5, price: 2_000 });
    const buyer = new Buyer();
    await buyer.add(item, 1);
    const reply = await buyer.checkout('key', { expected_total: { amount: 1, currency: 'EUR' } });
    expect(reply).toMatchObject({
      status: 409,
      body: { type: 'price_changed', quote: { total: { amount: 2_490, currency: 'EUR' } } },
    });
    expect(await stockOf(item)).toMatchObject({ reserved: 0 });
    expect((await buyer.checkout('key')).status).toBe(201);
  });
});

describe('a body', () => {
  test('that is not JSON is refused', async () => {
    expect(await post('{')).toMatchObject({ status: 400, body: { type: 'malformed_json' } });
  });

  test('of another type is refused', async () => {
    expect(await post('a=1', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { type: 'unsupported_media_type' },
    });
  });

  test('of ten megabytes is refused', async () => {
    expect(await post(`"${'x'.repeat(10_000_000)}"`)).toMatchObject({
      status: 413,
      body: { type: 'body_too_large' },
    });
  });

  test.each(['null', '[]', '7', '"x"'])('of %s is refused', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { type: 'invalid_input' } });
  });
});

describe('a market', () => {
  test('nobody trades in is refused by name', async () => {
    const reply = await call<Refusal>('GET', '/api/cart?market=mars');
    expect(reply.status).toBe(400);
    expect(pointers(reply.body)).toEqual(['/market']);
    const patched = await call<Refusal>('PATCH', '/api/cart', { body: { market: 'mars' } });
    expect(patched.status).toBe(400);
    expect(pointers(patched.body)).toEqual(['/market']);
  });
});

describe('a checkout', () => {
  test.each([
    ['email', { email: 'nobody' }, '/email'],
    [
      'country',
      { shipping_address: { ...ADDRESS, country: 'Germany' } },
      '/shipping_address/country',
    ],
    ['delivery', { shipping_address: { ...ADDRESS, country: 'US' } }, '/shipping_address/country'],
    ['city', { shipping_address: { ...ADDRESS, city: ' ' } }, '/shipping_address/city'],
    ['method', { shipping_method: 'teleport' }, '/shipping_method'],
    ['quote', { quote_id: 'mine' }, '/quote_id'],
  ])('with a wrong %s names it and holds nothing', async (_, changes, pointer) => {
    const { buyer, item } = await buyerOfOne();
    const reply = await buyer.checkout<Refusal>('key', changes);
    expect(reply.status).toBe(400);
    expect(pointers(reply.body)).toEqual([pointer]);
    expect(await stockOf(item)).toMatchObject({ reserved: 0 });
    expect((await buyer.checkout('key')).status).toBe(201);
  });

  test('without an Idempotency-Key, or with one too long, is refused', async () => {
    const { buyer } = await buyerOfOne();
    const body = { email: 'ada@example.com', shipping_address: ADDRESS };
    const bare = await call('POST', '/api/checkout', { headers: buyer.headers(), body });
    const problem = { status: 400, body: { type: 'idempotency_key_required' } };
    expect(bare).toMatchObject(problem);
    expect(await buyer.checkout('x'.repeat(256))).toMatchObject(problem);
  });

  test('of an empty cart, or of none, is refused', async () => {
    const problem = { status: 409, body: { type: 'cart_empty' } };
    expect(await new Buyer().checkout('key')).toMatchObject(problem);
    const created = await call<{ token: string }>('POST', '/api/cart');
    expect(created.status).toBe(201);
    const buyer = new Buyer();
    buyer.token = created.body.token;
    expect(await buyer.checkout('key')).toMatchObject(problem);
  });
});

describe("somebody else's", () => {
  test('order is not found: by no token, a wrong one, or one of another order', async () => {
    const item = await stockProduct(unique('item'), { stock: 5 });
    const [ada, eve] = [new Buyer(), new Buyer()];
    await ada.add(item, 1);
    await eve.add(item, 1);
    const hers = (await ada.checkout('a')).body.order;
    const other = (await eve.checkout('b')).body.order;
    for (const token of ['', 'k1.AAAAAAAAAAAAAAAA', 'x', other.token, `${hers.token}.x`]) {
      const headers = { 'order-token': token };
      const path = `/api/orders/${hers.id}`;
      expect((await call('GET', path, { headers })).status).toBe(404);
      expect((await call('POST', `${path}/cancel`, { headers })).status).toBe(404);
    }
    expect(await stockOf(item)).toMatchObject({ reserved: 2 });
  });

  test('cart is not opened by a forged or edited token', async () => {
    const item = await stockProduct(unique('item'), { stock: 5 });
    const ada = new Buyer();
    await ada.add(item, 1);
    const [id = ''] = ada.token.split('.');
    for (const token of [`${id}.k1.AAAAAAAAAAAAAAAA`, `${id}.k9.x`, id, '', `${ada.token}x`]) {
      const eve = new Buyer();
      eve.token = token;
      expect((await eve.cart()).body.lines).toEqual([]);
    }
    expect((await ada.cart()).body.lines).toHaveLength(1);
  });

  test('page cannot make a browser act here', async () => {
    const foreign = await call('POST', '/api/cart/items', {
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      body: { sku: 'A', quantity: 1 },
    });
    expect(foreign).toMatchObject({ status: 403, body: { type: 'foreign_origin' } });
  });

  test('key does not open the back office', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      'Basic test-admin-key',
      'test-admin-key',
    ]) {
      const headers: Record<string, string> = authorization === '' ? {} : { authorization };
      const reply = await call('GET', '/api/admin/stock/A', { headers });
      expect(reply).toMatchObject({ status: 401, body: { type: 'unauthorized' } });
    }
  });
});

describe('a stock movement', () => {
  test.each([
    [{ id: 'a', delta: 0, reason: 'x' }, '/delta'],
    [{ id: 'a', delta: 1.5, reason: 'x' }, '/delta'],
    [{ id: '', delta: 1, reason: 'x' }, '/id'],
    [{ id: 'a', delta: 1, reason: '' }, '/reason'],
    [{ id: 'a', delta: 1, reason: 'x', warehouse: 'A B' }, '/warehouse'],
    [{ id: 'a', delta: 1, reason: 'x', on_hand: 5 }, '/on_hand'],
  ])('of %j is refused by name', async (body, pointer) => {
    const item = await stockProduct(unique('item'), { stock: 1 });
    const reply = await call<Refusal>('POST', `/api/admin/stock/${item}/movements`, {
      headers: { authorization: 'Bearer test-admin-key' },
      body,
    });
    expect(reply.status).toBe(400);
    expect(pointers(reply.body)).toEqual([pointer]);
    expect(await stockOf(item)).toMatchObject({ on_hand: 1 });
  });

  test('of a SKU the catalogue does not know mints no object', async () => {
    const reply = await call('POST', '/api/admin/stock/NOBODY/movements', {
      headers: { authorization: 'Bearer test-admin-key' },
      body: { id: 'a', delta: 1, reason: 'x' },
    });
    expect(reply).toMatchObject({ status: 404, body: { type: 'unknown_sku' } });
  });
});

test.each(['/account/sign-in', '/admin/sign-in'])(
  'a form that %s cannot read is refused, and is no fault of the shop',
  async (path) => {
    const headers = { 'content-type': 'multipart/form-data' };
    expect((await call('POST', path, { headers, body: 'no boundary' })).status).toBe(400);
  },
);
