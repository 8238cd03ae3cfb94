/** Publishers at the same product: who reads first and writes last leaves nothing old behind. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { publish } from '../../src/catalog/publishing.ts';
import type { PublishingPorts } from '../../src/catalog/publishing.ts';
import { searchServices } from '../../src/services-search.ts';
import { later } from '../../src/services-reads.ts';
import { servicesOf } from '../../src/services.ts';
import { get, keptDocument, published, row, sendJson, stockShop } from './catalog-support.ts';

/** Leaves a product in the outbox, as a write that nobody has published yet. */
const mark = (slug: string) =>
  env.CATALOG_DB.prepare(
    'INSERT INTO catalog_change SELECT slug, version, id FROM product WHERE slug = ?',
  )
    .bind(slug)
    .run();

const marked = (slug: string) =>
  env.CATALOG_DB.prepare('SELECT version FROM catalog_change WHERE slug = ?')
    .bind(slug)
    .first<number>('version');

/** A publisher who is overtaken right after it has read. */
function overtaken(by: (reads: number) => Promise<unknown>): PublishingPorts {
  const { publishing } = servicesOf(env);
  let reads = 0;
  return {
    ...publishing,
    async bySlugs(slugs) {
      const products = await publishing.bySlugs(slugs);
      await by(reads++);
      return products;
    },
  };
}

const patch = (id: string, change: object) =>
  sendJson('PATCH', `/api/admin/products/${id}`, change);

const found = async (words: string): Promise<number> =>
  (await (await get(`/api/products?q=${words}`)).json<{ total: number }>()).total;

test('a slow publisher does not put an older document over a newer one', async () => {
  await stockShop([row('SLOW', { slug: 'slow' })]);
  await mark('slow');
  const ports = overtaken(async (reads) =>
    reads === 0 ? patch('SLOW', { title: 'The newer one' }) : undefined,
  );
  await publish(ports, ['slow']);
  expect((await keptDocument('slow'))?.text).toContain('The newer one');
  expect(await marked('slow')).toBeNull();
});

test('a slow publisher does not bring a removed product back', async () => {
  await stockShop([row('GONE', { slug: 'gone', title: 'Vanishing cabinet' })]);
  await mark('gone');
  const ports = overtaken(async (reads) =>
    reads === 0 ? sendJson('DELETE', '/api/admin/products/GONE', null) : undefined,
  );
  await publish(ports, ['gone']);
  expect(await keptDocument('gone')).toMatchObject({ text: null });
  expect(await found('vanishing')).toBe(0);
});

test('a product that changes again and again goes back into the outbox', async () => {
  await stockShop([row('RESTLESS', { slug: 'restless' })]);
  await mark('restless');
  const raise = 'UPDATE product SET version = version + 1 WHERE slug = ? RETURNING version';
  let version = 0;
  const ports = overtaken(async (reads) => {
    if (reads > 5) throw new Error('it goes on for ever');
    version = (await env.CATALOG_DB.prepare(raise).bind('restless').first<number>('version')) ?? 0;
  });
  await publish(ports, ['restless']);
  expect(await marked('restless')).toBe(version);
  await publish(servicesOf(env).publishing, ['restless']);
  expect([await marked('restless'), await keptDocument('restless')]).toMatchObject([
    null,
    { version },
  ]);
});

test('a product that is removed while the index is built stays out of it', async () => {
  await stockShop([row('LEAVES', { slug: 'leaves', title: 'Departing wardrobe' })]);
  const { products, lists, replica } = servicesOf(env);
  // It is read once for its words, and then to be put in.
  let begun = 0;
  const after: typeof products.after = async (...asked) => {
    const part = await products.after(...asked);
    if (asked[0] === -1) begun += 1;
    if (begun === 2) await sendJson('DELETE', '/api/admin/products/LEAVES', null);
    return part;
  };
  const environment = { products: { ...products, after }, lists, replica, later };
  const { searchUpkeep } = searchServices(env, environment);
  await searchUpkeep.build();
  await expect.poll(async () => (await searchUpkeep.state()).building).toBeNull();
  await published();
  const total = await env.CATALOG_DB.prepare(
    `SELECT (SELECT count(*) FROM search_all_a WHERE search_all_a MATCH 'wardrobe')
      + (SELECT count(*) FROM search_all_b WHERE search_all_b MATCH 'wardrobe') AS n`,
  ).first('n');
  expect([begun, total]).toEqual([2, 0]);
});
