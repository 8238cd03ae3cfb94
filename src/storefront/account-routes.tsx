/** The account's page and what its forms do. */
import type { Context } from 'hono';
import { passwordText } from '../customers/password.ts';
import { askEmail } from '../customers/email-change.ts';
import { changePassword, closeAccount } from '../customers/registration.ts';
import type { CloseRefusal } from '../customers/registration.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { mayAskForMail } from '../http/guards.ts';
import { provedBuyer } from '../http/order-access.ts';
import { forgetSession, signedIn } from '../http/session.ts';
import type { Signed } from '../http/session.ts';
import { asSessionId } from '../kernel/ids.ts';
import { SECOND_MS } from '../kernel/time.ts';
import { ownOrder } from '../orders/listing.ts';
import { AccountPage } from './account.tsx';
import { fieldsOf } from './cart-routes.tsx';
import { isEmail } from './checkout-form.ts';
import { privatePage, shopOf } from './render.ts';
import { toProof } from './security-routes.tsx';
import { toSignIn, unlessBusy } from './sign-in-routes.tsx';

export const accountPageRoutes = newRouter();

const ORDERS_A_PAGE = 10;

type Told = {
  readonly problem?: string;
  readonly done?: string;
};

async function ordersOf(c: Context<AppEnv>, { facts }: Signed, cursor: string | null) {
  const buyer = provedBuyer(c, facts);
  if (buyer === null) return { items: [], next_cursor: null };
  const page = await c.get('services').orderList.ofBuyer(buyer, { cursor, limit: ORDERS_A_PAGE });
  return page ?? { items: [], next_cursor: null };
}

/** Shows the account; after a wish that was refused with the reason why. */
async function show(c: Context<AppEnv>, signed: Signed, told: Told = {}): Promise<Response> {
  const { problem = null, done = null } = told;
  const { accounts } = c.get('services').customers;
  const [orders, sessions, facts, shop] = await Promise.all([
    ordersOf(c, signed, c.req.query('cursor') ?? null),
    accounts.sessions(signed.customer.account),
    accounts.facts(signed.customer.account),
    shopOf(c),
  ]);
  const page = (
    <AccountPage
      shop={shop}
      facts={facts ?? signed.facts}
      sessions={sessions}
      here={signed.customer.session}
      orders={orders.items.map(ownOrder)}
      nextOrders={orders.next_cursor}
      problem={problem}
      done={done}
    />
  );
  return privatePage(c, page, problem === null ? 200 : 400);
}

const backToAccount = (c: Context<AppEnv>): Response => c.redirect('/account', 303);

/** Tells who could not show that the account is theirs; a second factor is asked for anew. */
async function notOwn(c: Context<AppEnv>, signed: Signed, refusal: CloseRefusal) {
  const { problems } = (await shopOf(c)).locale.t.account;
  switch (refusal.reason) {
    case 'not_fresh':
      return toProof(c, '/account');
    case 'wrong_password':
      return show(c, signed, { problem: problems.wrongPassword });
    case 'throttled': {
      const seconds = Math.ceil(refusal.waitMs / SECOND_MS);
      return show(c, signed, { problem: problems.throttled(seconds) });
    }
  }
}

accountPageRoutes.get('/account', async (c) => {
  const signed = await signedIn(c);
  return signed === null ? toSignIn(c) : show(c, signed);
});

accountPageRoutes.post('/account/devices/:id/sign-out', async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const one = asSessionId(c.req.param('id'));
  const { accounts } = c.get('services').customers;
  if (one !== null) await accounts.close(signed.customer.account, { one });
  return backToAccount(c);
});

accountPageRoutes.post('/account/sign-out-everywhere', async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  await c.get('services').customers.accounts.close(signed.customer.account, { allBut: null });
  forgetSession(c);
  return c.redirect('/', 303);
});

accountPageRoutes.post('/account/password', async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const fields = await fieldsOf(c);
  const [current = '', next = ''] = [fields.get('current'), fields.get('next')];
  const { session } = signed.customer;
  const { customers } = c.get('services');
  const wanted = { current, next, session };
  const answer = await unlessBusy(changePassword(customers, signed.facts, wanted));
  const { account } = (await shopOf(c)).locale.t;
  if (answer === null) return show(c, signed, { problem: account.problems.busy });
  if (answer.ok) return show(c, signed, { done: account.passwordChanged });
  switch (answer.reason) {
    case 'weak_password':
      return show(c, signed, { problem: passwordText(answer.fault) });
    case 'wrong_password':
    case 'throttled':
      return notOwn(c, signed, answer);
  }
});

accountPageRoutes.post('/account/delete', async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const password = (await fieldsOf(c)).get('own_password') ?? '';
  const closed = await unlessBusy(closeAccount(c.get('services').customers, signed, password));
  const { problems } = (await shopOf(c)).locale.t.account;
  if (closed === null) return show(c, signed, { problem: problems.busy });
  if (closed.ok) {
    forgetSession(c);
    return c.redirect('/', 303);
  }
  return notOwn(c, signed, closed);
});

accountPageRoutes.post('/account/email', async (c) => {
  const signed = await signedIn(c);
  if (signed === null) return toSignIn(c);
  const fields = await fieldsOf(c);
  const [email = '', password = ''] = [fields.get('email')?.trim(), fields.get('password')];
  const { account } = (await shopOf(c)).locale.t;
  if (!isEmail(email)) return show(c, signed, { problem: account.problems.email });
  if (!(await mayAskForMail(c))) return show(c, signed, { problem: account.problems.tooMany });
  const { customers } = c.get('services');
  const asked = await unlessBusy(askEmail(customers, signed, { email, password }));
  if (asked === null) return show(c, signed, { problem: account.problems.busy });
  if (asked.ok) return show(c, signed, { done: account.emailAsked });
  return notOwn(c, signed, asked);
});
