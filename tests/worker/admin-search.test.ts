/** The back office's page about search, without scripts. */
import { beforeAll, expect, test } from 'vitest';
import { get, row, stockShop } from './catalog-support.ts';
import { errorIn, staff } from './support/staff.ts';
import { textOf } from './support/visitor.ts';

beforeAll(() => stockShop([row('SOFA', { title: 'Green sofa' })]));

test('it shows what was searched for in vain, and mends that with synonyms', async () => {
  const person = await staff();
  expect(await (await get('/api/products?q=couch')).json()).toMatchObject({ total: 0 });
  expect(textOf((await person.open('/admin/search')).html)).toContain('couch 1 0');
  const wrong = await person.send('/admin/search/synonyms', { phrases: 'couch' });
  expect([wrong.status, errorIn(wrong.html, 'phrases')]).toEqual([
    400,
    'Expected two to twenty different words or phrases',
  ]);
  const added = await person.send('/admin/search/synonyms', { phrases: 'couch, sofa' });
  expect(added.location).toBe('/admin/search?done=added');
  expect(await (await get('/api/products?q=couches&limit=9')).json()).toMatchObject({ total: 0 });
  expect(await (await get('/api/products?q=couch&limit=9')).json()).toMatchObject({ total: 1 });
  const { html } = await person.open('/admin/search');
  const [, action = ''] = /action="([^"]+remove)"/.exec(html) ?? [];
  expect((await person.send(action, {})).location).toBe('/admin/search?done=removed');
  expect((await person.send(action, {})).status).toBe(404);
});

test('it builds the index anew', async () => {
  const person = await staff();
  const begun = await person.send('/admin/search/rebuild', {});
  expect(begun.location).toBe('/admin/search?done=building');
  await expect
    .poll(async () => textOf((await person.open('/admin/search')).html))
    .toContain('of 1 products');
});
