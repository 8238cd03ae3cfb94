/** The back office's page of the system: dead letters and rebuilds. */
import { beforeAll, expect, test } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import { deliver, lettersOf, orderMessage, rowOf, services } from './support/events.ts';
import { until } from './support/shop.ts';
import { errorIn, staff } from './support/staff.ts';
import type { Staff } from './support/staff.ts';

const QUEUE = 'edgewise-events';
let person: Staff;

beforeAll(async () => {
  person = await staff();
});

/** The page of a letter that a queue gave up on just now. */
async function letterPage(): Promise<string> {
  await deliver(`${QUEUE}-dead`, [orderMessage(rowOf(), 1)]);
  const [letter] = await lettersOf(QUEUE);
  return `/admin/system/letters/${required(letter, 'a letter').key}`;
}

test('a letter is found on the page, opened, and sent again', async () => {
  const path = await letterPage();
  expect((await person.open('/admin/system')).html).toContain(path);
  const opened = await person.open(path);
  expect(opened.html).toContain('too many tries');
  expect(opened.html).toContain('order-row');
  const sent = await person.send(`${path}/replay`, {});
  expect([sent.status, sent.location]).toEqual([303, '/admin/system?done=replayed']);
  expect((await person.open('/admin/system')).html).not.toContain(path);
  expect((await person.open('/admin/system?state=replayed')).html).toContain(path);
  expect((await person.open(path)).html).not.toContain('Send again');
});

test('a letter is discarded for a reason that is shown', async () => {
  const path = await letterPage();
  const refused = await person.send(`${path}/discard`, { reason: ' ' });
  expect(refused.status).toBe(400);
  expect(errorIn(refused.html, 'reason')).toContain('Say why');
  const done = await person.send(`${path}/discard`, { reason: 'Made by a test' });
  expect(done.location).toBe('/admin/system?done=discarded');
  expect((await person.open(path)).html).toContain('Made by a test');
  await person.send(`${path}/replay`, {});
  const late = await person.send(`${path}/discard`, { reason: 'Too late' });
  expect(late.status).toBe(409);
});

test('a rebuild is started by its button, and says what it found', async () => {
  await deliver(QUEUE, [orderMessage(rowOf(), 1)]);
  const started = await person.send('/admin/system/rebuilds', { repair: 'no' });
  expect(started.location).toBe('/admin/system?done=rebuilding');
  const [rebuild] = await services.rebuilds.latest(1);
  const id = required(rebuild, 'a rebuild').id;
  await until(
    () => services.rebuilds.advance(id),
    (next) => next?.phase === 'done',
  );
  expect((await person.open('/admin/system')).html).toContain('No difference');
});

test('what is not there is said so', async () => {
  expect((await person.open('/admin/system/letters/none')).status).toBe(404);
  expect((await person.send('/admin/system/letters/none/replay', {})).status).toBe(404);
  expect((await person.open('/admin/system?cursor=x')).location).toBe('/admin/system');
});
