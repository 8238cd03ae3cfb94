/** The stand-in for Stripe.js in a real browser, under a policy that allows nothing inline. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { manualPayment, openSandbox, type Sandbox } from './harness.ts';

const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'";

const PAY_PAGE = `<!doctype html><html lang="en"><title>Pay</title>
<form><div id="card"></div><button>Pay</button></form><output></output>
<script src="/sandbox/js.stripe.com/v3/"></script><script src="/pay.js"></script></html>`;

/** What a shop's own script does with Stripe.js. */
const PAY_SCRIPT = `
const clientSecret = new URLSearchParams(location.search).get('client_secret');
const stripe = Stripe('pk_test_sandbox');
const appearance = { variables: { borderRadius: '2px' } };
const elements = stripe.elements({ clientSecret, appearance });
const card = elements.create('payment', {});
const show = (result) => { document.querySelector('output').textContent = JSON.stringify(result); };
card.on('ready', () => { document.body.dataset.ready = 'yes'; });
card.on('change', (event) => { document.body.dataset.complete = event.complete; });
card.mount('#card');
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const always = new URLSearchParams(location.search).has('always');
  show(await stripe.confirmPayment({
    elements,
    confirmParams: { return_url: location.origin + '/done' },
    redirect: always ? 'always' : 'if_required',
  }));
});`;

let sandbox: Sandbox;
let browser: Browser;
let server: Server;
let page: Page;
let origin = '';
let violations: string[] = [];

beforeAll(async () => {
  sandbox = await openSandbox();
  server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  browser = await launchBrowser();
});
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  violations = [];
  page.on('pageerror', (error) => violations.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
});
afterEach(async () => {
  await page.close();
  await sandbox.reset();
});
afterAll(async () => {
  await browser.close();
  server.close();
  await sandbox.close();
});

/** The shop: its pay page under the policy, and what it hands to the sandbox. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url: path = '/', method = 'GET', headers } = request;
  if (!path.startsWith('/sandbox/')) {
    const script = path.startsWith('/pay.js');
    const type = script ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
    response.end(script ? PAY_SCRIPT : PAY_PAGE);
    return;
  }
  const body = await readText(request);
  const { authorization = '' } = headers;
  const init = { method, headers: { authorization }, ...(body === '' ? {} : { body }) };
  const given = await sandbox.fetch(`${origin}${path}`, init);
  const type = given.headers.get('content-type') ?? 'text/plain';
  response.writeHead(given.status, { 'content-type': type }).end(await given.text());
}

/** Opens the pay page for a new payment. */
async function open(query = ''): Promise<string> {
  const { id, client_secret } = await sandbox.stripe.paymentIntents.create(manualPayment());
  await page.goto(`${origin}/pay?client_secret=${client_secret}${query}`);
  await page.waitForSelector('body[data-ready=yes]');
  return id;
}

async function fill(number: string, expiry = '12/34', cvc = '123'): Promise<void> {
  await page.locator('#card-number').pressSequentially(number);
  await page.locator('#card-expiry').pressSequentially(expiry);
  await page.locator('#card-cvc').pressSequentially(cvc);
}

async function pay(): Promise<void> {
  await page.getByRole('button', { name: 'Pay' }).click();
}

/** What confirmPayment gave, if no script or style was stopped by the policy on the way. */
async function result(): Promise<{
  paymentIntent?: { status: string };
  error?: { code: string; type: string };
}> {
  await page.locator('output', { hasText: '{' }).waitFor();
  expect(violations).toEqual([]);
  return JSON.parse((await page.locator('output').textContent()) ?? '');
}

async function status(id: string): Promise<string> {
  return (await sandbox.stripe.paymentIntents.retrieve(id)).status;
}

describe('the card form', () => {
  test('authorises a card, and never puts it where a form would send it', async () => {
    const id = await open();
    await fill('4242424242424242');
    expect(await page.inputValue('#card-number')).toBe('4242 4242 4242 4242');
    expect(await page.inputValue('#card-expiry')).toBe('12 / 34');
    expect(await page.getAttribute('body', 'data-complete')).toBe('true');
    expect(await page.locator('form [name]').count()).toBe(0);
    await pay();
    expect((await result()).paymentIntent?.status).toBe('requires_capture');
    expect(await status(id)).toBe('requires_capture');
  });

  test('names its fields for people, browsers and screen readers', async () => {
    await open();
    await expect.poll(() => page.getByLabel('Card number').count()).toBe(1);
    const complete = await page
      .locator('form input')
      .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('autocomplete')));
    expect(complete).toEqual(['cc-number', 'cc-exp', 'cc-csc']);
    const style = await page.getByRole('group', { name: 'Card details' }).getAttribute('style');
    expect(style).toBe('--card-border-radius: 2px;');
  });

  test('shows what is missing beside each field, and asks nobody', async () => {
    await open();
    await page.locator('#card-number').pressSequentially('424242');
    await pay();
    expect((await result()).error).toMatchObject({
      type: 'validation_error',
      code: 'incomplete_number',
    });
    expect(await page.locator('.sandbox-error').allTextContents()).toEqual([
      'Your card number is incomplete.',
      "Your card's expiration date is incomplete.",
      "Your card's security code is incomplete.",
    ]);
    expect(await page.getAttribute('#card-number', 'aria-invalid')).toBe('true');
    expect((await sandbox.stripe.charges.list()).data).toEqual([]);
  });

  test('shows a decline about a field beside that field', async () => {
    const id = await open();
    await fill('4000000000000127');
    await pay();
    expect((await result()).error?.code).toBe('incorrect_cvc');
    expect(await page.locator('#card-cvc-error').textContent()).toBe(
      "Your card's security code is incorrect.",
    );
    expect(await status(id)).toBe('requires_payment_method');
  });

  test('says so when the provider cannot be reached', async () => {
    const id = await open();
    await fill('4242424242424242');
    await page.route('**/confirm', (route) => route.abort());
    await pay();
    expect((await result()).error?.type).toBe('api_connection_error');
    expect(await status(id)).toBe('requires_payment_method');
  });

  test('goes to the return address when it always redirects', async () => {
    const id = await open('&always');
    await fill('4242424242424242');
    await pay();
    await page.waitForURL('**/done?**');
    expect(new URL(page.url()).searchParams.get('payment_intent')).toBe(id);
    expect(new URL(page.url()).searchParams.get('redirect_status')).toBe('succeeded');
  });
});

describe('the 3-D Secure dialog', () => {
  test('authorises the payment when it is completed', async () => {
    const id = await open();
    await fill('4000002760003184');
    await pay();
    await page.getByRole('dialog', { name: 'Confirm your payment' }).waitFor();
    expect(await status(id)).toBe('requires_action');
    await page.locator('#challenge-complete').click();
    expect((await result()).paymentIntent?.status).toBe('requires_capture');
    expect(await page.locator('dialog').count()).toBe(0);
  });

  test.each(['#challenge-fail', 'Escape'])('asks for another card after %s', async (way) => {
    const id = await open();
    await fill('4000002760003184');
    await pay();
    await page.waitForSelector('dialog[open]');
    if (way === 'Escape') await page.keyboard.press('Escape');
    else await page.locator(way).click();
    expect((await result()).error?.code).toBe('payment_intent_authentication_failure');
    expect(await status(id)).toBe('requires_payment_method');
  });
});
