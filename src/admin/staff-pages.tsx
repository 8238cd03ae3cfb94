/** Who is staff: the list with its roles, the form that invites, and what an invitation opens. */
import { ROLES } from '../customers/roles.ts';
import type { AccountFacts } from '../customers/port.ts';
import type { FormState } from './form.ts';
import { Page, useMay } from './layout.tsx';
import { Badge, Done, Field, FormMessage, Pager, Select } from './ui.tsx';

const LABELS: Readonly<Record<(typeof ROLES)[number], string>> = {
  owner: 'Owner',
  manager: 'Manager',
  fulfilment: 'Fulfilment',
  support: 'Support',
  editor: 'Catalogue editor',
  seller: 'Seller',
  customer: 'No staff any more',
};

const roleOptions = ROLES.map((role) => [role, LABELS[role]] as const);
const invitable = roleOptions.filter(([role]) => role !== 'customer');

const RoleForm = ({ member }: { member: AccountFacts }) => (
  <form method="post" action={`/admin/staff/${member.id}`} class="row">
    <label>
      <span class="hidden">Role of {member.email}</span>
      <select name="role">
        {roleOptions.map(([role, label]) => (
          <option value={role} selected={member.role === role}>
            {label}
          </option>
        ))}
      </select>
    </label>
    <button class="button quiet small">Change</button>
    <button class="button quiet small" name="disabled" value={member.disabled ? 'no' : 'yes'}>
      {member.disabled ? 'Enable' : 'Disable'}
    </button>
  </form>
);

/** How somebody stands, in a word. */
function standing(member: AccountFacts): string {
  if (member.disabled) return 'disabled';
  if (member.invitation !== null) return 'invited';
  return member.secondFactor.on ? 'active' : 'no second factor';
}

const MemberRow = ({ member }: { member: AccountFacts }) => (
  <tr>
    <td>
      <span class="strong">{member.name === '' ? member.email : member.name}</span>
      <p class="muted">{member.email}</p>
      {useMay('staff.write') ? <RoleForm member={member} /> : null}
    </td>
    <td>
      {LABELS[member.invitation?.role ?? member.role]}
      {member.sellerId === null ? null : <p class="muted">{member.sellerId}</p>}
    </td>
    <td>
      <Badge status={standing(member)}>{standing(member)}</Badge>
    </td>
  </tr>
);

const InviteForm = ({ form }: { form: FormState }) =>
  useMay('staff.write') ? (
    <form method="post" action="/admin/invitations" class="panel stack">
      <h2>Invite somebody</h2>
      <FormMessage form={form} />
      <Field form={form} name="email" label="E-mail" type="email" required />
      <Select form={form} name="role" label="Role" options={invitable} />
      <Field
        form={form}
        name="seller_id"
        label="Seller"
        hint="For sellers: whose goods they sell"
      />
      <button class="button">Send the invitation</button>
    </form>
  ) : null;

type StaffProps = {
  readonly members: readonly AccountFacts[];
  readonly first: string | null;
  readonly next: string | null;
  readonly form: FormState;
  readonly done: string | null;
};

export const StaffPage = ({ members, first, next, form, done }: StaffProps) => (
  <Page title="Staff" section="staff">
    <div class="stack">
      <h1>Staff</h1>
      <p class="muted">
        <a href="/admin/keys">API keys</a> · <a href="/admin/audit">What was done</a>
      </p>
    </div>
    <Done text={done} />
    <div class="columns">
      <section class="panel flush">
        <h2 class="hidden">Members</h2>
        {members.length === 0 ? <p class="muted">Nobody yet but the shop’s key.</p> : null}
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Role</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <MemberRow member={member} />
            ))}
          </tbody>
        </table>
        <Pager first={first} next={next} />
      </section>
      <InviteForm form={form} />
    </div>
  </Page>
);

type InvitationProps = {
  /** Null for a link that is void. */
  readonly invited: AccountFacts | null;
  readonly token: string;
  readonly form: FormState;
};

/** What the link of an invitation opens. */
export const InvitationPage = ({ invited, token, form }: InvitationProps) => (
  <Page title="Invitation" section={null}>
    <div class="sign-in">
      {invited === null ? (
        <div class="panel stack">
          <h1>This link is over</h1>
          <p>It was used already, is older than seven days, or another one was sent since.</p>
          <a href="/admin/sign-in">Sign in</a>
        </div>
      ) : (
        <form method="post" action="/admin/invitation" class="panel stack">
          <h1>Welcome</h1>
          <p>
            You will be {LABELS[invited.invitation?.role ?? 'customer']} as {invited.email}.
          </p>
          <FormMessage form={form} />
          <input type="hidden" name="token" value={token} />
          {invited.verifiedAt === null ? (
            <>
              <Field form={form} name="name" label="Your name" autocomplete="name" required />
              <Field
                form={form}
                name="password"
                label="Choose a password"
                type="password"
                autocomplete="new-password"
                required
              />
            </>
          ) : null}
          <button class="button">Accept</button>
        </form>
      )}
    </div>
  </Page>
);
