/** Statements: those of a seller, and what one of them comes from. */
import type { Seller } from '../sellers/seller.ts';
import type { AmountsView, StatementLineView, StatementView } from '../sellers/view.ts';
import { words } from './format.ts';
import { Page, useMay } from './layout.tsx';
import { Amount, Badge, Pager, When } from './ui.tsx';

/** The cells of amounts in a row, under `Heads`. */
export const Amounts = ({ of }: { of: AmountsView }) => (
  <>
    <td class="end">
      <Amount money={of.captured} />
    </td>
    <td class="end wide">
      <Amount money={of.refunded} />
    </td>
    <td class="end wide">
      <Amount money={of.commission} />
    </td>
    <td class="end strong">
      <Amount money={of.payout} />
    </td>
  </>
);

/** A phone shows what came in and what is paid out. */
const AMOUNTS = [
  ['Captured', 'end'],
  ['Refunded', 'end wide'],
  ['Commission', 'end wide'],
  ['Payout', 'end'],
] as const;

/** The head of a table of amounts. */
export const Heads = ({ first }: { first: string }) => (
  <thead>
    <tr>
      <th scope="col">{first}</th>
      {AMOUNTS.map(([label, place]) => (
        <th scope="col" class={place}>
          {label}
        </th>
      ))}
    </tr>
  </thead>
);

const PaidForm = ({ seller, statement }: { seller: Seller; statement: StatementView }) =>
  statement.state === 'due' && useMay('payouts.write') ? (
    <form
      method="post"
      action={`/admin/sellers/${seller.id}/statements/${statement.id}/paid`}
      class="row"
    >
      <label>
        <span class="hidden">Reference of the transfer for statement {statement.id}</span>
        <input name="reference" placeholder="Reference" maxlength={100} required />
      </label>
      <button class="button quiet small">Paid</button>
    </form>
  ) : null;

const StateBadge = ({ statement }: { statement: StatementView }) => (
  <Badge status={statement.state === 'paid' ? 'done' : 'waiting'}>{words(statement.state)}</Badge>
);

const Times = ({ statement }: { statement: StatementView }) => (
  <p class="muted">
    <When at={statement.from} /> – <When at={statement.until} />
  </p>
);

/** A page of statements, with the ways to the first and the next one. */
export type StatementList = {
  readonly items: readonly StatementView[];
  readonly first: string | null;
  readonly next: string | null;
};

type StatementsProps = { readonly seller: Seller; readonly list: StatementList };

export const Statements = ({ seller, list }: StatementsProps) => (
  <section class="panel flush">
    <h2>Statements</h2>
    {list.items.length === 0 ? <p class="muted">None yet.</p> : null}
    <table>
      {list.items.length === 0 ? null : <Heads first="Statement" />}
      <tbody>
        {list.items.map((statement) => (
          <tr>
            <td>
              <a class="strong" href={`/admin/sellers/${seller.id}/statements/${statement.id}`}>
                Statement {statement.id}
              </a>{' '}
              <StateBadge statement={statement} />
              <Times statement={statement} />
              {statement.reference === null ? null : <p class="muted">{statement.reference}</p>}
              <PaidForm seller={seller} statement={statement} />
            </td>
            <Amounts of={statement} />
          </tr>
        ))}
      </tbody>
    </table>
    <Pager first={list.first} next={list.next} />
    {useMay('payouts.write') ? (
      <form method="post" action={`/admin/sellers/${seller.id}/statements`}>
        <button class="button quiet">Make the next statement</button>
      </form>
    ) : null}
  </section>
);

type StatementProps = {
  readonly seller: Seller;
  readonly statement: StatementView;
  readonly lines: readonly StatementLineView[];
  readonly first: string | null;
  readonly next: string | null;
};

export const StatementPage = ({ seller, statement, lines, first, next }: StatementProps) => (
  <Page title={`Statement ${statement.id}`} section="sellers">
    <div class="stack">
      <div>
        <p class="muted">
          <a href={`/admin/sellers/${seller.id}`}>{seller.name}</a>
        </p>
        <h1>
          Statement {statement.id} <StateBadge statement={statement} />
        </h1>
        <Times statement={statement} />
        {statement.reference === null ? null : <p class="muted">{statement.reference}</p>}
        <PaidForm seller={seller} statement={statement} />
      </div>
      <section class="panel flush">
        <h2>What was sold and given back</h2>
        <table data-rows>
          <Heads first="Order" />
          <tbody>
            {lines.map((line) => (
              <tr>
                <td>
                  <a class="strong" href={`/admin/sellers/${seller.id}/orders/${line.order_id}`}>
                    {line.number}
                  </a>
                  <p class="muted">
                    <When at={line.booked_at} />
                  </p>
                </td>
                <Amounts of={line} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">The whole statement</th>
              <Amounts of={statement} />
            </tr>
          </tfoot>
        </table>
        <Pager first={first} next={next} />
      </section>
    </div>
  </Page>
);
