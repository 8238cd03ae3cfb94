/** Signing in to the back office with the admin API key, and out of it. */
import type { Context, MiddlewareHandler } from 'hono';
import { endStaffSession, isAdminKey, isStaff, startStaffSession } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { Page, show } from './layout.tsx';
import { Field, FormMessage } from './ui.tsx';

const SIGN_IN = '/admin/sign-in';

/** Sends everyone but staff to the sign-in page; it leads back to where they wanted to be. */
export const requireSignIn: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.path === SIGN_IN || isStaff(c, Date.now())) return next();
  const wanted = c.req.method === 'GET' ? c.req.path : '/admin';
  const query = wanted === '/admin' ? '' : `?next=${encodeURIComponent(wanted)}`;
  return c.redirect(`${SIGN_IN}${query}`, 303);
};

/** Only a path of the back office: the address must not lead anyone elsewhere. */
const nextOf = (path: string | undefined): string =>
  path !== undefined && /^\/admin(\/[\w./-]*)?$/.test(path) ? path : '/admin';

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
        <Field
          form={form}
          name="key"
          label="Admin key"
          type="password"
          autocomplete="current-password"
          required
        />
        <button class="button">Sign in</button>
      </form>
      <p class="muted">
        <a href="/">Back to the shop</a>
      </p>
    </div>
  </Page>
);

/** False once an address has tried too often. */
async function mayTry(c: Context<AppEnv>): Promise<boolean> {
  const address = c.req.header('cf-connecting-ip') ?? 'unknown';
  const { success } = await c.env.RATE_LIMIT_SIGN_IN.limit({ key: `admin:${address}` });
  return success;
}

export const accessRoutes = newRouter();

accessRoutes.get(SIGN_IN, (c) => {
  const next = nextOf(c.req.query('next'));
  if (isStaff(c, Date.now())) return c.redirect(next, 303);
  return show(c, <SignInPage form={untouched()} next={next} />);
});

accessRoutes.post(SIGN_IN, async (c) => {
  const values = await valuesOf(c);
  const next = nextOf(values['next']);
  const refused = (message: string | null, errors: FormState['errors'] = {}) => (
    <SignInPage form={{ values: {}, errors, message }} next={next} />
  );
  if (!(await mayTry(c))) {
    c.header('retry-after', '60');
    return show(c, refused('Too many tries. Wait a minute and try again.'), 429);
  }
  if (!isAdminKey(c, values['key'] ?? '')) {
    return show(c, refused(null, { key: 'This is not the admin key.' }), 401);
  }
  startStaffSession(c, Date.now());
  return c.redirect(next, 303);
});

accessRoutes.post('/admin/sign-out', (c) => {
  endStaffSession(c);
  return c.redirect(SIGN_IN, 303);
});
