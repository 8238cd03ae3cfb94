/** The reconciliation in the back office: started, listed and read without a script. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { MINUTE_MS } from '../../src/kernel/time.ts';
import { formKeyIn, staff } from './support/staff.ts';
import { stripePost } from './support/stripe.ts';
import { textOf } from './support/visitor.ts';

const PATH = '/admin/system/reconciliations';

afterEach(() => {
  vi.useRealTimers();
});

test('staff runs it, reads what was found and what to do, and finds it in the list', async () => {
  const person = await staff();
  expect((await person.open('/admin/system')).html).toContain(`href="${PATH}"`);
  const empty = await person.open(PATH);
  expect(textOf(empty.html)).toContain('It has not run yet.');
  await stripePost('payment_intents', {
    ...{ amount: '500', currency: 'eur', 'metadata[order]': 'order-nobody-9' },
    ...{ 'metadata[shop]': 'edgewise', 'metadata[environment]': 'development' },
  });
  await env.BACKOFFICE_DB.prepare(
    `INSERT INTO order_row VALUES (?, 'order-of-nobody', 1, 'EW-1', 'confirmed', 'EUR', 1, 1, 0,
     'b', 'DE', '[]', NULL)`,
  )
    .bind(Date.now() - MINUTE_MS)
    .run();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * MINUTE_MS });
  const form_key = formKeyIn(empty.html, PATH);
  const sent = await person.send(PATH, { form_key });
  expect(sent.status).toBe(303);
  expect((await person.send(PATH, { form_key })).location).toBe(sent.location);
  const report = textOf((await person.open(sent.location ?? '')).html);
  expect(report).toContain('1 payment, 1 order and 0 SKUs were looked at, 0 put off.');
  expect(report).toContain('Payment without order The payment is requires_payment_method');
  expect(report).toContain('Mended');
  expect(report).toContain('Look for the order in the journal');
  const list = textOf((await person.open(PATH)).html);
  expect(list).toContain('1 to see to');
  expect((await person.open(`${PATH}/1`)).status).toBe(404);
  expect((await person.open(`${PATH}/x`)).status).toBe(404);
});

test('a run that has not ended is said to be running, and no other begins', async () => {
  const person = await staff();
  await env.BACKOFFICE_DB.prepare(
    `INSERT INTO reconciliation VALUES (?, NULL, 'cron', NULL,
     '{"payments":0,"orders":0,"skus":0,"skipped":0}', '{}', '[]', '{}')`,
  )
    .bind(Date.now() + 4 * MINUTE_MS)
    .run();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * MINUTE_MS });
  const page = await person.open(PATH);
  expect(textOf(page.html)).toContain('Running, or cut off');
  const sent = await person.send(PATH, { form_key: formKeyIn(page.html, PATH) });
  expect(textOf((await person.open(sent.location ?? '')).html)).toContain(
    'Another run has not ended yet.',
  );
});
