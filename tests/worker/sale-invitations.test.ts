/** Invitations to a drop's tiers, by mail: from the API, from the back office, and their use. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { mailsTo } from './support/inbox.ts';
import { bearer, newEmail, verified } from './support/people.ts';
import { schedule, Shopper } from './support/sale.ts';
import { ADMIN, call, stockProduct, unique, until } from './support/shop.ts';
import type { Refusal } from './support/shop.ts';
import { textOf, Visitor } from './support/visitor.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Items = { items: { email: string; invitation: string; mailed: boolean }[] } & Refusal;

const VIP = { tiers: [{ id: 'vip', label: 'Friends', weight: 2 }] };

const invitationsTo = async (email: string) =>
  (await mailsTo(email)).filter(({ subject }) => subject.startsWith('You are invited'));

const invite = (sale: string, body: Record<string, unknown>) =>
  call<Items>('POST', `/api/admin/sale-invitations/${sale}`, {
    headers: ADMIN,
    body: { tier: 'vip', ...body },
  });

/** Events of an account that nobody has acted on yet. */
const untold = (account: string): Promise<number> =>
  runInDurableObject(env.ACCOUNT.getByName(account), (_object, { storage }) => {
    return storage.sql.exec<{ events: number }>('SELECT count(*) AS events FROM outbox').one()
      .events;
  });

/** A drop with a tier for friends, and two people with accounts. */
async function friends() {
  const item = await stockProduct(unique('drop'), { stock: 2 });
  const { id } = (await schedule([item], { ...VIP, name: 'The told one' })).body;
  const [ada, bob] = [newEmail(), newEmail()];
  return { id, ada, bob, sessions: [await verified(ada), await verified(bob)] as const };
}

test('who is invited twice by the API and once by a form is mailed once', async () => {
  const { id, ada, bob, sessions } = await friends();
  const stranger = newEmail();
  const emails = [ada.toUpperCase(), bob, stranger];
  const first = await invite(id, { emails, mail: true });
  expect(first.status).toBe(200);
  expect(first.body.items.map(({ mailed }) => mailed)).toEqual([true, true, false]);
  await invite(id, { emails: [bob, ada], mail: true });
  const form = { tier: 'vip', emails: `${ada}\n${stranger}`, mail: 'yes' };
  const page = await new Visitor().post(`/admin/sales/${id}/invitations`, form, ADMIN);
  const shown = textOf(page.html);
  expect(shown).toContain(`${ada} Mailed`);
  expect(shown).not.toContain(`${stranger} Mailed`);
  for (const email of [ada, bob]) {
    const letters = await until(
      () => invitationsTo(email),
      ({ length }) => length > 0,
    );
    expect(letters).toMatchObject([{ to: [email], subject: 'You are invited: The told one' }]);
    expect(letters[0]?.text).toContain('Friday 1 January 2027 at 12:00 UTC');
  }
  await until(
    () => untold(sessions[0].account.id),
    (events) => events === 0,
  );
  expect(await invitationsTo(ada)).toHaveLength(1);
  expect(await invitationsTo(stranger)).toEqual([]);

  const [letter] = await invitationsTo(ada);
  const words = /invitation=(\S+)/.exec(letter?.text ?? '')?.[1] ?? '';
  const invitation = decodeURIComponent(words);
  const thief = new Shopper(id, bearer(sessions[1]));
  expect((await thief.take({ invitation })).body.type).toBe('invitation_invalid');
  const friend = new Shopper(id, bearer(sessions[0]));
  expect((await friend.take({ invitation })).body).toMatchObject({ tier: 'vip' });
});

test('invitations are mailed where that is asked, and not to a drop that is over', async () => {
  const { id, ada, bob } = await friends();
  const silent = await invite(id, { emails: [ada] });
  expect(silent.body.items).toMatchObject([{ email: ada, mailed: false }]);
  const many = Array.from({ length: 401 }, (_, at) => `p${at}@example.com`);
  const refused = await invite(id, { emails: many, mail: true });
  expect(refused.body.errors).toMatchObject([{ pointer: '/emails' }]);
  await call('POST', `/api/admin/sales/${id}/stop`, { headers: ADMIN });
  await invite(id, { emails: [ada], mail: true });
  const other = await friends();
  await invite(other.id, { emails: [bob], mail: true });
  await until(
    () => invitationsTo(bob),
    ({ length }) => length > 0,
  );
  expect(await invitationsTo(ada)).toEqual([]);
});
