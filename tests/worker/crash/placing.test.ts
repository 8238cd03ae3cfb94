/** Killed between an order's row and its payment: what is taken is taken once, or given back. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test } from 'vitest';
import {
  clockTo,
  holdCall,
  kill,
  orderObject,
  recover,
  storedOrder,
  wake,
} from '../support/crash.ts';
import { broken } from '../support/invariants.ts';
import { until } from '../support/shop.ts';
import { Shopper, shopper } from '../support/shopper.ts';

afterEach(recover);

const stock = (buyer: Shopper, line = 0) =>
  env.SKU_STOCK.getByName(buyer.goods[line]?.sku ?? 'none');

const awaiting = ({ status }: { status: string }): boolean => status === 'awaiting_payment';

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
  const call = await holdCall(stock(buyer), 'reserve', 'before');
  await dieAt(buyer, () => call.reached());
  call.lose();
  expect(await stock(buyer).level()).toMatchObject({ reserved: 0 });
  await wake(buyer.idOf(), awaiting);
  expect(await stock(buyer).level()).toMatchObject({ reserved: 1 });
  expect(await buyer.pay()).toBe('requires_capture');
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect((await buyer.placed()).order.status).toBe('confirmed');
});

test('C1 the buyer who asks again under the same key meets the order that died', async () => {
  const buyer = await shopper({ stock: 1, quantity: 1 });
  const call = await holdCall(stock(buyer), 'reserve', 'before');
  await dieAt(buyer, () => call.reached());
  call.lose();
  const again = await buyer.checkout();
  expect([again.status, again.body.order.id]).toEqual([201, buyer.idOf()]);
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C2 a reservation whose reply was lost is taken once', async () => {
  const buyer = await shopper({ stock: 5, quantity: 2 });
  const call = await holdCall(stock(buyer), 'reserve', 'after');
  await dieAt(buyer, () => call.reached());
  call.lose();
  expect(await stock(buyer).level()).toMatchObject({ reserved: 2 });
  await wake(buyer.idOf(), awaiting);
  expect(await stock(buyer).level()).toMatchObject({ reserved: 2, available: 3 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
  expect(await stock(buyer).level()).toMatchObject({ onHand: 3 });
});

/** An order of two SKUs that died with the first reserved and the second's call on its way. */
async function halfReserved(stocked: number) {
  const wanted = { stock: stocked, quantity: 1 };
  const buyer = await shopper(wanted, wanted);
  const call = await holdCall(stock(buyer, 1), 'reserve', 'before');
  await dieAt(buyer, async () => {
    await call.reached();
    await until(
      async () => stock(buyer).level(),
      ({ reserved }) => reserved === 1,
    );
  });
  return { buyer, call };
}

test('C3 an order that died with some SKUs reserved reserves the rest and is paid', async () => {
  const { buyer, call } = await halfReserved(1);
  call.lose();
  await wake(buyer.idOf(), awaiting);
  expect(await stock(buyer).level()).toMatchObject({ reserved: 1 });
  expect(await stock(buyer, 1).level()).toMatchObject({ reserved: 1 });
  await buyer.pay();
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});

test('C3 an order that died with some SKUs reserved gives them back if need be', async () => {
  const { buyer, call } = await halfReserved(1);
  call.lose();
  const rival = await new Shopper(buyer.goods.slice(1)).fill();
  expect((await rival.checkout()).status).toBe(201);
  await wake(buyer.idOf());
  expect((await buyer.placed()).order.status).toBe('rejected');
  expect(await stock(buyer).level()).toMatchObject({ reserved: 0, available: 1 });
  expect(await broken({ shoppers: [buyer, rival] })).toEqual([]);
});

test('C4 a reservation that arrives after its release takes nothing', async () => {
  const { buyer, call } = await halfReserved(1);
  const { document } = (await storedOrder(buyer.idOf())) ?? {};
  clockTo((document?.deadline ?? 0) + 1);
  await wake(buyer.idOf());
  expect((await buyer.placed()).order.status).toBe('expired');
  await call.open();
  expect(await stock(buyer, 1).level()).toMatchObject({ reserved: 0, available: 1 });
  expect(await broken({ shoppers: [buyer] })).toEqual([]);
});
