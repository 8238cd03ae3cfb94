/** Mails through SendGrid's API, text messages through Twilio's, and the inbox that keeps them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { manualPayment, openSandbox, type Sandbox } from './harness.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const MAIL = {
  personalizations: [{ to: [{ email: 'ann@example.test', name: 'Ann' }] }],
  from: { email: 'shop@example.test', name: 'Edgewise' },
  subject: 'Your order is confirmed',
  content: [
    { type: 'text/plain', value: 'Thanks, Ann' },
    { type: 'text/html', value: '<html><head></head><body><h1>Thanks, Ann</h1></body></html>' },
  ],
};

const ITEMS = z.object({ items: z.array(z.looseObject({ kind: z.string(), id: z.string() })) });

async function inbox(query = '') {
  const answer = await sandbox.fetch(`http://shop.test/sandbox/inbox.json${query}`);
  return ITEMS.parse(await answer.json()).items;
}

function send(mail: object, headers: Record<string, string> = {}) {
  return sandbox.fetch('https://api.sendgrid.com/v3/mail/send', {
    method: 'POST',
    headers: {
      authorization: 'Bearer SG.test',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(mail),
  });
}

function text(fields: Record<string, string>, login = 'ACtest:token') {
  return sandbox.fetch('https://api.twilio.com/2010-04-01/Accounts/ACtest/Messages.json', {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(login)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/** A personalization with a subject of its own. */
function addressed(email: string) {
  return { to: [{ email }], subject: `For ${email}` };
}

async function segments(body: string): Promise<string> {
  const answer = await text({ ...SMS, Body: body });
  return z.looseObject({ num_segments: z.string() }).parse(await answer.json()).num_segments;
}

const SMS = { To: '+4915112345678', From: '+15005550006', Body: 'Your order ships today' };

describe('SendGrid', () => {
  test('takes a mail with 202, no body and a message id', async () => {
    const answer = await send(MAIL);
    expect(answer.status).toBe(202);
    expect(await answer.text()).toBe('');
    const [mail] = await inbox('?kind=mail');
    expect(mail).toMatchObject({
      id: answer.headers.get('x-message-id'),
      subject: 'Your order is confirmed',
      from: 'Edgewise <shop@example.test>',
      to: ['Ann <ann@example.test>'],
      text: 'Thanks, Ann',
      html: MAIL.content[1]?.value,
      status: 'delivered',
    });
  });

  test.each([
    [{ personalizations: [] }, 'personalizations', 'at least one personalization'],
    [{ personalizations: [{ to: [] }] }, 'personalizations.0.to', 'The to array is required'],
    [
      { personalizations: [{ to: [{ email: 'nobody' }] }] },
      'personalizations.0.to.0.email',
      'valid address',
    ],
    [{ colour: 'red' }, 'colour', 'Additional property colour is not allowed'],
    [{ from: undefined }, 'from', 'The from object must be provided'],
    [{ subject: undefined }, 'subject', 'The subject is required'],
    [{ content: undefined }, 'content', 'the content parameter is required'],
    [{ content: MAIL.content.toReversed() }, 'content', 'text/plain must be first'],
  ])('refuses a mail with %o', async (changes, field, message) => {
    const answer = await send({ ...MAIL, ...changes });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ field, message: expect.stringContaining(message), help: expect.any(String) }],
    });
    expect(await inbox('?kind=mail')).toEqual([]);
  });

  test('refuses a mail without a key, and one that is not JSON', async () => {
    expect((await send(MAIL, { authorization: '' })).status).toBe(401);
    expect((await send(MAIL, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('takes a mail that will bounce, as SendGrid does', async () => {
    const to = [{ email: 'gone@bounce.test' }];
    expect((await send({ ...MAIL, personalizations: [{ to }] })).status).toBe(202);
    expect((await inbox('?kind=mail'))[0]).toMatchObject({ status: 'bounced' });
  });

  test('sends each personalization as a mail of its own', async () => {
    await send({
      ...MAIL,
      personalizations: [addressed('ann@example.test'), addressed('bob@example.test')],
    });
    const mails = await inbox('?kind=mail&to=bob@example.test');
    expect(mails).toMatchObject([{ subject: 'For bob@example.test' }]);
  });
});

describe('Twilio', () => {
  test('takes a message with 201 and its own JSON', async () => {
    const answer = await text(SMS);
    expect(answer.status).toBe(201);
    const message = z.looseObject({ sid: z.string() }).parse(await answer.json());
    expect(message).toMatchObject({
      account_sid: 'ACtest',
      body: SMS.Body,
      direction: 'outbound-api',
      error_code: null,
      from: SMS.From,
      num_segments: '1',
      status: 'queued',
      to: SMS.To,
    });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(await inbox('?kind=sms')).toMatchObject([{ id: message.sid, body: SMS.Body }]);
  });

  test.each([
    [{ To: '+15005550001' }, 21211],
    [{ To: '0151 1234' }, 21211],
    [{ To: '' }, 21604],
    [{ From: '' }, 21603],
    [{ Body: '' }, 21602],
    [{ Body: 'x'.repeat(1601) }, 21617],
  ])('refuses a message with %o as %i', async (changes, code) => {
    const answer = await text({ ...SMS, ...changes });
    expect(answer.status).toBe(400);
    const more_info = `https://www.twilio.com/docs/errors/${code}`;
    expect(await answer.json()).toMatchObject({ code, status: 400, more_info });
    expect(await inbox('?kind=sms')).toEqual([]);
  });

  test('refuses a login that is not the account’s', async () => {
    const answer = await text(SMS, 'ACother:token');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 20003 });
  });

  test('counts the segments of a long message, and of one that needs Unicode', async () => {
    expect(await segments('x'.repeat(160))).toBe('1');
    expect(await segments('x'.repeat(161))).toBe('2');
    expect(await segments('ж'.repeat(71))).toBe('2');
  });
});

describe('the inbox', () => {
  test('keeps everything by kind and by address, newest first', async () => {
    await send(MAIL);
    await send({ ...MAIL, subject: 'Second' });
    await text(SMS);
    await sandbox.stripe.paymentIntents.create(
      manualPayment({ receipt_email: 'ann@example.test' }),
    );
    expect((await inbox()).map((item) => item.kind)).toEqual(['mail', 'mail', 'sms', 'payment']);
    expect(await inbox('?kind=mail')).toMatchObject([
      { subject: 'Second' },
      { subject: MAIL.subject },
    ]);
    expect((await inbox('?to=ann@example.test')).map((item) => item.kind)).toEqual([
      'mail',
      'mail',
      'payment',
    ]);
    expect((await inbox('?to=%2B49151')).map((item) => item.kind)).toEqual(['sms']);
    const made = await sandbox.stripe.paymentIntents.create(
      manualPayment({ metadata: { order: 'ord_7' } }),
    );
    expect(await inbox('?kind=payment&to=ord_7')).toMatchObject([{ id: made.id }]);
  });

  test('shows mails, messages, payments and deliveries on a page without scripts', async () => {
    await send({ ...MAIL, subject: '<script>alert(1)</script>' });
    await text(SMS);
    await sandbox.stripe.paymentIntents.create(manualPayment({ metadata: { order: 'ord_1' } }));
    await sandbox.drain();
    const answer = await sandbox.fetch('http://shop.test/sandbox/');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    for (const shown of ['Your order ships today', '€49.99', 'ord_1', 'payment_intent.created']) {
      expect(page).toContain(shown);
    }
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  });

  test('shows a mail’s HTML by itself, where it can run nothing', async () => {
    await send(MAIL);
    const [mail] = await inbox('?kind=mail');
    const answer = await sandbox.fetch(`http://shop.test/sandbox/mail/${mail?.id}`);
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
    expect(await answer.text()).toContain('<base target="_blank">');
    expect((await sandbox.fetch('http://shop.test/sandbox/mail/none')).status).toBe(404);
  });

  test('keeps the last 2,000 messages', async () => {
    const personalizations = Array.from({ length: 1000 }, (_, index) => ({
      to: [{ email: `n${index}@example.test` }],
    }));
    for (const round of ['1', '2', '3']) {
      expect((await send({ ...MAIL, subject: round, personalizations })).status).toBe(202);
    }
    const mails = await inbox('?kind=mail');
    expect(mails).toHaveLength(2000);
    expect(mails[0]).toMatchObject({ subject: '3' });
    expect(mails.at(-1)).toMatchObject({ subject: '2' });
  });

  test('a stranger’s host is nobody’s', async () => {
    expect((await sandbox.fetch('https://api.example.com/v1/x')).status).toBe(404);
    const answer = await sandbox.fetch('http://shop.test/sandbox/api.example.com/v1/x');
    expect(answer.status).toBe(404);
  });

  test('a browser reaches a provider through the dev server’s path', async () => {
    const made = await sandbox.stripe.paymentIntents.create(manualPayment());
    const answer = await sandbox.fetch(
      `http://shop.test/sandbox/api.stripe.com/v1/payment_intents/${made.id}` +
        `?client_secret=${made.client_secret}&key=pk_test_sandbox`,
    );
    expect(await answer.json()).toMatchObject({ id: made.id, status: made.status });
  });
});
