/** Many products at once: what the forms send, and the page of each job. */
import type { Context } from 'hono';
import type { Format } from '../catalog/bulk/job.ts';
import { isRunning } from '../catalog/bulk/job.ts';
import { BulkEditSchema } from '../catalog/bulk-wire.ts';
import { jobsFor } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { sentForm } from '../http/body.ts';
import { BulkPage, JobPage } from './bulk-pages.tsx';
import { typed, untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';

/** Jobs and notes that a page shows. */
const LISTED = 20;
const NOTES_SHOWN = 100;
/** Seconds after which the page of a running job looks again. */
const REFRESH_S = 2;

export const bulkPageRoutes = newRouter();

type Shown = { readonly form?: FormState; readonly message?: string };

async function showBulk(c: Context<AppEnv>, { form, message }: Shown, status: 200 | 400 = 200) {
  const jobs = await jobsFor(c).latest(LISTED);
  return show(
    c,
    <BulkPage jobs={jobs} form={form ?? untouched()} message={message ?? null} />,
    status,
  );
}

bulkPageRoutes.get('/admin/bulk', (c) => showBulk(c, {}));

const formatOf = (name: string): Format => (/\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'shopify');

bulkPageRoutes.post('/admin/bulk', async (c) => {
  const file = (await sentForm(c)).get('file')?.at(-1);
  if (!(file instanceof File) || file.size === 0) {
    return showBulk(c, { message: 'Choose a file that holds something.' }, 400);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const name = file.name.slice(0, 200);
  const job = await jobsFor(c).importFile({ bytes, name, format: formatOf(name) }, 'stop');
  return c.redirect(`/admin/bulk/${job.id}`, 303);
});

const HUNDRED = 100;
const tagsIn = (values: Values, name: string): string[] =>
  (values[name] ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** A typed number, times `unit`; null for an empty field, and what is no number stays none. */
function numberIn(values: Values, name: string, unit: number): number | null {
  const text = typed(values, name);
  return text === undefined ? null : Math.round(Number(text.replace(',', '.')) * unit);
}

const editIn = (values: Values) => ({
  filter: {
    status: typed(values, 'of_status') ?? null,
    category: typed(values, 'of_category') ?? null,
    brand: typed(values, 'of_brand') ?? null,
    tag: typed(values, 'of_tag') ?? null,
  },
  change: {
    priceBasisPoints: numberIn(values, 'percent', HUNDRED),
    priceEnding: numberIn(values, 'ending', 1),
    addTags: tagsIn(values, 'add_tags'),
    removeTags: tagsIn(values, 'remove_tags'),
    status: typed(values, 'status') ?? null,
  },
});

const FIELDS: Readonly<Record<string, string>> = {
  priceBasisPoints: 'percent',
  priceEnding: 'ending',
  addTags: 'add_tags',
  removeTags: 'remove_tags',
};

bulkPageRoutes.post('/admin/bulk-edits', async (c) => {
  const values = await valuesOf(c);
  const parsed = BulkEditSchema.safeParse(editIn(values));
  if (!parsed.success) {
    const errors = Object.fromEntries(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[1] ?? '');
        return [FIELDS[name] ?? name, message];
      }),
    );
    return showBulk(c, { form: { values, errors, message: errors[''] ?? null } }, 400);
  }
  const job = await c.get('services').bulk.edit(parsed.data);
  return c.redirect(`/admin/bulk/${job.id}`, 303);
});

const unknownJob = (c: Context<AppEnv>) => missing(c, 'There is no such job.');

bulkPageRoutes.get('/admin/bulk/:id', async (c) => {
  const jobs = jobsFor(c);
  const id = c.req.param('id');
  const job = await jobs.find(id);
  if (job === null) return unknownJob(c);
  const [faults, changes] = await Promise.all([
    jobs.notes(id, 'fault', NOTES_SHOWN),
    jobs.notes(id, 'change', NOTES_SHOWN),
  ]);
  if (isRunning(job)) c.header('Refresh', String(REFRESH_S));
  return show(c, <JobPage job={job} faults={faults} changes={changes} />);
});

bulkPageRoutes.post('/admin/bulk/:id/write', async (c) => {
  const job = await jobsFor(c).write(c.req.param('id'));
  return job === null ? unknownJob(c) : c.redirect(`/admin/bulk/${job.id}`, 303);
});

bulkPageRoutes.post('/admin/bulk/:id/cancel', async (c) => {
  const job = await jobsFor(c).cancel(c.req.param('id'));
  return job === null ? unknownJob(c) : c.redirect(`/admin/bulk/${job.id}`, 303);
});
