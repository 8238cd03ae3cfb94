/** Inviting staff and changing what they are; accepting an invitation. */
import type { Context } from 'hono';
import { invitedBy } from '../customers/invitations.ts';
import { passwordText } from '../customers/password.ts';
import { isRole } from '../customers/roles.ts';
import { tellDone } from '../http/act-log.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { required } from '../kernel/assert.ts';
import { DEFAULT_PAGE_SIZE, numberIn } from '../kernel/page.ts';
import { TooBusy } from '../platform/passwords.ts';
import { changeStaff, inviteStaff, joinStaff, listStaff } from '../staff/service.ts';
import { InviteInput } from '../staff/wire.ts';
import { errorsOf, typed, untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import { InvitationPage, StaffPage } from './staff-pages.tsx';
import { listPath } from './ui.tsx';

const PATH = '/admin/staff';

const DONE: Readonly<Record<string, string>> = {
  invited: 'The invitation is on its way.',
  changed: 'It holds from their next click on.',
};

export const staffPageRoutes = newRouter();

async function showStaff(c: Context<AppEnv>, form: FormState, status: 200 | 400 | 409 = 200) {
  const cursor = c.req.query('cursor') ?? null;
  const below = numberIn(cursor ?? '');
  const page = await listStaff(c.get('services'), below, DEFAULT_PAGE_SIZE);
  const done = DONE[c.req.query('done') ?? ''] ?? null;
  const next = page.next_cursor === null ? null : listPath(PATH, { cursor: page.next_cursor });
  const props = { members: page.items, first: cursor === null ? null : PATH, next, form, done };
  return show(c, <StaffPage {...props} />, status);
}

staffPageRoutes.get('/admin/staff', (c) => showStaff(c, untouched({ role: 'support' })));

staffPageRoutes.post('/admin/invitations', async (c) => {
  const values = await valuesOf(c);
  const checked = InviteInput.safeParse({
    email: typed(values, 'email'),
    role: values['role'],
    seller_id: typed(values, 'seller_id') ?? null,
  });
  if (!checked.success) {
    const errors = errorsOf(checked.error.issues);
    return showStaff(c, { values, errors, message: null }, 400);
  }
  const { email, role, seller_id: sellerId } = checked.data;
  const invited = await inviteStaff(c.get('services'), email, { role, sellerId }, 'staff');
  if (!invited.ok) throw new Error(`staff may ask anybody, and were told ${invited.reason}`);
  await tellDone(c, { account: invited.value.id });
  return c.redirect('/admin/staff?done=invited', 303);
});

/** One form, two buttons: the role that is chosen, or the switch. */
function changeIn(values: Values) {
  const { disabled, role = '' } = values;
  if (disabled !== undefined) return { disabled: disabled === 'yes' };
  return isRole(role) ? { role } : null;
}

staffPageRoutes.post('/admin/staff/:id', async (c) => {
  const values = await valuesOf(c);
  const change = changeIn(values);
  if (change === null) return missing(c, 'There is no such role.');
  const actor = required(c.get('actor'), 'the guard knows who acts');
  const changed = await changeStaff(c.get('services'), actor, c.req.param('id'), change);
  if (changed.ok) return c.redirect('/admin/staff?done=changed', 303);
  switch (changed.reason) {
    case 'unknown_member':
      return missing(c, 'Nobody of that name is staff.');
    case 'own_account':
    case 'no_goods': {
      const message =
        changed.reason === 'own_account'
          ? 'Ask another owner to change your own role.'
          : 'Invite them as a seller, and say whose goods they sell.';
      return showStaff(c, { ...untouched(), message }, 409);
    }
  }
});

staffPageRoutes.get('/admin/invitation', async (c) => {
  const token = c.req.query('token') ?? '';
  const invited = await invitedBy(c.get('services').customers, token);
  const page = <InvitationPage {...{ invited, token, form: untouched() }} />;
  return show(c, page, invited === null ? 400 : 200);
});

/** What is wrong with a choice, or null where the invitation is accepted. */
async function refusalOf(c: Context<AppEnv>, values: Values): Promise<FormState | null> {
  const name = typed(values, 'name')?.slice(0, 100);
  const { password } = values;
  const chosen = name === undefined || password === undefined ? null : { name, password };
  const refused = (errors: FormState['errors'], message: string | null = null) => ({
    values: { name: name ?? '' },
    errors,
    message,
  });
  try {
    const asked = { token: values['token'] ?? '', chosen };
    const accepted = await joinStaff(c.get('services'), asked, c.req.path);
    if (accepted.ok) return null;
    if (accepted.reason === 'weak_password') {
      return refused({ password: passwordText(accepted.fault) });
    }
    return refused({}, 'Fill in your name and a password.');
  } catch (error) {
    if (!(error instanceof TooBusy)) throw error;
    return refused({}, 'Too many people sign in at once. Try again in a moment.');
  }
}

staffPageRoutes.post('/admin/invitation', async (c) => {
  const values = await valuesOf(c);
  const token = values['token'] ?? '';
  const form = await refusalOf(c, values);
  if (form === null) return c.redirect('/admin/sign-in', 303);
  const invited = await invitedBy(c.get('services').customers, token);
  return show(c, <InvitationPage {...{ invited, token, form }} />, 400);
});
