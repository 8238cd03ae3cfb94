/** What cached answers can be dropped by, and that they are when what they show has changed. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { productKey } from '../../src/catalog/reads.ts';
import { required } from '../../src/kernel/assert.ts';
import type { Fetch } from '../../src/platform/outbound.ts';
import {
  platformCache,
  purgeOfAll,
  purgeOfPlatform,
  purgeOfZone,
} from '../../src/platform/purge.ts';
import type { Purge } from '../../src/platform/purge.ts';
import { DEFAULT_MARKET } from '../../src/pricing/markets.ts';
import { servicesOf } from '../../src/services.ts';
import { get, row, stockShop } from './catalog-support.ts';
import { deliver } from './support/events.ts';
import { addFault, clearFaults } from './support/inbox.ts';

const outside = required(env.OUTSIDE, 'the sandbox is bound');
const QUEUE = 'edgewise-catalog-changes';

const tagsOf = async (path: string) => (await get(path)).headers.get('cache-tag');

const fetcher: Fetch = (input, init) => outside.fetch(input, init);

/** What was purged of a zone, purge by purge. */
async function purgesOf(zone: string): Promise<string[][]> {
  const path = `https://api.cloudflare.com/client/v4/zones/${zone}/sandbox/purges`;
  return (await (await outside.fetch(path)).json<{ purges: string[][] }>()).purges;
}

const away = (times: number) => addFault({ host: 'api.cloudflare.com', kind: 'fail', times });

beforeAll(() => stockShop([row('LAMP', { slug: 'lamp' }), row('VASE', { slug: 'vase' })]));
afterEach(() => clearFaults());

test('every cacheable answer of the catalogue says what to drop it by', async () => {
  for (const path of ['/api/products/lamp', '/products/lamp', '/api/products/lamp?market=eu']) {
    expect([path, await tagsOf(path)]).toEqual([path, 'products,product:lamp']);
  }
  const lists = ['/', '/api/products', '/api/products?q=lamp', '/search?q=lamp', '/sitemap.xml'];
  const others = ['/categories/lighting', '/api/categories', '/api/suggest?q=la'];
  for (const path of [...lists, ...others, '/feeds/new.xml', '/api/products/lamp/links']) {
    expect([path, await tagsOf(path)]).toEqual([path, 'lists']);
  }
});

/** A platform's cache that answers as told and keeps what it was asked. */
function cacheThat(success: boolean) {
  const asked: string[][] = [];
  const purge = async ({ tags = [] }: CachePurgeOptions) => {
    if (success) asked.push(tags);
    return { success, errors: success ? [] : [{ code: 1, message: 'busy' }] };
  };
  return { asked, purge };
}

/** Each way to purge: one that works, what it purged, and the same failing. */
const WAYS: Readonly<
  Record<string, () => Promise<readonly [Purge, () => Promise<string[][]>, Purge]>>
> = {
  'the platform’s cache': async () => {
    const cache = cacheThat(true);
    const failing = purgeOfPlatform(() => cacheThat(false));
    return [purgeOfPlatform(() => cache), async () => cache.asked, failing];
  },
  'a zone’s API': async () => {
    const purge = purgeOfZone(fetcher, { zoneId: 'zone-1', token: 'secret' });
    const failing = purgeOfZone(fetcher, { zoneId: 'zone-1', token: '' });
    return [purge, () => purgesOf('zone-1'), failing];
  },
};

for (const [name, way] of Object.entries(WAYS)) {
  test(`${name}: tags are purged together, and a refusal is thrown`, async () => {
    const [purge, purged, failing] = await way();
    await purge(['lists', 'product:lamp']);
    expect(await purged()).toEqual([['lists', 'product:lamp']]);
    await expect(failing(['lists'])).rejects.toThrow('not purged');
    expect(await purged()).toHaveLength(1);
  });
}

test('where the platform has no cache, nothing is purged and nothing fails', async () => {
  expect(platformCache()).toBeNull();
  await purgeOfPlatform()(['lists']);
  const cache = cacheThat(true);
  const all = purgeOfAll([purgeOfPlatform(() => cacheThat(false)), purgeOfPlatform(() => cache)]);
  await expect(all(['lists'])).rejects.toThrow('busy');
  expect(cache.asked).toEqual([['lists']]);
});

/** The shop with a zone, and a product that the outbox says has changed. */
async function changed(zone: string, slug: string) {
  const services = servicesOf({ ...env, PURGE_ZONE_ID: zone });
  const now = Date.now();
  await env.CATALOG_DB.prepare(`UPDATE product SET title = ?1, version = ?2 WHERE slug = ?3`)
    .bind(`Changed ${now}`, now, slug)
    .run();
  await env.CATALOG_DB.prepare(
    `INSERT INTO catalog_change (slug, version, product_id)
      SELECT slug, version, id FROM product WHERE slug = ?`,
  )
    .bind(slug)
    .run();
  const titleInKv = async () => {
    const text = await env.DOCUMENTS.get(productKey(slug, DEFAULT_MARKET));
    const { title }: { title: string } = JSON.parse(text ?? '{}');
    return title;
  };
  return { services, title: `Changed ${now}`, titleInKv };
}

test('what the queue publishes is purged once for all its messages', async () => {
  const { services } = await changed('zone-2', 'lamp');
  const bodies = [{ slugs: ['lamp'] }, { slugs: ['vase', 'lamp'] }];
  const { acked, retried } = await deliver(QUEUE, bodies, 1, services);
  expect([acked, retried]).toEqual([2, []]);
  expect(await purgesOf('zone-2')).toEqual([['lists', 'product:lamp', 'product:vase']]);
});

test('a purge that fails leaves the document written and comes again, for a while', async () => {
  const { services, title, titleInKv } = await changed('zone-3', 'vase');
  const bodies = [{ slugs: ['vase'] }];
  await away(1);
  const first = await deliver(QUEUE, bodies, 1, services);
  expect([first.acked, first.retried.length]).toEqual([0, 1]);
  expect([await titleInKv(), await purgesOf('zone-3')]).toEqual([title, []]);
  const second = await deliver(QUEUE, bodies, 2, services);
  expect([second.acked, second.retried]).toEqual([1, []]);
  expect(await purgesOf('zone-3')).toEqual([['lists', 'product:vase']]);
  // By then the cached answer has ended by itself.
  await away(1);
  const last = await deliver(QUEUE, bodies, 4, services);
  expect([last.acked, last.retried]).toEqual([1, []]);
});
