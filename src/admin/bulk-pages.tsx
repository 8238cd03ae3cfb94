/** Many products at once: files in and out, edits by filter, and each job's page. */
import type { Job, Note } from '../catalog/bulk/job.ts';
import { isRunning, progressOf } from '../catalog/bulk/job.ts';
import type { FieldChange } from '../catalog/bulk/merging.ts';
import { STATUSES } from '../catalog/product.ts';
import type { FormState } from './form.ts';
import { counted, words } from './format.ts';
import { Page, useIsSeller, useMay } from './layout.tsx';
import { Badge, Field, FormMessage, Select, When } from './ui.tsx';

/** What a job is called: its file, or that it is an edit. */
const nameOf = ({ source }: Job): string =>
  source.kind === 'file' ? source.name : 'Edit of many products';

const JobTable = ({ jobs }: { jobs: readonly Job[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Job</th>
        <th scope="col">State</th>
        <th scope="col" class="end">
          Written
        </th>
        <th scope="col" class="wide">
          Begun
        </th>
      </tr>
    </thead>
    <tbody>
      {jobs.map((job) => (
        <tr>
          <td>
            <a class="strong" href={`/admin/bulk/${job.id}`}>
              {nameOf(job)}
            </a>
          </td>
          <td>
            <Badge status={job.phase} />
          </td>
          <td class="end figure">{job.written.created + job.written.updated}</td>
          <td class="wide">
            <When at={job.startedAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const ImportForm = ({ message }: { message: string | null }) => (
  <form class="panel stack" method="post" action="/admin/bulk" enctype="multipart/form-data">
    <h2>Bring a file in</h2>
    {message === null ? null : (
      <p class="notice bad" role="alert">
        {message}
      </p>
    )}
    <div class="field">
      <label for="file">CSV in Shopify’s columns, or NDJSON</label>
      <input id="file" type="file" name="file" accept=".csv,.ndjson,.jsonl" required />
      <p class="hint">At most 32 MB. Nothing is written before you have seen what would change.</p>
    </div>
    <button class="button">Look at it</button>
  </form>
);

const EditForm = ({ form }: { form: FormState }) => (
  <form class="panel stack" method="post" action="/admin/bulk-edits">
    <h2>Change many</h2>
    <FormMessage form={form} />
    <div class="pair">
      <Select
        form={form}
        name="of_status"
        label="Products that are"
        options={[['', 'Any status'], ...STATUSES.map((name) => [name, words(name)] as const)]}
      />
      <Field
        form={form}
        name="of_category"
        label="In category"
        hint="Such as lighting/table-lamps"
      />
    </div>
    <div class="pair">
      <Field form={form} name="of_brand" label="Of brand" hint="Such as acme" />
      <Field form={form} name="of_tag" label="With tag" />
    </div>
    <div class="pair">
      <Field
        form={form}
        name="percent"
        label="Price by percent"
        hint="5 for dearer, -10 for less"
      />
      <Field form={form} name="ending" label="Cents it ends in" hint="Such as 99" />
    </div>
    <div class="pair">
      <Field form={form} name="add_tags" label="Add tags" hint="Separated by commas" />
      <Field form={form} name="remove_tags" label="Remove tags" />
    </div>
    <Select
      form={form}
      name="status"
      label="Make them"
      options={[['', 'As they are'], ...STATUSES.map((name) => [name, words(name)] as const)]}
    />
    <button class="button">Show what would change</button>
  </form>
);

/** The whole catalogue as a file, which is no seller's to have. */
const Exports = () =>
  useIsSeller() ? null : (
    <div class="actions">
      <a class="button quiet" href="/api/admin/export?format=shopify" download>
        Export CSV
      </a>
      <a class="button quiet" href="/api/admin/export?format=ndjson" download>
        Export NDJSON
      </a>
    </div>
  );

type BulkProps = {
  readonly jobs: readonly Job[];
  readonly form: FormState;
  readonly message: string | null;
};

/** Files in and out, edits, and the latest jobs. */
export const BulkPage = ({ jobs, form, message }: BulkProps) => (
  <Page title="Many at once" section="products">
    <p class="crumb">
      <a href="/admin/products">Products</a>
    </p>
    <div class="head">
      <h1>Many at once</h1>
      <Exports />
    </div>
    {useMay('products.write') ? (
      <div class="columns">
        {useIsSeller() ? null : <EditForm form={form} />}
        <ImportForm message={message} />
      </div>
    ) : null}
    {jobs.length === 0 ? null : (
      <section class="panel flush after">
        <h2>Latest jobs</h2>
        <JobTable jobs={jobs} />
      </section>
    )}
  </Page>
);

const Progress = ({ job }: { job: Job }) => {
  const share = progressOf(job);
  return (
    <div class="stack" role="status">
      <label for="progress">{job.phase === 'checking' ? 'Looking at it' : 'Writing'}</label>
      <progress id="progress" max={1} value={share ?? undefined} />
    </div>
  );
};

const Counts = ({ job: { phase, checked, written } }: { job: Job }) => {
  const before = phase === 'checking' || phase === 'checked';
  const counts = before ? checked : written;
  return (
    <p>
      {before ? 'Would make' : 'Made'} {counts.created}, {before ? 'would change' : 'changed'}{' '}
      {counts.updated}, {counts.unchanged} as they are, {counts.failed} refused.
    </p>
  );
};

const Actions = ({ job }: { job: Job }) => {
  if (!useMay('products.write') || (!isRunning(job) && job.phase !== 'checked')) return null;
  const sound = job.checked.created + job.checked.updated;
  return (
    <div class="actions">
      {job.phase === 'checked' && sound > 0 ? (
        <form method="post" action={`/admin/bulk/${job.id}/write`}>
          <button class="button">
            {job.checked.failed === 0 ? 'Write' : 'Write without the bad rows:'}{' '}
            {counted(sound, 'product')}
          </button>
        </form>
      ) : null}
      <form method="post" action={`/admin/bulk/${job.id}/cancel`}>
        <button class="button quiet">Cancel</button>
      </form>
    </div>
  );
};

const Faults = ({ faults }: { faults: readonly Note[] }) => (
  <section class="panel flush after">
    <h2>Refused</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Product</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {faults.map(({ line, id, text }) => (
          <tr>
            <td class="figure">{line}</td>
            <td>{id}</td>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const fieldsIn = (text: string): FieldChange[] => JSON.parse(text);

const Changes = ({ changes }: { changes: readonly Note[] }) => (
  <section class="panel flush after">
    <h2>Changes</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Field</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        {changes.flatMap(({ id, text }) => {
          const fields = fieldsIn(text);
          const rows = fields.length === 0 ? [{ field: 'New product', from: '', to: '' }] : fields;
          return rows.map(({ field, from, to }) => (
            <tr>
              <td>{id}</td>
              <td>{field}</td>
              <td>
                <del>{from}</del>
              </td>
              <td>{to}</td>
            </tr>
          ));
        })}
      </tbody>
    </table>
  </section>
);

type JobProps = {
  readonly job: Job;
  readonly faults: readonly Note[];
  readonly changes: readonly Note[];
};

/** How far a job is, what it found, and what can be done with it. */
export const JobPage = ({ job, faults, changes }: JobProps) => (
  <Page title={nameOf(job)} section="products">
    <p class="crumb">
      <a href="/admin/bulk">Many at once</a>
    </p>
    <div class="head">
      <h1>
        {nameOf(job)} <Badge status={job.phase} />
      </h1>
      <Actions job={job} />
    </div>
    {job.problem === null ? null : (
      <p class="notice bad" role="alert">
        {job.problem}
      </p>
    )}
    {isRunning(job) ? <Progress job={job} /> : null}
    <Counts job={job} />
    {faults.length === 0 ? null : <Faults faults={faults} />}
    {changes.length === 0 ? null : <Changes changes={changes} />}
  </Page>
);
