/** The reconciliation's pages: its runs, one of them, and the button that starts another. */
import { newRouter } from '../http/app-env.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import { foundDifference, reconciliationSummary } from '../reconciliation/view.ts';
import { formKeyOf, newFormKey, valuesOf } from './form.ts';
import { show } from './layout.tsx';
import { missing } from './missing.tsx';
import {
  RECONCILIATIONS_PATH,
  ReconciliationPage,
  ReconciliationsPage,
} from './reconciliation-pages.tsx';

export const reconciliationPageRoutes = newRouter();

const PATH = RECONCILIATIONS_PATH;
const RUN_ID = /^\d{1,15}$/;

reconciliationPageRoutes.get(PATH, async (c) => {
  const cursor = c.req.query('cursor') ?? null;
  const page = await c.get('services').reconciliation.list(cursor, DEFAULT_PAGE_SIZE);
  if (page === null) return c.redirect(PATH, 303);
  const runs = { ...page, items: page.items.map(reconciliationSummary) };
  const done = c.req.query('running') === undefined ? null : 'Another run has not ended yet.';
  const formKey = newFormKey();
  return show(c, <ReconciliationsPage page={runs} cursor={cursor} done={done} formKey={formKey} />);
});

reconciliationPageRoutes.get(`${PATH}/:id`, async (c) => {
  const id = c.req.param('id');
  const known = RUN_ID.test(id) ? await c.get('services').reconciliation.report(Number(id)) : null;
  if (known === null) return missing(c, 'There is no such run.');
  const found = known.found.map(foundDifference);
  return show(c, <ReconciliationPage run={reconciliationSummary(known.run)} found={found} />);
});

reconciliationPageRoutes.post(PATH, async (c) => {
  const key = formKeyOf(c, await valuesOf(c))?.key ?? null;
  const answer = await c.get('services').reconciliation.run('staff', key);
  return c.redirect(answer.ok ? `${PATH}/${answer.run.id}` : `${PATH}?running`, 303);
});
