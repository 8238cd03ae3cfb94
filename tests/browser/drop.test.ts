/**
 * A drop of two: one invited, one who reloads, one who leaves, one without scripts, and a program.
 * It opens at once, so the draw is 15 s ahead and places are told 10 s later.
 */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { asStaff, Bot, orderFrom, person, rememberIn, signIn, stageOn } from './drop-shoppers.ts';
import { takeTicket, waitInLine } from './drop-shoppers.ts';
import type { Person } from './drop-shoppers.ts';
import { ask, openShop, origin, PHONE, stockOf } from './shop.ts';

const shop = openShop();
/** Of this run: a shop keeps its drops and its people. */
const RUN = Date.now().toString(36);
const SKU = `drop-of-two-${RUN}`;
const MINUTE_MS = 60_000;
const MANY = 12;
/** From the opening until arrivals are no longer equal. */
const DRAWN_MS = 16_000;

type Sale = { id: string; now: { arrived: number; admitted: number; bought: number } };

const inMinutes = (minutes: number): string =>
  new Date(Date.now() + minutes * MINUTE_MS).toISOString();

/** A product of which there are two, and its drop, half an hour ahead. */
async function dropOfTwo(): Promise<string> {
  const row = { id: SKU, slug: SKU, title: 'A drop of two', category: 'Drops' };
  const imported = await fetch(`${origin}/api/admin/import?stock=2`, {
    method: 'POST',
    headers: { authorization: 'Bearer dev-admin-key', 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ ...row, price_minor: 9_000, currency: 'EUR' }),
  });
  expect(imported.status).toBe(200);
  const { id } = await asStaff<Sale>('/api/admin/sales', {
    ...{ name: 'Two of them', skus: [SKU], mode: 'first_come', max_per_buyer: 1 },
    ...{ starts_at: inMinutes(30), ends_at: inMinutes(90) },
    tiers: [{ id: 'vip', label: 'Friends', weight: 2 }],
    require: { account: true, velocity: false },
  });
  return id;
}

/** The page of a drop, signed in, with its piece in the cart and a ticket taken. */
async function arrive(path: string, who: Person): Promise<Page> {
  const page = await shop.visit('/');
  await rememberIn(page, who);
  await page.goto(`${origin}/products/${SKU}`);
  await page.locator('#buy .purchase button').click();
  await page.locator('[data-said] a').waitFor();
  await page.goto(origin + path);
  await takeTicket(page);
  return page;
}

/** The same on a phone without scripts, by forms alone. */
async function arrivePlain(path: string, { email }: Person): Promise<Page> {
  const page = await shop.visit(path, PHONE, false);
  await signIn(page, email);
  await page.goto(`${origin}/products/${SKU}`);
  await page.locator('#buy .purchase button').click();
  await page.waitForURL('**/cart');
  await page.goto(origin + path);
  await takeTicket(page);
  return page;
}

/** Orders once it is their turn; until all is sold, or it is theirs. */
async function buy(page: Page, who: Person, meanwhile?: () => Promise<unknown>): Promise<boolean> {
  const drop = new URL(page.url()).pathname;
  for (;;) {
    if ((await waitInLine(page, meanwhile)) !== 'inside') return false;
    if (await orderFrom(page, who, `Lindenstraße ${who.email}`)) return true;
    await page.goto(origin + drop);
  }
}

/** Reloads, opens a second tab, goes away and comes back: the ticket stays what it was. */
async function fidget(page: Page): Promise<void> {
  const tickets = async () =>
    (await page.context().cookies()).filter(({ name }) => name.includes('ticket-'));
  const [ticket] = await tickets();
  await page.reload();
  const second = await page.context().newPage();
  await second.goto(page.url());
  expect(await stageOn(second)).not.toBe('join');
  await second.close();
  await page.goto(`${origin}/`);
  await page.goBack();
  expect(await stageOn(page)).not.toBe('join');
  expect(await tickets()).toMatchObject([{ value: ticket?.value }]);
}

/** Hammers its ticket, takes many more once the draw is over, and orders with all it gets. */
async function rob(bot: Bot): Promise<number> {
  expect(new Set(await bot.hammer(MANY))).toEqual(new Set(bot.tickets.map(({ text }) => text)));
  await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
  await bot.takeMany(MANY);
  await bot.claimAll();
  return bot.orderAll(SKU);
}

test(
  'five shoppers go through a drop of two, and two of them order',
  { timeout: 180_000 },
  async () => {
    const id = await dropOfTwo();
    const path = `/sales/${id}`;
    const people = ['vip', 'bot', 'reloads', 'leaves', 'plain'].map((name) =>
      person(`${name}-${RUN}`),
    );
    const [vip, owner, reloads, leaves, plain] = await Promise.all(people);
    if (!vip || !owner || !reloads || !leaves || !plain) throw new Error('five people');
    const invitations = { tier: 'vip', emails: [vip.email] };
    const invited = await asStaff<{ items: { invitation: string }[] }>(
      `/api/admin/sale-invitations/${id}`,
      invitations,
    );
    const words = encodeURIComponent(invited.items[0]?.invitation ?? '');
    const [vipPage, reloader, leaver, plainPage] = await Promise.all([
      arrive(`${path}?invitation=${words}`, vip),
      arrive(path, reloads),
      arrive(path, leaves),
      arrivePlain(path, plain),
    ]);
    const bot = new Bot(id, owner);
    await bot.takeMany(1);
    await asStaff(`/api/admin/sales/${id}/open`, {});
    await leaver.context().close();
    const bought = await Promise.all([
      buy(vipPage, vip),
      buy(reloader, reloads, () => fidget(reloader)),
      buy(plainPage, plain),
      rob(bot).then((orders) => {
        expect(orders).toBeLessThanOrEqual(1);
        return orders === 1;
      }),
    ]);
    expect(bought.filter(Boolean)).toHaveLength(2);
    await expect
      .poll(() => stockOf(SKU), { timeout: 20_000 })
      .toMatchObject({
        ...{ on_hand: 0, reserved: 0, available: 0, sold: 2 },
      });
    const late = await shop.visit(path);
    await late.locator('.room.sold_out').waitFor({ timeout: 20_000 });
    const report = await ask<Sale>(`/api/admin/sales/${id}`);
    expect(report.now.bought).toBe(2);
    // Thirteen tickets of one account drew once: at most the four who wanted in were let in.
    expect(report.now.admitted).toBeLessThanOrEqual(4);
  },
);
