/** The money of an order as staff sees it: its sums, refunds and disputes, and its books. */
import type { StaffView } from '../orders/staff-view.ts';
import type { OrderView } from '../orders/view.ts';
import type { Refused } from './form.ts';
import { words } from './format.ts';
import { RefundForm } from './order-forms.tsx';
import { Amount, Badge, When } from './ui.tsx';

const Sum = ({ label, money, minus = false }: MoneyLine) => (
  <>
    <dt>{label}</dt>
    <dd class="end">
      {minus ? '−' : ''}
      <Amount money={money} />
    </dd>
  </>
);

type MoneyLine = {
  readonly label: string;
  readonly money: OrderView['total'];
  readonly minus?: boolean;
};

const Sums = ({ order }: { order: OrderView }) => (
  <dl class="sums">
    <Sum label="Subtotal" money={order.subtotal} />
    {order.discount.amount === 0 ? null : (
      <Sum label={`Discount (${order.coupons.join(', ')})`} money={order.discount} minus />
    )}
    <Sum label={order.shipping_method.label} money={order.shipping} />
    {order.tax_lines.map((tax) => (
      <Sum
        label={`${tax.name}${order.prices_include_tax ? ', included' : ''}`}
        money={tax.amount}
      />
    ))}
    <div class="total">
      <Sum label="Total" money={order.total} />
    </div>
    {order.refunds.map((refund) => (
      <Sum
        label={`Refund, ${refund.status}: ${words(refund.reason)}`}
        money={refund.amount}
        minus
      />
    ))}
  </dl>
);

const Disputes = ({ order }: { order: StaffView }) => (
  <ul class="parcels">
    {order.disputes.map((dispute) => (
      <li>
        <p class="strong">
          Dispute <Amount money={dispute.amount} /> <Badge status={dispute.status} />
        </p>
        <p class="muted">
          {words(dispute.reason)}, {dispute.id}
          {dispute.due_by === null || dispute.status !== 'open' ? null : (
            <>
              {', answer it by '}
              <When at={dispute.due_by} />
            </>
          )}
        </p>
      </li>
    ))}
  </ul>
);

/** An empty cell for the side an amount is not on. */
const Side = ({ money }: { money: OrderView['total'] }) => (
  <td class="end">{money.amount === 0 ? null : <Amount money={money} />}</td>
);

/** Each entry of the books with its postings, and what stands on each account. */
const Books = ({ order: { ledger } }: { order: StaffView }) => (
  <details class="more">
    <summary>
      Books {ledger.balanced ? null : <Badge status="failed">Out of balance</Badge>}
    </summary>
    <table id="books">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" class="end">
            Debit
          </th>
          <th scope="col" class="end">
            Credit
          </th>
        </tr>
      </thead>
      {ledger.entries.map((entry) => (
        <tbody>
          <tr>
            <th scope="rowgroup" colspan={3}>
              {words(entry.kind)} <span class="muted">{entry.reference}</span>
            </th>
          </tr>
          {entry.postings.map((posting) => (
            <tr>
              <td>{words(posting.account)}</td>
              <Side money={posting.debit} />
              <Side money={posting.credit} />
            </tr>
          ))}
        </tbody>
      ))}
    </table>
    <dl class="sums">
      {ledger.balances.map(({ account, balance }) => (
        <Sum label={words(account)} money={balance} />
      ))}
    </dl>
  </details>
);

type MoneyProps = {
  readonly order: StaffView;
  readonly refused: Refused | null;
  /** Names this showing of the page's forms. */
  readonly formKey: string;
};

/** What was paid, given back and disputed, and the way to give more back. */
export const MoneyPanel = ({ order, refused, formKey }: MoneyProps) => (
  <section class="panel" aria-labelledby="money">
    <h2 id="money">
      Money <Badge status={order.payment.status} />
    </h2>
    <Sums order={order} />
    {order.disputes.length === 0 ? null : <Disputes order={order} />}
    <RefundForm order={order} refused={refused} formKey={formKey} />
    {order.ledger.entries.length === 0 ? null : <Books order={order} />}
  </section>
);
