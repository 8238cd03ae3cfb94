/** The keys of programs, and the log of what was done. */
import { tellDone } from '../http/act-log.ts';
import { newRouter } from '../http/app-env.ts';
import { formFields, sentForm } from '../http/body.ts';
import { sha256 } from '../platform/crypto.ts';
import { prefixOf } from '../staff/api-key.ts';
import type { ApiKeyFacts } from '../staff/api-key.ts';
import type { AuditEntry } from '../staff/audit.ts';
import { checkLog } from '../staff/audit-reads.ts';
import type { AuditCheck } from '../staff/audit-reads.ts';
import { makeKey } from '../staff/keys.ts';
import { isScope, SCOPES } from '../staff/permissions.ts';
import { KEY_TOOLS } from '../staff/routes.ts';
import { untouched } from './form.ts';
import type { FormState } from './form.ts';
import { number } from './format.ts';
import { Page, show, useMay } from './layout.tsx';
import { missing } from './missing.tsx';
import { Field, FormMessage, Pager, When } from './ui.tsx';

const KeyRow = ({ apiKey }: { apiKey: ApiKeyFacts }) => (
  <tr>
    <td>
      <span class="strong">{apiKey.label}</span>
      <p class="muted">
        <code>{prefixOf(apiKey)}…</code>
      </p>
    </td>
    <td class="wide">{apiKey.scopes.join(', ')}</td>
    <td>{apiKey.usedAt === null ? 'never used' : <When at={apiKey.usedAt} />}</td>
    <td class="end">
      {useMay('keys.write') ? (
        <form method="post" action={`/admin/keys/${apiKey.id}/revoke`}>
          <button class="button quiet small">Revoke</button>
        </form>
      ) : null}
    </td>
  </tr>
);

const NewKeyForm = ({ form }: { form: FormState }) =>
  useMay('keys.write') ? (
    <form method="post" action="/admin/keys" class="panel stack">
      <h2>Make a key</h2>
      <FormMessage form={form} />
      <Field form={form} name="label" label="What it is for" maxlength={60} required />
      <fieldset>
        <legend>What it may do</legend>
        {SCOPES.map((scope) => (
          <label class="tick">
            <input type="checkbox" name="scopes" value={scope} />
            {scope}
          </label>
        ))}
      </fieldset>
      <button class="button">Make it</button>
    </form>
  ) : null;

type KeysProps = {
  readonly keys: readonly ApiKeyFacts[];
  readonly form: FormState;
  /** A key that was just made. */
  readonly made: string | null;
};

const KeysPage = ({ keys, form, made }: KeysProps) => (
  <Page title="API keys" section="staff">
    <h1>API keys</h1>
    {made === null ? null : (
      <p class="notice good" role="status">
        Copy it now, it is not shown again: <code>{made}</code>
      </p>
    )}
    <div class="columns">
      <section class="panel flush">
        <h2 class="hidden">Keys</h2>
        {keys.length === 0 ? <p class="muted">There are none.</p> : null}
        <table>
          <tbody>
            {keys.map((apiKey) => (
              <KeyRow apiKey={apiKey} />
            ))}
          </tbody>
        </table>
      </section>
      <NewKeyForm form={form} />
    </div>
  </Page>
);

export const keyPageRoutes = newRouter();

keyPageRoutes.get('/admin/keys', async (c) => {
  const keys = await c.get('services').staffBook.keys();
  return show(c, <KeysPage keys={keys} form={untouched()} made={null} />);
});

/** Longer than any purpose needs to be told. */
const MAX_LABEL = 60;

keyPageRoutes.post('/admin/keys', async (c) => {
  const label = ((await formFields(c)).get('label') ?? '').trim().slice(0, MAX_LABEL);
  const scopes = ((await sentForm(c)).get('scopes') ?? []).map(String).filter(isScope);
  const { staffBook } = c.get('services');
  const asked = label !== '' && scopes.length > 0;
  const tried = asked ? await makeKey(staffBook, { label, scopes }, Date.now(), KEY_TOOLS) : null;
  const keys = await staffBook.keys();
  if (tried?.ok === true) {
    const { id, scopes: given } = tried.value.key;
    await tellDone(c, { key: id, scopes: given });
    return show(c, <KeysPage keys={keys} form={untouched()} made={tried.value.text} />);
  }
  const message = asked ? 'Revoke a key first: there are 100.' : 'Name it, and tick something.';
  return show(c, <KeysPage keys={keys} form={{ ...untouched(), message }} made={null} />, 400);
});

keyPageRoutes.post('/admin/keys/:id/revoke', async (c) => {
  const revoked = await c.get('services').staffBook.revokeKey(c.req.param('id'));
  return revoked ? c.redirect('/admin/keys', 303) : missing(c, 'There is no such key.');
});

const EntryRow = ({ entry }: { entry: AuditEntry }) => (
  <tr>
    <td class="figure">{entry.sequence}</td>
    <td class="wide">
      <code>{entry.actor}</code>
    </td>
    <td>
      <span class="strong">{entry.permission}</span>
      <p class="muted">
        <When at={entry.at} />
      </p>
      <p class="muted act">
        {entry.method} {entry.path} {entry.detail}
      </p>
    </td>
  </tr>
);

type AuditProps = {
  readonly entries: readonly AuditEntry[];
  readonly check: AuditCheck;
  readonly next: string | null;
  readonly first: string | null;
};

const AuditPage = ({ entries, check, next, first }: AuditProps) => (
  <Page title="What was done" section="staff">
    <h1>What was done</h1>
    {check.brokenAt === null ? (
      <p class="muted">
        {number(check.head.sequence)} entries; each follows from the one before.{' '}
        <a href="/api/admin/audit/export">Export</a>
      </p>
    ) : (
      <p class="notice bad" role="alert">
        The chain is broken at entry {check.brokenAt}: the log was changed.
      </p>
    )}
    <section class="panel flush">
      <h2 class="hidden">Entries</h2>
      <table>
        <tbody>
          {entries.map((entry) => (
            <EntryRow entry={entry} />
          ))}
        </tbody>
      </table>
    </section>
    <Pager first={first} next={next} />
  </Page>
);

const SHOWN = 50;

keyPageRoutes.get('/admin/audit', async (c) => {
  const { audit } = c.get('services');
  const cursor = Number(c.req.query('cursor') ?? '') || null;
  const [entries, check] = await Promise.all([audit.below(cursor, SHOWN), checkLog(audit, sha256)]);
  const last = entries.at(-1)?.sequence ?? 1;
  const next = entries.length === SHOWN && last > 1 ? `/admin/audit?cursor=${last}` : null;
  const first = cursor === null ? null : '/admin/audit';
  return show(c, <AuditPage {...{ entries, check, next, first }} />);
});
