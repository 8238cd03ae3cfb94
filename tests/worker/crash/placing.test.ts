/** Killed between an order's row and its payment: what is taken is taken once, or given back. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import {
  clockTo,
  holdCall,
  isAwaiting,
  kill,
  orderObject,
  recover,
  storedOrder,
  wake,
} from '../support/crash.ts';
import { broken } from '../support/invariants.ts';
import { ADMIN, call, unique, until } from '../support/shop.ts';
import { Shopper, shopper } from '../support/shopper.ts';

afterEach(recover);

/** Checks out, and kills the order once `reached` says that it stands where it shall die. */
async function dieAt(buyer: Shopper, reached: () => Promise<unknown>): Promise<void> {
  const going = buyer.checkout();
  await reached();
  await kill(orderObject(buyer.idOf()));
  expect((await going).status).toBe(500);
  expect((await storedOrder(buyer.idOf()))?.state.status).toBe('placed');
}

test('C1 a placed order that died before its reservation goes on by its alarm', async () => {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const reserving = await holdCall(buyer.stock(), 'reserve', 'before');
  await dieAt(buyer, () => reserving.reached());
  reserving.lose();
  expect(await buyer.stock().level()).toMatchObject({ reserved: 0 });
  await wake(buyer.idOf(), isAwaiting);
  expect(await buyer.stock().level()).toMatchObject({ reserved: 1 });
  expect(await buyer.pay()).toBe('requires_capture');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.status()).toBe('confirmed');
});

test('C1 the buyer who asks again under the same key meets the order that died', async () => {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const reserving = await holdCall(buyer.stock(), 'reserve', 'before');
  await dieAt(buyer, () => reserving.reached());
  reserving.lose();
  const again = await buyer.checkout();
  expect([again.status, again.body.order.id]).toEqual([201, buyer.idOf()]);
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C2 a reservation whose reply was lost is taken once', async () => {
  const buyer = await shopper({ stock: 5, quantity: 2 });
  const reserving = await holdCall(buyer.stock(), 'reserve', 'after');
  await dieAt(buyer, () => reserving.reached());
  reserving.lose();
  expect(await buyer.stock().level()).toMatchObject({ reserved: 2 });
  await wake(buyer.idOf(), isAwaiting);
  expect(await buyer.stock().level()).toMatchObject({ reserved: 2, available: 3 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await buyer.stock().level()).toMatchObject({ onHand: 3 });
});

/** An order of two SKUs that died with the first reserved and the second's call on its way. */
async function halfReserved(stocked: number) {
  const wanted = { stock: stocked, quantity: 1 };
  const buyer = await shopper(wanted, wanted);
  const reserving = await holdCall(buyer.stock(1), 'reserve', 'before');
  await dieAt(buyer, async () => {
    await reserving.reached();
    await until(
      async () => buyer.stock().level(),
      ({ reserved }) => reserved === 1,
    );
  });
  return { buyer, reserving };
}

test('C3 an order that died with some SKUs reserved reserves the rest and is paid', async () => {
  const { buyer, reserving } = await halfReserved(1);
  reserving.lose();
  await wake(buyer.idOf(), isAwaiting);
  expect(await buyer.stock().level()).toMatchObject({ reserved: 1 });
  expect(await buyer.stock(1).level()).toMatchObject({ reserved: 1 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C3 an order that died with some SKUs reserved gives them back if need be', async () => {
  const { buyer, reserving } = await halfReserved(1);
  reserving.lose();
  const rival = await new Shopper(buyer.goods.slice(1)).fill();
  expect((await rival.checkout()).status).toBe(201);
  await wake(buyer.idOf());
  expect(await buyer.status()).toBe('rejected');
  expect(await buyer.stock().level()).toMatchObject({ reserved: 0, available: 1 });
  expect(await broken({ shoppers: [buyer, rival] })).toEqual([]);
});

test('C3 an order that died with its code used gives it back, once, when it ends', async () => {
  const code = unique('ONCE');
  const coupon = { code, kind: 'percent', value: 10, total_limit: 1 };
  await call('POST', '/api/admin/coupons', { headers: ADMIN, body: coupon });
  const goods = (await shopper({ stock: 5, quantity: 1 })).goods;
  const [buyer, rival] = [new Shopper(goods), new Shopper(goods)];
  for (const one of [buyer, rival]) {
    await one.fill();
    const headers = one.buyer.headers();
    await call('POST', '/api/cart/coupons', { headers, body: { code } });
  }
  const used = await holdCall(env.COUPON.getByName(code), 'use', 'after');
  await dieAt(buyer, () => used.reached());
  used.lose();
  expect((await rival.checkout()).status).toBe(409);
  await wake(buyer.idOf());
  expect(await env.COUPON.getByName(code).uses()).toBe(0);
  expect((await rival.checkout('again')).status).toBe(201);
  await rival.pay('again');
  const coupons = [{ code, limit: 1 }];
  expect(await broken({ shoppers: [buyer, rival], coupons })).toEqual([]);
  expect(await env.COUPON.getByName(code).uses()).toBe(1);
});

test('C4 a reservation that arrives after its release takes nothing', async () => {
  const { buyer, reserving } = await halfReserved(1);
  const { document } = (await storedOrder(buyer.idOf())) ?? {};
  clockTo((document?.deadline ?? 0) + 1);
  await wake(buyer.idOf());
  expect(await buyer.status()).toBe('expired');
  await reserving.open();
  expect(await buyer.stock(1).level()).toMatchObject({ reserved: 0, available: 1 });
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});
