/** The account's pages as somebody without scripts uses them: profile, news, addresses. */
import { exports } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { required } from '../../src/kernel/assert.ts';
import type { OrderView } from '../../src/orders/view.ts';
import { codeOf, withApp } from './support/codes.ts';
import { mailsTo } from './support/inbox.ts';
import { bearer, linkIn, me, newEmail, PASSWORD, post, register } from './support/people.ts';
import { ADMIN, call, stockProduct, unique, until } from './support/shop.ts';
import { fieldOf, textOf, Visitor } from './support/visitor.ts';

const PROFILE = '/account/profile';
const BOOK = '/account/addresses';

async function person() {
  const visitor = new Visitor();
  const email = newEmail();
  const made = await visitor.post('/account/register', { name: 'Ada', email, password: PASSWORD });
  expect(made.location).toBe('/account');
  return { visitor, email };
}

const HOME = {
  ...{ name: 'Ada Lovelace', line1: 'Home Street 1', line2: '', postal_code: '10117' },
  ...{ city: 'Berlin', region: '', country: 'DE' },
};
const OFFICE = { ...HOME, name: 'Engines Ltd', line1: 'Office Road 2', city: 'Potsdam' };

/** The ids of saved addresses, as the book's page lists them. */
const idsOn = (html: string): string[] =>
  [...html.matchAll(/action="\/account\/addresses\/([\w-]+)\/remove"/g)].map(([, id = '']) => id);

async function withAddresses(visitor: Visitor): Promise<string[]> {
  await visitor.post(BOOK, HOME);
  await visitor.post(BOOK, { ...OFFICE, default_billing: 'on' });
  return idsOn((await visitor.get(BOOK)).html);
}

test('a profile is changed, and what cannot be saved is told beside its field', async () => {
  const { visitor } = await person();
  const wanted = { name: 'Ada L.', phone: '+49 (30) 12-34 567', locale: 'de', currency: 'EUR' };
  const saved = await visitor.post(PROFILE, wanted);
  expect(saved).toMatchObject({ status: 303, location: `${PROFILE}?done=saved` });
  const page = await visitor.get(saved.location);
  expect(textOf(page.html)).toContain('Your profile is saved.');
  expect([fieldOf(page.html, 'name'), fieldOf(page.html, 'phone')]).toEqual([
    ...['Ada L.', '+49301234567'],
  ]);
  expect(page.html).toMatch(/<option value="de" selected/);

  const wrong = await visitor.post(PROFILE, { ...wanted, name: ' ', phone: '030 1234' });
  expect(wrong.status).toBe(400);
  expect(wrong.html).toContain('id="name-problem"');
  expect(wrong.html).toContain('id="phone-problem"');
  expect(fieldOf(wrong.html, 'phone')).toBe('030 1234');
  expect(fieldOf((await visitor.get(PROFILE)).html, 'phone')).toBe('+49301234567');
  await visitor.post(PROFILE, { ...wanted, phone: '' });
  expect(fieldOf((await visitor.get(PROFILE)).html, 'phone')).toBe('');
});

const newsOn = (html: string): string => /data-news="(\w+)"/.exec(html)?.[1] ?? '';

test('news are asked for, confirmed by mail, and stopped', async () => {
  const { visitor, email } = await person();
  const state = async () => newsOn((await visitor.get(PROFILE)).html);
  const wish = (what: string) => visitor.post(`${PROFILE}/news`, { wish: what });
  expect(await state()).toBe('none');
  expect((await wish('ask')).location).toBe(`${PROFILE}?done=asked`);
  expect(await state()).toBe('asked');
  const token = await linkIn(email, '/account/news');
  expect((await new Visitor().post('/account/news', { token })).status).toBe(200);
  expect(await state()).toBe('given');
  expect((await wish('stop')).location).toBe(`${PROFILE}?done=stopped`);
  expect(await state()).toBe('none');
  // The link of a wish that was taken back is void.
  expect((await new Visitor().post('/account/news', { token })).status).toBe(400);
  expect(await state()).toBe('none');
});

const isWelcome = ({ text }: { text: string }) => text.includes('You get our news from now on');

/** Somebody who has confirmed that they want news, and the first letter of them. */
async function reader() {
  const email = newEmail();
  const { body: session } = await register(email);
  const wanted = { headers: bearer(session), body: { marketing: true } };
  await call('PATCH', '/api/me', wanted);
  const token = await linkIn(email, '/account/news');
  expect((await post('/api/auth/confirm-news', { token })).status).toBe(204);
  const letters = await until(
    () => mailsTo(email),
    (found) => found.some(isWelcome),
  );
  const letter = required(letters.find(isWelcome), 'a letter came');
  const [, sealed = ''] = /unsubscribe\?token=([\w.%-]+)/.exec(letter.text) ?? [];
  const state = async () => (await me<{ marketing: string }>(session)).body.marketing;
  return { email, session, token: decodeURIComponent(sealed), letter, letters, state };
}

/** As a mail program posts to a link: neither cookies nor our form, and maybe from its own site. */
const oneClick = (url: string, headers = {}) =>
  exports.default.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'manual',
  });

test('a mail program stops the news by one post to the link of a letter', async () => {
  const { letter, letters, state } = await reader();
  const [, url = ''] = /^<(http\S+)>$/.exec(letter.headers['List-Unsubscribe'] ?? '') ?? [];
  expect(letter.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  expect(letter.text).toContain(`Send me no more news: ${url}`);
  expect(letter.html).toContain('Send me no more news');
  // What nobody can do without offers no way out of it.
  const proving = letters.find(({ text }) => text.includes('/account/verify'));
  expect(proving?.headers).toEqual({});

  const looked = await exports.default.fetch(url);
  expect(await looked.text()).toContain('Stop the news</button>');
  expect(await state()).toBe('given');
  const stopped = await oneClick(url, { origin: 'https://mail.example' });
  expect([stopped.status, stopped.headers.getSetCookie()]).toEqual([200, []]);
  expect(await state()).toBe('none');
  expect((await oneClick(url)).status).toBe(200);
});

test('a person stops the news by the button, signed in or not', async () => {
  const { token, state } = await reader();
  const stranger = new Visitor();
  const page = await stranger.get(`/account/unsubscribe?token=${encodeURIComponent(token)}`);
  expect(fieldOf(page.html, 'token')).toBe(token);
  const done = await stranger.post('/account/unsubscribe', { token });
  expect(textOf(done.html)).toContain('Done. We write you no more news.');
  expect(await state()).toBe('none');
});

/** What somebody without a session is told who stops news by a token. */
async function told(token: string) {
  const { status, html } = await new Visitor().post('/account/unsubscribe', { token });
  return [status, textOf(html)];
}

test('the link of a letter tells nobody whether there is such an account', async () => {
  const [here, gone] = [await reader(), await reader()];
  const body = { password: PASSWORD };
  await call('DELETE', '/api/me', { headers: bearer(gone.session), body });
  expect(await told(gone.token)).toEqual(await told(here.token));
  // Another purpose's token, one of another account, and one of nobody are all as forged.
  const [, ...sealed] = here.token.split('.');
  const forged = [
    `${gone.session.account.id}.${sealed.join('.')}`,
    `${here.session.account.id}.9999999999999.k1.AAAA`,
    await linkIn(here.email, '/account/verify'),
    'AAAAAAAAAAAAAAAAAAAAAA.1.k1.A',
    '',
  ];
  const answers = await Promise.all(forged.map(told));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.[0]).toBe(400);
});

test('the book keeps addresses, each with what it is used for', async () => {
  const { visitor } = await person();
  const [home = '', office = ''] = await withAddresses(visitor);
  const text = textOf((await visitor.get(BOOK)).html);
  expect(text).toMatch(/Home Street 1.*Parcels go here.*Office Road 2.*Invoices go here/);

  await visitor.post(`${BOOK}/${office}/default`, { use: 'shipping' });
  const moved = textOf((await visitor.get(BOOK)).html);
  expect(moved).toMatch(/Home Street 1.*Send parcels here.*Office Road 2.*Parcels go here/);

  const form = await visitor.get(`${BOOK}/${home}`);
  expect(fieldOf(form.html, 'line1')).toBe('Home Street 1');
  const changed = await visitor.post(`${BOOK}/${home}`, { ...HOME, line1: 'Home Street 9' });
  expect(changed.location).toBe(`${BOOK}?done=saved`);
  await visitor.post(`${BOOK}/${office}/remove`, {});
  const left = await visitor.get(BOOK);
  expect(idsOn(left.html)).toEqual([home]);
  expect(textOf(left.html)).toMatch(/Home Street 9.*Parcels go here.*Invoices go here/);
  expect((await visitor.get(`${BOOK}/${office}`)).location).toBe(BOOK);
});

test('an address that its country does not know is told beside its field', async () => {
  const { visitor } = await person();
  const wrong = await visitor.post(BOOK, { ...HOME, postal_code: '1234', city: 'Bonn' });
  expect(wrong.status).toBe(400);
  expect(textOf(wrong.html)).toContain('This is not a postal code of that country.');
  expect(fieldOf(wrong.html, 'city')).toBe('Bonn');
  const missing = await visitor.post(BOOK, { ...HOME, city: '' });
  expect(missing.html).toContain('id="city-problem"');
  expect(idsOn((await visitor.get(BOOK)).html)).toEqual([]);
});

test('all data comes as a file, and the account is deleted by who knows its password', async () => {
  const { visitor, email } = await person();
  const page = await visitor.get('/account');
  expect(page.html).toContain('href="/api/me/export" download="account.json"');
  const ids = [...page.html.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const file = await visitor.get('/api/me/export');
  expect(file.headers.get('content-disposition')).toContain('account.json');
  expect(JSON.parse(file.html)).toMatchObject({ account: { email } });
  const wrong = await visitor.post('/account/delete', { own_password: 'not it at all' });
  expect(wrong.status).toBe(400);
  expect(textOf(wrong.html)).toContain('That is not your current password.');
  const gone = await visitor.post('/account/delete', { own_password: PASSWORD });
  expect([gone.status, gone.location]).toEqual([303, '/']);
  expect((await visitor.get('/account')).location).toContain('/account/sign-in');
  const again = new Visitor();
  const form = { email, password: PASSWORD };
  expect((await again.post('/account/sign-in', form)).status).toBe(401);
});

test('an account with a second factor is deleted only after it was proved anew', async () => {
  const { email, secret } = await withApp();
  const visitor = new Visitor();
  const code = codeOf(secret, 1);
  const signed = await visitor.post('/account/sign-in', { email, password: PASSWORD, code });
  expect(signed.location).toBe('/account');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
  const asked = await visitor.post('/account/delete', { own_password: PASSWORD });
  expect(asked.location).toBe('/account/security/prove?next=%2Faccount');
  expect((await visitor.get('/account')).status).toBe(200);
  vi.useRealTimers();
});

test('strangers are led to sign in, and nobody changes the book of somebody else', async () => {
  const paths = [PROFILE, BOOK, `${BOOK}/AAAAAAAAAAAA`];
  const answers = await Promise.all([
    ...paths.map((path) => new Visitor().get(path)),
    ...[...paths, `${PROFILE}/news`].map((path) => new Visitor().post(path, {})),
  ]);
  expect(answers.filter(({ location }) => location.startsWith('/account/sign-in'))).toHaveLength(7);
  const { visitor } = await person();
  const [home = ''] = await withAddresses(visitor);
  const { visitor: other } = await person();
  await other.post(`${BOOK}/${home}`, OFFICE);
  await other.post(`${BOOK}/${home}/remove`, {});
  expect(idsOn((await other.get(BOOK)).html)).toEqual([]);
  expect(idsOn((await visitor.get(BOOK)).html)).toContain(home);
});

test('the checkout is filled in with the defaults, or with what is chosen', async () => {
  const { visitor, email } = await person();
  const [, office = ''] = await withAddresses(visitor);
  const sku = unique('prefilled-lamp');
  await stockProduct(sku, { price: 4_000, stock: 2 });
  await visitor.post('/cart/items', { sku, quantity: '1' });
  const first = (await visitor.get('/checkout')).html;
  expect(['email', 'line1', 'billing_line1'].map((name) => fieldOf(first, name))).toEqual([
    ...[email, 'Home Street 1', 'Office Road 2'],
  ]);
  expect(first).toMatch(/name="bill_elsewhere"[^>]* checked/);

  const chosen = (await visitor.get(`/checkout?deliver_to=${office}&bill_to=`)).html;
  expect(fieldOf(chosen, 'line1')).toBe('Office Road 2');
  expect(chosen).not.toMatch(/name="bill_elsewhere"[^>]* checked/);

  const billing = Object.entries(OFFICE).map(([name, value]) => [`billing_${name}`, value]);
  const order = {
    ...{ ...HOME, email, shipping_method: 'standard', intent: 'place', bill_elsewhere: 'on' },
    ...{ attempt: fieldOf(first, 'attempt') ?? '', ...Object.fromEntries(billing) },
    expected_total: fieldOf(first, 'expected_total') ?? '',
  };
  const faulty = await visitor.post('/checkout', { ...order, billing_city: '' });
  expect(faulty.status).toBe(422);
  expect(faulty.html).toContain('id="billing_city-problem"');
  const placed = await visitor.post('/checkout', order);
  const id = /^\/orders\/([^/]+)\/pay$/.exec(placed.location)?.[1] ?? '';
  const { body } = await call<OrderView>('GET', `/api/admin/orders/${id}`, { headers: ADMIN });
  expect(body).toMatchObject({
    shipping_address: { line1: 'Home Street 1' },
    billing_address: { name: 'Engines Ltd', line1: 'Office Road 2', city: 'Potsdam' },
  });
  expect(textOf((await visitor.get(`/orders/${id}`)).html)).toContain('Billed to Engines Ltd');
});
