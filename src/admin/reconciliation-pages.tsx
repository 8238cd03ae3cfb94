/** The reports of the reconciliation: the runs, and what one of them has found. */
import type { Page as ListPage } from '../kernel/page.ts';
import type { FoundDifference, ReconciliationSummary } from '../reconciliation/view.ts';
import { counted, number, words } from './format.ts';
import { Page } from './layout.tsx';
import { Badge, Done, FormKey, Pager, When, listPath } from './ui.tsx';

export const RECONCILIATIONS_PATH = '/admin/system/reconciliations';
const PATH = RECONCILIATIONS_PATH;

const waiting = (run: ReconciliationSummary): number =>
  run.differences.reduce((total, { needs_attention: waits }) => total + waits, 0);
const mended = (run: ReconciliationSummary): number =>
  run.differences.reduce((total, difference) => total + difference.mended, 0);

/** How a run has ended, in a word. */
function standing(run: ReconciliationSummary) {
  if (run.ended_at === null) return <Badge status="pending">Running, or cut off</Badge>;
  if (run.failures.length > 0) return <Badge status="failed">Not complete</Badge>;
  if (waiting(run) > 0)
    return <Badge status="needs_attention">{number(waiting(run))} to see to</Badge>;
  return <Badge status="succeeded">{mended(run) === 0 ? 'All agree' : 'Mended'}</Badge>;
}

const RunRow = ({ run }: { run: ReconciliationSummary }) => (
  <tr>
    <td>
      <a class="strong" href={`${PATH}/${run.id}`}>
        <When at={run.started_at} />
      </a>
    </td>
    <td>{standing(run)}</td>
    <td class="end figure">{number(mended(run))}</td>
    <td class="end figure wide">{number(run.checked.payments)}</td>
    <td class="end figure wide">{number(run.checked.orders)}</td>
    <td class="end figure wide">{number(run.checked.skus)}</td>
    <td class="end figure wide">{number(run.checked.skipped)}</td>
  </tr>
);

type RunsProps = {
  readonly page: ListPage<ReconciliationSummary>;
  readonly cursor: string | null;
  readonly done: string | null;
  readonly formKey: string;
};

/** The runs, newest first, with a button for another one. */
export const ReconciliationsPage = ({ page, cursor, done, formKey }: RunsProps) => (
  <Page title="Reconciliation" section="system">
    <p class="crumb">
      <a href="/admin/system">System</a>
    </p>
    <div class="head">
      <h1>Reconciliation</h1>
      <form method="post" action={PATH}>
        <FormKey value={formKey} />
        <button class="button">Run now</button>
      </form>
    </div>
    <p class="muted">
      Payments, orders, stock and lists are held against each other every five minutes, a part at a
      time. What is safe is mended; the rest waits for you here and on its order.
    </p>
    <Done text={done} />
    {page.items.length === 0 ? (
      <p class="empty">It has not run yet.</p>
    ) : (
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th scope="col">Begun</th>
              <th scope="col">Result</th>
              <th scope="col" class="end">
                Mended
              </th>
              <th scope="col" class="end wide">
                Payments
              </th>
              <th scope="col" class="end wide">
                Orders
              </th>
              <th scope="col" class="end wide">
                SKUs
              </th>
              <th scope="col" class="end wide">
                Skipped
              </th>
            </tr>
          </thead>
          <tbody>
            {page.items.map((run) => (
              <RunRow run={run} />
            ))}
          </tbody>
        </table>
      </div>
    )}
    <Pager
      first={cursor === null ? null : PATH}
      next={page.next_cursor === null ? null : listPath(PATH, { cursor: page.next_cursor })}
    />
  </Page>
);

/** Where staff sees to it: the order, or the SKU; null for a payment that no order knows. */
function placeOf({ kind, subject, order }: FoundDifference): string | null {
  if (/^(ledger|reserved)_/.test(kind)) return `/admin/stock/${subject}`;
  const nowhere = /without_order|unknown_order/.test(kind);
  return order === null || nowhere ? null : `/admin/orders/${order}`;
}

const TONE = { mended: 'succeeded', needs_attention: 'needs_attention', left: 'pending' } as const;

function FoundRow({ found }: { found: FoundDifference }) {
  const place = placeOf(found);
  return (
    <tr>
      <td>
        <span class="strong">{words(found.kind)}</span>
        <p class="muted">{found.reason}</p>
      </td>
      <td class="wide clip">
        {place === null ? found.subject : <a href={place}>{found.subject}</a>}
      </td>
      <td>
        <Badge status={TONE[found.outcome]}>{words(found.outcome)}</Badge>
        {found.action === null ? null : <p class="muted">{found.action}</p>}
      </td>
    </tr>
  );
}

type ReportProps = {
  readonly run: ReconciliationSummary;
  readonly found: readonly FoundDifference[];
};

/** One run and all that it found. */
export const ReconciliationPage = ({ run, found }: ReportProps) => (
  <Page title="Reconciliation" section="system">
    <p class="crumb">
      <a href={PATH}>Reconciliation</a>
    </p>
    <div class="head">
      <h1>
        <When at={run.started_at} />
      </h1>
      {standing(run)}
    </div>
    <p class="muted">
      {counted(run.checked.payments, 'payment')}, {counted(run.checked.orders, 'order')} and{' '}
      {counted(run.checked.skus, 'SKU')} were looked at, {number(run.checked.skipped)} put off.
    </p>
    {run.failures.map((failure) => (
      <p class="notice bad">{failure}</p>
    ))}
    {found.length === 0 ? (
      <p class="empty">Nothing disagreed.</p>
    ) : (
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th scope="col">Difference</th>
              <th scope="col" class="wide">
                About
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <FoundRow found={one} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Page>
);
