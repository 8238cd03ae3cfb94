/** Forms beside a product's main one: pictures, times and links; and what comes first where. */
import { beforeAll, expect, test } from 'vitest';
import { getAsStaff, get, row, stockShop } from './catalog-support.ts';
import { Staff, errorIn, staff, valueIn } from './support/staff.ts';

type Stored = {
  id: string;
  images: { url: string; alt: string }[];
  price_schedule: { price_minor: number; from: string; until: string | null }[];
  publish_from: string | null;
  publish_until: string | null;
  related: string[];
  accessories: string[];
};

const stored = async (id: string) => (await getAsStaff(`/api/admin/products/${id}`)).json<Stored>();
const pathOf = async (id: string): Promise<string> => `/admin/products/${(await stored(id)).id}`;

let person = new Staff();
beforeAll(async () => {
  person = await staff();
  await stockShop([
    row('PICTURED'),
    row('TIMED'),
    row('LINKED', { title: 'A lamp', related: ['SHADE'] }),
    row('SHADE', { title: 'Paper shade', slug: 'paper-shade' }),
    row('BULB', { title: 'Round bulb', status: 'draft' }),
    row('FAR', { category: 'Seating > Stools' }),
  ]);
});

/** A PNG of one pixel; its colour makes it another file. */
function pixel(colour: number): File {
  const head = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
  ];
  const bytes = Uint8Array.from([...head, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, colour]);
  return new File([bytes], `${colour}.png`, { type: 'image/png' });
}

const form = (fields: Record<string, string>, files: readonly File[] = []): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const file of files) data.append('files', file);
  return data;
};

/** What the form of pictures holds for those there are. */
const kept = (images: Stored['images'], changes: Readonly<Record<string, string>> = {}) => ({
  ...Object.fromEntries(
    images.flatMap(({ url, alt }, index) => [
      [`images/${index}/url`, url],
      [`images/${index}/alt`, alt],
      [`images/${index}/place`, String(index + 1)],
    ]),
  ),
  ...changes,
});

test('pictures are added with their words, put in another order and removed', async () => {
  const path = await pathOf('PICTURED');
  const files = [pixel(1), pixel(2), pixel(3)];
  const added = await person.send(`${path}/images`, form({ new_alt: 'A lamp' }, files));
  expect([added.status, added.location]).toEqual([303, `${path}?done=saved#images`]);
  const { images } = await stored('PICTURED');
  expect(images.map(({ alt }) => alt)).toEqual(['A lamp', 'A lamp', 'A lamp']);
  const [a, b, c] = images;
  expect((await get(a?.url ?? '')).headers.get('content-type')).toBe('image/png');
  const changed = kept(images, {
    'images/0/place': '9',
    'images/1/remove': 'yes',
    'images/2/alt': 'From above',
  });
  await person.send(`${path}/images`, form(changed));
  expect((await stored('PICTURED')).images).toEqual([
    { url: c?.url, alt: 'From above' },
    { url: a?.url, alt: 'A lamp' },
  ]);
  const page = await person.open(path);
  expect(page.html).toContain(`value="${b === undefined ? '' : 'From above'}"`);
});

test('a picture that came while the form was open stays, behind the others', async () => {
  const path = await pathOf('PICTURED');
  const before = (await stored('PICTURED')).images;
  await person.send(`${path}/images`, form(kept(before), [pixel(4)]));
  const meanwhile = (await stored('PICTURED')).images;
  await person.send(`${path}/images`, form(kept(before, { 'images/0/alt': 'Late' })));
  const after = (await stored('PICTURED')).images;
  expect(after.map(({ url }) => url)).toEqual(meanwhile.map(({ url }) => url));
  expect(after[0]?.alt).toBe('Late');
});

test('a file that is no picture is named, and nothing is saved', async () => {
  const path = await pathOf('PICTURED');
  const before = await stored('PICTURED');
  const lie = new File(['<svg onload="x"/>'], 'lie.png', { type: 'image/png' });
  const changed = kept(before.images, { 'images/0/alt': 'Typed' });
  const refused = await person.send(`${path}/images`, form(changed, [lie]));
  expect(refused.status).toBe(400);
  expect(errorIn(refused.html, 'files')).toContain('lie.png: ');
  expect(valueIn(refused.html, 'images/0/alt')).toBe('Typed');
  expect((await stored('PICTURED')).images).toEqual(before.images);
  const wrong = await person.send(
    `${path}/images`,
    form(kept(before.images, { 'images/0/place': 'x' })),
  );
  expect(errorIn(wrong.html, 'images/0/place')).toBe('A whole number');
});

test('times and prices for a time are set in UTC, and taken away by emptying them', async () => {
  const path = await pathOf('TIMED');
  const fields = {
    publish_from: '2026-01-01T09:00',
    publish_until: '2031-01-01T00:00',
    'price_schedule/0/price_minor': '7,50',
    'price_schedule/0/from': '2030-11-27T08:00',
    'price_schedule/0/until': '2030-11-30T08:00',
    'price_schedule/2/price_minor': '5',
    'price_schedule/2/from': '2030-12-24T00:00',
  };
  const saved = await person.send(`${path}/times`, fields);
  expect(saved.location).toBe(`${path}?done=saved#times`);
  expect(await stored('TIMED')).toMatchObject({
    publish_from: '2026-01-01T09:00:00.000Z',
    publish_until: '2031-01-01T00:00:00.000Z',
    price_schedule: [
      { price_minor: 750, from: '2030-11-27T08:00:00.000Z', until: '2030-11-30T08:00:00.000Z' },
      { price_minor: 500, from: '2030-12-24T00:00:00.000Z', until: null },
    ],
  });
  const { html } = await person.open(path);
  expect(valueIn(html, 'publish_from')).toBe('2026-01-01T09:00');
  expect(valueIn(html, 'price_schedule/1/price_minor')).toBe('5.00');
  await person.send(`${path}/times`, {});
  expect(await stored('TIMED')).toMatchObject({ publish_from: null, price_schedule: [] });
});

test('times that cannot be are refused beside their fields', async () => {
  const path = await pathOf('TIMED');
  const refused = await person.send(`${path}/times`, {
    publish_from: '2030-01-02T00:00',
    publish_until: '2030-01-01T00:00',
  });
  expect(errorIn(refused.html, 'publish_until')).toContain('after publish_from');
  const typed = await person.send(`${path}/times`, { publish_from: 'tomorrow' });
  expect([typed.status, errorIn(typed.html, 'publish_from')]).toEqual([400, 'A date and a time']);
  const price = {
    'price_schedule/0/price_minor': 'much',
    'price_schedule/0/until': '2030-01-01T00:00',
  };
  const priced = await person.send(`${path}/times`, price);
  expect(errorIn(priced.html, 'price_schedule/0/price_minor')).toContain('19.99');
  expect(errorIn(priced.html, 'price_schedule/0/from')).toBe('A date and a time');
  const twice = Object.fromEntries(
    [0, 1].flatMap((index) => [
      [`price_schedule/${index}/price_minor`, '5'],
      [`price_schedule/${index}/from`, '2030-01-01T00:00'],
    ]),
  );
  const over = await person.send(`${path}/times`, twice);
  expect(errorIn(over.html, 'price_schedule')).toContain('at the same time');
});

test('links are given by id or address, and a name of nothing is refused', async () => {
  const path = await pathOf('LINKED');
  expect((await person.open(path)).html).toContain('Paper shade</a>');
  const fields = {
    related: 'BULB\n',
    accessories: 'https://shop.example/products/paper-shade?x\nFAR',
  };
  expect((await person.send(`${path}/links`, fields)).status).toBe(303);
  expect(await stored('LINKED')).toMatchObject({
    related: ['BULB'],
    accessories: ['SHADE', 'FAR'],
  });
  const refused = await person.send(`${path}/links`, { related: 'BULB\nNONE', accessories: '' });
  expect([refused.status, errorIn(refused.html, 'related')]).toEqual([
    400,
    'There is no product NONE',
  ]);
  expect((await stored('LINKED')).related).toEqual(['BULB']);
});

test('first places of a category are put in order, and those of others refused', async () => {
  const category = 'lighting/desk-lamps';
  const saved = await person.send('/admin/pins', { category, products: 'SHADE\nLINKED' });
  expect(saved.location).toBe('/admin/pins?category=lighting%2Fdesk-lamps&done=');
  const pins = await (await getAsStaff(`/api/admin/pins?category=${category}`)).json();
  expect(pins).toMatchObject({ products: [{ external_id: 'SHADE' }, { external_id: 'LINKED' }] });
  const { html } = await person.open(saved.location ?? '');
  expect(html).toContain('SHADE\nLINKED</textarea>');
  expect((await person.open(await pathOf('LINKED'))).html).toContain(
    'href="/admin/pins?category=lighting%2Fdesk-lamps"',
  );
  const far = await person.send('/admin/pins', { category, products: 'SHADE\nFAR' });
  expect([far.status, errorIn(far.html, 'products')]).toEqual([
    400,
    'Product FAR: It is not in this category',
  ]);
  expect((await person.open('/admin/pins?category=nowhere')).status).toBe(404);
  await person.send('/admin/pins', { category, products: '' });
  const none = await (await getAsStaff(`/api/admin/pins?category=${category}`)).json();
  expect(none).toMatchObject({ products: [] });
});
