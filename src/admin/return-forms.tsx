/** Goods that come back, as staff see them: approve or refuse them, and say what has arrived. */
import type { OrderView } from '../orders/view.ts';
import { untouched } from './form.ts';
import type { FormState, Refused } from './form.ts';
import { Badge, Field, FieldError, FormMessage, When } from './ui.tsx';

type Return = OrderView['returns'][number];

/** The fields that say how many units of a line arrived, fit to be sold again or not. */
export const restockField = (lineId: string): string => `restock/${lineId}`;
export const scrapField = (lineId: string): string => `scrap/${lineId}`;

/** Everything has arrived and is as good as new, until staff says otherwise. */
const expected = (one: Return): FormState =>
  untouched(
    Object.fromEntries(
      one.lines.flatMap(({ line_id: id, quantity }) => [
        [restockField(id), String(quantity)],
        [scrapField(id), '0'],
      ]),
    ),
  );

type UnitsProps = { readonly form: FormState; readonly name: string; readonly label: string };

const Units = ({ form, name, label }: UnitsProps) => (
  <label>
    {label}{' '}
    <input
      id={name}
      name={name}
      inputmode="numeric"
      value={form.values[name] ?? ''}
      aria-invalid={form.errors[name] === undefined ? undefined : 'true'}
    />
    <FieldError form={form} name={name} id={name} />
  </label>
);

const Arrived = ({ one, form }: { one: Return; form: FormState }) => (
  <>
    {one.lines.map(({ line_id: id, quantity }) => (
      <div class="units">
        <span class="muted">of {quantity}</span>
        <Units form={form} name={restockField(id)} label="Sell again" />
        <Units form={form} name={scrapField(id)} label="Scrap" />
      </div>
    ))}
    <button class="button" name="status" value="received">
      Mark as received
    </button>
  </>
);

type ReturnProps = {
  readonly order: OrderView;
  readonly one: Return;
  readonly refused: Refused | null;
};

const Forms = ({ order, one, refused }: ReturnProps) => {
  const refund = order.refunds.find(({ id }) => id === one.refund_id);
  const unpaid = one.status === 'received' && refund?.status === 'failed';
  if (one.status !== 'requested' && one.status !== 'approved' && !unpaid) return null;
  const form = refused?.form === one.id ? refused.state : expected(one);
  return (
    <form method="post" action={`/admin/orders/${order.id}/returns/${one.id}`} class="stack tight">
      <FormMessage form={form} />
      {one.status === 'approved' ? <Arrived one={one} form={form} /> : null}
      <Field
        form={form}
        name="note"
        id={`${one.id}-note`}
        label="Note to the buyer"
        maxlength={200}
      />
      <div class="actions">
        {one.status === 'requested' ? (
          <button class="button" name="status" value="approved">
            Approve
          </button>
        ) : null}
        {unpaid ? (
          <button class="button" name="status" value="received">
            Refund again
          </button>
        ) : null}
        <button class="button quiet" name="status" value="refused">
          Refuse
        </button>
      </div>
    </form>
  );
};

const OneReturn = (props: ReturnProps) => {
  const { order, one } = props;
  const titles = new Map(order.lines.map((line) => [line.line_id, line.title]));
  return (
    <article class="parcel" id={one.id}>
      <h3>
        {one.id.replace('rt_', 'Return ')} <Badge status={one.status} />
      </h3>
      <ul class="muted">
        {one.lines.map((line) => (
          <li>
            {line.quantity} × {titles.get(line.line_id)}: {line.reason}
            {line.restocked + line.scrapped === 0
              ? null
              : ` (${line.restocked} sold again, ${line.scrapped} scrapped)`}
          </li>
        ))}
      </ul>
      {one.note === null ? null : <p>{one.note}</p>}
      {one.history.slice(-1).map(({ at }) => (
        <p class="muted">
          <When at={at} />
        </p>
      ))}
      <Forms {...props} />
    </article>
  );
};

/** The returns of an order; nothing where there are none. */
export const Returns = ({ order, refused }: Omit<ReturnProps, 'one'>) =>
  order.returns.length === 0 ? null : (
    <section class="panel" aria-labelledby="returns">
      <h2 id="returns">Returns</h2>
      {order.returns.map((one) => (
        <OneReturn order={order} one={one} refused={refused} />
      ))}
    </section>
  );
