/** The checkout, payment and order pages, up to where the card form begins. */
import { describe, expect, test } from 'vitest';
import type { OrderView, PaymentView } from '../../src/orders/view.ts';
import { ADMIN, call, pay, stockOf, stockProduct, unique, until } from './support/shop.ts';
import { Visitor, fieldOf, textOf } from './support/visitor.ts';
import type { Visit } from './support/visitor.ts';

const FORM = {
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  line2: '',
  postal_code: '10117',
  city: 'Berlin',
  region: '',
  country: 'DE',
  shipping_method: 'standard',
};

async function withCart(stock = 5): Promise<{ visitor: Visitor; sku: string }> {
  const sku = unique('checkout-lamp');
  await stockProduct(sku, { price: 4_000, stock });
  const visitor = new Visitor();
  await visitor.post('/cart/items', { sku, quantity: '1' });
  return { visitor, sku };
}

/** The form as the page has it, filled in. */
async function filled(visitor: Visitor, changes: Record<string, string> = {}) {
  const { html } = await visitor.get('/checkout');
  const attempt = fieldOf(html, 'attempt') ?? '';
  const total = fieldOf(html, 'expected_total') ?? '';
  return { ...FORM, attempt, expected_total: total, intent: 'place', ...changes };
}

async function placed(visitor: Visitor): Promise<{ id: string; answer: Visit }> {
  const answer = await visitor.post('/checkout', await filled(visitor));
  const id = /^\/orders\/([^/]+)\/pay$/.exec(answer.location)?.[1] ?? '';
  return { id, answer };
}

const asStaff = async (id: string): Promise<OrderView> =>
  (await call<OrderView>('GET', `/api/admin/orders/${id}`, { headers: ADMIN })).body;

/** What the pay page's script is given. */
async function paymentOn(visitor: Visitor, id: string): Promise<PaymentView> {
  const { html } = await visitor.get(`/orders/${id}/pay`);
  const value = (name: string): string =>
    new RegExp(`data-${name}="([^"]+)"`).exec(html)?.[1] ?? '';
  const secret = value('secret');
  return {
    gateway: 'stripe',
    reference: secret.split('_secret_')[0] ?? '',
    status: '',
    expires_at: value('left'),
    next: { type: 'client_secret', client_secret: secret, publishable_key: value('key') },
  };
}

describe('the checkout', () => {
  test('leads to the cart when there is nothing in it', async () => {
    const visit = await new Visitor().get('/checkout');
    expect([visit.status, visit.location]).toEqual([303, '/cart']);
  });

  test('tells each fault beside its field, keeps what was typed, and orders nothing', async () => {
    const { visitor, sku } = await withCart();
    const form = await filled(visitor, { email: 'ada', city: ' ', name: 'Ada "Countess" L' });
    const { status, html } = await visitor.post('/checkout', form);
    expect(status).toBe(422);
    expect(html).toMatch(/id="email"[^>]*aria-describedby="email-hint email-problem"/);
    expect(html).toContain('id="city-problem"');
    expect(html).not.toContain('id="line1-problem"');
    expect(fieldOf(html, 'email')).toBe('ada');
    expect(fieldOf(html, 'name')).toBe('Ada &quot;Countess&quot; L');
    expect(textOf(html)).toContain('2 things need your attention');
    expect((await stockOf(sku)).reserved).toBe(0);
  });

  test('quotes another country and another method before anything is ordered', async () => {
    const { visitor } = await withCart();
    const form = await filled(visitor, { country: 'FR', shipping_method: 'express' });
    const { status, html } = await visitor.post('/checkout', { ...form, intent: 'quote' });
    expect(status).toBe(200);
    expect(textOf(html)).toContain('Total €64.90');
    expect(textOf(html)).toContain('Including VAT 20 %');
    expect(fieldOf(html, 'attempt')).toBe(form.attempt);
  });

  test('places one order for two clicks, holds its stock and leads to the payment', async () => {
    const { visitor, sku } = await withCart();
    const form = await filled(visitor);
    const clicks = await Promise.all([
      visitor.post('/checkout', form),
      visitor.post('/checkout', form),
    ]);
    expect(clicks.map((click) => click.status)).toEqual([303, 303]);
    expect(clicks[0]?.location).toMatch(/^\/orders\/[\w-]+\/pay$/);
    expect(clicks[1]?.location).toBe(clicks[0]?.location);
    const stock = await stockOf(sku);
    expect([stock.reserved, stock.holds.length]).toEqual([1, 1]);
  });

  test('an order that was changed afterwards takes the place of the one before', async () => {
    const { visitor, sku } = await withCart();
    const form = await filled(visitor);
    const first = await visitor.post('/checkout', form);
    const second = await visitor.post('/checkout', { ...form, line1: 'Torstraße 1' });
    expect(second.status).toBe(303);
    expect(second.location).not.toBe(first.location);
    expect((await stockOf(sku)).reserved).toBe(1);
    expect(textOf((await visitor.get(first.location)).html)).not.toContain('Pay by card');
  });

  test('shows the new total instead of charging another than was seen', async () => {
    const { visitor, sku } = await withCart();
    const form = await filled(visitor, { expected_total: '1' });
    const { status, html } = await visitor.post('/checkout', form);
    expect(status).toBe(409);
    expect(textOf(html)).toContain('The total changed since you saw it');
    expect(fieldOf(html, 'expected_total')).toBe('4490');
    expect(fieldOf(html, 'attempt')).not.toBe(form.attempt);
    expect((await stockOf(sku)).reserved).toBe(0);
  });

  test('names what has just sold out', async () => {
    const { visitor, sku } = await withCart(1);
    const other = new Visitor();
    await other.post('/cart/items', { sku, quantity: '1' });
    await placed(other);
    const { answer } = await placed(visitor);
    expect(answer.status).toBe(409);
    expect(textOf(answer.html)).toContain(`${sku} has just sold out.`);
  });
});

describe('the payment', () => {
  test('is offered by the script of the provider and of no one else', async () => {
    const { visitor } = await withCart();
    const { id } = await placed(visitor);
    const { html, headers } = await visitor.get(`/orders/${id}/pay`);
    expect(html).toContain('<script defer="" src="/sandbox/js.stripe.com/v3/"></script>');
    expect(textOf(html)).toContain('Pay €44.90');
    expect(headers.get('content-security-policy')).toContain(`script-src 'self';`);
    expect(headers.get('cache-control')).toBe('private, no-store');
  });

  test('is settled by the return to the order, without any webhook', async () => {
    const { visitor, sku } = await withCart();
    const { id } = await placed(visitor);
    expect((await pay(await paymentOn(visitor, id))).status).toBe(200);
    const text = await until(
      async () => textOf((await visitor.get(`/orders/${id}`)).html),
      (shown) => shown.includes('Thank you, your order is confirmed'),
    );
    expect(text).toContain('Being prepared');
    expect((await asStaff(id)).status).toBe('confirmed');
    expect((await stockOf(sku)).sold).toBe(1);
    expect((await visitor.get(`/orders/${id}/pay`)).location).toBe(`/orders/${id}`);
  });
});

describe("an order's page", () => {
  test('is nothing to anyone else', async () => {
    const { visitor } = await withCart();
    const { id } = await placed(visitor);
    const stranger = new Visitor();
    expect((await stranger.get(`/orders/${id}`)).status).toBe(404);
    expect((await stranger.get(`/orders/${id}/pay`)).status).toBe(404);
    expect((await stranger.get(`/orders/${id}?token=k1.forged`)).status).toBe(404);
    expect((await stranger.post(`/orders/${id}/cancel`, {})).status).toBe(404);
  });

  test('takes the token of a mail once and keeps it out of the address', async () => {
    const { visitor } = await withCart();
    const { id } = await placed(visitor);
    const cookie = visitor.cookies.split('; ').find((pair) => pair.startsWith('order-')) ?? '';
    const reader = new Visitor();
    const token = cookie.slice(cookie.indexOf('=') + 1);
    const first = await reader.get(`/orders/${id}?${new URLSearchParams({ token }).toString()}`);
    expect([first.status, first.location]).toEqual([303, `/orders/${id}`]);
    expect(textOf((await reader.get(`/orders/${id}`)).html)).toContain('Waiting for your payment');
  });

  test('cancels, and gives the stock back', async () => {
    const { visitor, sku } = await withCart();
    const { id } = await placed(visitor);
    const answer = await visitor.post(`/orders/${id}/cancel`, {});
    expect([answer.status, answer.location]).toEqual([303, `/orders/${id}`]);
    expect(textOf((await visitor.get(`/orders/${id}`)).html)).toContain('This order was cancelled');
    expect(
      await until(
        async () => (await stockOf(sku)).reserved,
        (held) => held === 0,
      ),
    ).toBe(0);
  });

  test('shows parcels with their numbers, and refuses to cancel what has left', async () => {
    const { visitor } = await withCart();
    const { id } = await placed(visitor);
    await pay(await paymentOn(visitor, id));
    await until(
      async () => {
        await visitor.get(`/orders/${id}`);
        return asStaff(id);
      },
      (order) => order.status === 'confirmed',
    );
    const parcel = await call<OrderView>('POST', `/api/admin/orders/${id}/shipments`, {
      headers: ADMIN,
      body: { carrier: 'DHL', tracking_number: 'JD0001' },
    });
    const [shipment] = parcel.body.shipments;
    const path = `/api/admin/orders/${id}/shipments/${shipment?.id}`;
    for (const status of ['packed', 'shipped']) {
      await call('PATCH', path, { headers: ADMIN, body: { status } });
    }
    const text = textOf((await visitor.get(`/orders/${id}`)).html);
    expect(text).toContain('Your order is on its way');
    expect(text).toContain('DHL JD0001');
    const refused = await visitor.post(`/orders/${id}/cancel`, {});
    expect(refused.status).toBe(409);
    expect(textOf(refused.html)).toContain('can no longer be cancelled');
  });
});
