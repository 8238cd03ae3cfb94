/** Signing in to the back office, by an account or by the shop's key, and out of it. */
import type { Context, MiddlewareHandler } from 'hono';
import { signIn } from '../customers/sign-in.ts';
import type { SignInRefusal } from '../customers/sign-in.ts';
import { actorOf, endStaffSession, isAdminKey, judged, startStaffSession } from '../http/access.ts';
import { networkOfRequest } from '../http/guards.ts';
import { tellRefused, withTold } from '../http/act-log.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { customerOf, forgetSession, visitorOf, writeSession } from '../http/session.ts';
import { TooBusy } from '../platform/passwords.ts';
import { untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { firstSection, Page, show } from './layout.tsx';
import { missing } from './missing.tsx';
import { Field, FormMessage } from './ui.tsx';

export const SIGN_IN = '/admin/sign-in';
export const CONFIRM = '/admin/confirm';

/** Only a path of the back office: the address must not lead anyone elsewhere. */
export const nextOf = (path: string | undefined): string =>
  path !== undefined && /^\/admin(\/[\w./-]*)?$/.test(path) ? path : '/admin';

/** Leads to `path`, and from there to where somebody wanted to be. */
const detour = (c: Context<AppEnv>, path: string, wanted: string) =>
  c.redirect(
    wanted === '/admin' ? path : `${path}?${new URLSearchParams({ next: wanted }).toString()}`,
    303,
  );

/** The page a request belongs to: itself, or the one whose form was sent. */
function pageOf(c: Context<AppEnv>): string {
  if (c.req.method === 'GET') return c.req.path;
  const referer = c.req.header('referer') ?? '';
  return nextOf(URL.canParse(referer) ? new URL(referer).pathname : undefined);
}

const ForbiddenPage = () => (
  <Page title="Not for you" section="overview">
    <h1>Not for you</h1>
    <p>What you asked for is not among what your role may do. Ask an owner of the shop.</p>
  </Page>
);

/** Lets those in whom the table of permissions lets in; sends the others to where they can be. */
export const guardPages: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { need, verdict } = await judged(c);
  if (verdict !== 'granted') await tellRefused(c, need ?? 'staff', verdict);
  switch (verdict) {
    case 'granted':
      return need === null ? c.notFound() : withTold(c, need, next);
    case 'missing':
      return missing(c, 'There is no such thing.');
    case 'unauthorized':
      return detour(c, SIGN_IN, pageOf(c));
    case 'second_factor_required':
    case 'step_up_required':
      return detour(c, CONFIRM, pageOf(c));
    case 'forbidden': {
      const first = firstSection(c.get('actor') ?? null);
      if (c.req.path === '/admin' && first !== null) return c.redirect(first, 303);
      return show(c, <ForbiddenPage />, 403);
    }
  }
};

const SignInPage = ({ form, next }: { form: FormState; next: string }) => (
  <Page title="Sign in" section={null}>
    <div class="sign-in">
      <p class="home">
        Edgewise <span>Back office</span>
      </p>
      <form method="post" action={SIGN_IN} class="panel stack">
        <h1>Sign in</h1>
        {form.message === null ? null : <FormMessage form={form} />}
        <input type="hidden" name="next" value={next} />
        <Field form={form} name="email" label="E-mail" type="email" autocomplete="username" />
        <Field
          form={form}
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
        />
        <Field
          form={form}
          name="code"
          label="Code"
          hint="Of your app, or a recovery code"
          inputmode="text"
          autocomplete="one-time-code"
        />
        <button class="button">Sign in</button>
      </form>
      <form method="post" action={SIGN_IN} class="panel stack">
        <h2>Or with the shop’s key</h2>
        <input type="hidden" name="next" value={next} />
        <Field
          form={form}
          name="key"
          label="Admin key"
          type="password"
          autocomplete="off"
          required
        />
        <button class="button quiet">Use the key</button>
      </form>
      <p class="muted">
        <a href="/">Back to the shop</a>
      </p>
    </div>
  </Page>
);

/** False once an address has tried too often. */
export async function mayTry(c: Context<AppEnv>): Promise<boolean> {
  const { success } = await c.env.RATE_LIMIT_SIGN_IN.limit({ key: `admin:${networkOfRequest(c)}` });
  return success;
}

export const accessRoutes = newRouter();

accessRoutes.get(SIGN_IN, async (c) => {
  const next = nextOf(c.req.query('next'));
  if ((await actorOf(c)) !== null) return c.redirect(next, 303);
  return show(c, <SignInPage form={untouched()} next={next} />);
});

type Refusal = { readonly message: string; readonly status: 401 | 429 | 503 };

function refusalOf(refusal: SignInRefusal): Refusal {
  switch (refusal.reason) {
    case 'code_required':
      return { message: 'Your account asks for a code as well. Type both.', status: 401 };
    case 'captcha_required':
      return {
        message: 'Too many tries. Sign in at the shop’s own page first: it asks for a captcha.',
        status: 401,
      };
    case 'throttled':
      return { message: 'Too many tries. Wait and try again.', status: 429 };
    case 'invalid_credentials':
      return { message: 'Something of this is wrong.', status: 401 };
  }
}

/** Signs in by the account; null when it did. */
async function byAccount(c: Context<AppEnv>, values: Values): Promise<Refusal | null> {
  const { email = '', password = '' } = values;
  const code = values['code'] === '' ? undefined : values['code'];
  try {
    const person = { email, password, code, trusted: c.get('services').captcha === null };
    const answer = await signIn(c.get('services').customers, person, visitorOf(c));
    if (!answer.ok) return refusalOf(answer);
    writeSession(c, answer.value);
    return null;
  } catch (error) {
    if (!(error instanceof TooBusy)) throw error;
    return { message: 'Too many people sign in at once. Try again in a moment.', status: 503 };
  }
}

accessRoutes.post(SIGN_IN, async (c) => {
  const values = await valuesOf(c);
  const next = nextOf(values['next']);
  const refused = (message: string | null, errors: FormState['errors'] = {}) => (
    <SignInPage form={{ values: { email: values['email'] ?? '' }, errors, message }} next={next} />
  );
  if (!(await mayTry(c))) {
    c.header('retry-after', '60');
    return show(c, refused('Too many tries. Wait a minute and try again.'), 429);
  }
  if (values['email'] !== undefined) {
    const refusal = await byAccount(c, values);
    if (refusal !== null) return show(c, refused(refusal.message), refusal.status);
  } else if (isAdminKey(c, values['key'] ?? '')) {
    startStaffSession(c, Date.now());
  } else {
    return show(c, refused(null, { key: 'This is not the admin key.' }), 401);
  }
  return c.redirect(next, 303);
});

accessRoutes.post('/admin/sign-out', async (c) => {
  endStaffSession(c);
  const customer = await customerOf(c);
  if (customer !== null) {
    const { accounts } = c.get('services').customers;
    await accounts.close(customer.account, { one: customer.session });
    forgetSession(c);
  }
  return c.redirect(SIGN_IN, 303);
});
