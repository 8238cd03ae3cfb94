/**
 * The running shop as the journeys see it: a browser that notes what went wrong on its pages, and
 * beside it the stock and the messages, asked of the shop and of the sandbox directly.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launchBrowser } from './launch.ts';

const ADMIN_KEY = 'dev-admin-key';
const PAGE_TIMEOUT_MS = 15_000;

export const origin = inject('origin');

/** What the sandbox kept of a mail. */
export type Mail = { to: string; subject: string; text: string; html: string };

export type Stock = { on_hand: number; reserved: number; available: number; sold: number };

/** JSON of the shop's API as staff. */
export async function ask<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const response = await fetch(`${origin}${path}`, { headers });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  const body: T = await response.json();
  return body;
}

/** The owner's own figures of a SKU. */
export const stockOf = (sku: string): Promise<Stock> => ask(`/api/admin/stock/${sku}`);

/** Mails to one address, newest first. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const query = new URLSearchParams({ kind: 'mail', to: address });
  const { items } = await ask<{ items: Mail[] }>(`/sandbox/inbox.json?${query}`);
  return items;
}

/** How long queues may take to do what was asked of the shop. */
export const SETTLE_MS = 20_000;

/** Path and query of the link to `path` in the newest mail that has one. */
export async function linkTo(address: string, path: string): Promise<string> {
  const form = new RegExp(`(${path}\\?token=\\S+)`);
  const found = async () =>
    (await mailsTo(address)).flatMap(({ text }) => form.exec(text)?.[1] ?? [])[0] ?? '';
  await expect.poll(found, { timeout: SETTLE_MS }).toMatch(form);
  return found();
}

export type Viewport = { width: number; height: number };
export const DESKTOP: Viewport = { width: 1280, height: 800 };
export const PHONE: Viewport = { width: 390, height: 844 };

/** Not faults: a page left while it loads, a card that is declined, a form that is refused. */
const EXPECTED = /net::ERR_ABORTED|status of (401|402|409|422)/;

/** Opens pages in one browser per test file; a page that logs an error fails its test. */
export function openShop(): {
  visit: (path: string, viewport?: Viewport, scripts?: boolean) => Promise<Page>;
} {
  let browser: Browser;
  let faults: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const seen = faults;
    faults = [];
    expect(seen).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
  });
  return {
    async visit(path, viewport = DESKTOP, scripts = true) {
      const context = await browser.newContext({ viewport, javaScriptEnabled: scripts });
      const page = await context.newPage();
      page.setDefaultTimeout(PAGE_TIMEOUT_MS);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text())) {
          faults.push(message.text());
        }
      });
      await page.goto(`${origin}${path}`);
      return page;
    },
  };
}
