/** What can be done with an order, as forms: each is shown only while the order allows it. */
import type { StaffView } from '../orders/staff-view.ts';
import type { OrderView } from '../orders/view.ts';
import { untouched } from './form.ts';
import type { FormState, Refused, Values } from './form.ts';
import { price, words } from './format.ts';
import { Field, FieldError, FormKey, FormMessage } from './ui.tsx';

export type Parcel = OrderView['shipments'][number];

/** Statuses of an order that ships. */
const SHIPS = new Set(['confirmed', 'partially_shipped', 'shipped', 'partially_delivered']);
/** Statuses of an order that staff may still cancel. */
const CANCELS = new Set([
  ...['placed', 'reserved', 'awaiting_payment', 'confirmed', 'needs_attention'],
]);
/** Parcels that have left: an order of which one has is no longer cancelled. */
const GONE = new Set(['shipped', 'delivered', 'lost']);

const stateOf = (refused: Refused | null, form: string, values: Values = {}): FormState =>
  refused?.form === form ? refused.state : untouched(values);

/** Units of each line that no living parcel carries. */
export function unitsLeft(order: OrderView): Map<string, number> {
  const left = new Map(order.lines.map((line) => [line.line_id, line.quantity]));
  const living = order.shipments.filter((parcel) => parcel.status !== 'cancelled');
  for (const part of living.flatMap((parcel) => parcel.lines)) {
    left.set(part.line_id, (left.get(part.line_id) ?? 0) - part.quantity);
  }
  return left;
}

/** The field that says how many units of a line go into a parcel. */
export const unitsField = (lineId: string): string => `units/${lineId}`;

type FormProps = {
  readonly order: StaffView;
  readonly refused: Refused | null;
  readonly formKey: string;
};

type UnitsProps = {
  readonly form: FormState;
  readonly name: string;
  readonly line: OrderView['lines'][number];
  readonly most: number;
};

/** Asks for a number of units of a line. */
const UnitsField = ({ form, name, line, most }: UnitsProps) => (
  <div class="units">
    <label for={name}>
      {line.title} <span class="muted">{line.sku}</span>
    </label>
    <input
      id={name}
      name={name}
      inputmode="numeric"
      value={form.values[name] ?? ''}
      aria-invalid={form.errors[name] === undefined ? undefined : 'true'}
    />
    <span class="muted">of {most}</span>
    <FieldError form={form} name={name} id={name} />
  </div>
);

/** Starts a parcel, of everything that is left unless fewer units are typed. */
export function NewParcelForm({ order, refused, formKey }: FormProps) {
  if (!SHIPS.has(order.status)) {
    return order.shipments.length > 0 ? null : (
      <p class="muted">Nothing is sent before the order is confirmed.</p>
    );
  }
  const left = unitsLeft(order);
  const open = order.lines.filter((line) => (left.get(line.line_id) ?? 0) > 0);
  if (open.length === 0) return null;
  const values = open.map((line) => [unitsField(line.line_id), String(left.get(line.line_id))]);
  const form = stateOf(refused, 'parcel', Object.fromEntries(values));
  return (
    <form method="post" action={`/admin/orders/${order.id}/shipments`} class="stack" id="parcel">
      <h3>New shipment</h3>
      <FormMessage form={form} />
      <FormKey value={formKey} />
      {open.map((line) => (
        <UnitsField
          form={form}
          name={unitsField(line.line_id)}
          line={line}
          most={left.get(line.line_id) ?? 0}
        />
      ))}
      <button class="button">Create shipment</button>
    </form>
  );
}

type Step = { readonly to: string; readonly label: string; readonly quiet?: boolean };

/** What may come next for a parcel, the usual step first. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  pending: [
    { to: 'packed', label: 'Mark as packed' },
    { to: 'cancelled', label: 'Discard', quiet: true },
  ],
  packed: [
    { to: 'shipped', label: 'Mark as shipped' },
    { to: 'cancelled', label: 'Discard', quiet: true },
  ],
  shipped: [
    { to: 'delivered', label: 'Mark as delivered' },
    { to: 'lost', label: 'Report as lost', quiet: true },
  ],
};

type ParcelProps = {
  readonly order: OrderView;
  readonly parcel: Parcel;
  readonly refused: Refused | null;
};

/** Moves a parcel on; carrier and tracking number are asked for when it leaves. */
export function ParcelForms({ order, parcel, refused }: ParcelProps) {
  const steps = STEPS[parcel.status] ?? [];
  if (steps.length === 0) return null;
  const form = stateOf(refused, parcel.id, {
    carrier: parcel.carrier ?? '',
    tracking_number: parcel.tracking_number ?? '',
    tracking_url: parcel.tracking_url ?? '',
  });
  const common = { form, maxlength: 100 };
  return (
    <form
      method="post"
      action={`/admin/orders/${order.id}/shipments/${parcel.id}`}
      class="stack tight"
    >
      <FormMessage form={form} />
      {parcel.status !== 'packed' ? null : (
        <div class="pair">
          <Field {...common} name="carrier" id={`${parcel.id}-carrier`} label="Carrier" />
          <Field
            {...common}
            name="tracking_number"
            id={`${parcel.id}-number`}
            label="Tracking number"
          />
          <Field
            form={form}
            name="tracking_url"
            id={`${parcel.id}-url`}
            label="Tracking link"
            type="url"
            maxlength={500}
            placeholder="https://"
          />
        </div>
      )}
      <div class="actions">
        {steps.map(({ to, label, quiet = false }) => (
          <button class={quiet ? 'button quiet' : 'button'} name="status" value={to}>
            {label}
          </button>
        ))}
      </div>
    </form>
  );
}

/** Whether money of this order can be given back by hand. */
const isPaidBack = ({ status }: OrderView): boolean => SHIPS.has(status) || status === 'delivered';

/** Units of each line that no living refund has paid back. */
export function unrefunded(order: OrderView): Map<string, number> {
  const left = new Map(order.lines.map((line) => [line.line_id, line.quantity]));
  const living = order.refunds.filter((refund) => refund.status !== 'failed');
  for (const part of living.flatMap((refund) => refund.lines)) {
    left.set(part.line_id, (left.get(part.line_id) ?? 0) - part.quantity);
  }
  return left;
}

/** The field that says how many units of a line are refunded. */
export const refundField = (lineId: string): string => `refund/${lineId}`;

/** Gives money back: for the units or the amount that are typed, all that is left without. */
export function RefundForm({ order, refused, formKey }: FormProps) {
  const left = order.refundable;
  if (!isPaidBack(order) || left.amount <= 0) return null;
  const form = stateOf(refused, 'refund');
  const units = unrefunded(order);
  const open = order.lines.filter((line) => (units.get(line.line_id) ?? 0) > 0);
  return (
    <details open={refused?.form === 'refund'} class="more">
      <summary>Refund</summary>
      <form method="post" action={`/admin/orders/${order.id}/refunds`} class="stack tight">
        <FormMessage form={form} />
        <FormKey value={formKey} />
        {open.map((line) => (
          <UnitsField
            form={form}
            name={refundField(line.line_id)}
            line={line}
            most={units.get(line.line_id) ?? 0}
          />
        ))}
        <Field
          form={form}
          name="amount"
          label={`Or an amount in ${left.currency}`}
          hint={`All that is left, ${price(left)}, if nothing is typed`}
          inputmode="decimal"
        />
        <Field form={form} name="reason" label="Reason" maxlength={200} required />
        <button class="button quiet">Refund</button>
      </form>
    </details>
  );
}

/** Ends an order that has not left: what is authorised is voided, what was paid goes back. */
export function CancelForm({ order, refused, formKey }: FormProps) {
  const gone = order.shipments.some((parcel) => GONE.has(parcel.status));
  if (!CANCELS.has(order.status) || gone) return null;
  const back = order.refundable;
  return (
    <details open={refused?.form === 'cancel'} class="panel more">
      <summary>Cancel this order</summary>
      <form method="post" action={`/admin/orders/${order.id}/cancel`} class="stack tight">
        <FormMessage form={stateOf(refused, 'cancel')} />
        <FormKey value={formKey} />
        <p class="muted">
          {back.amount > 0
            ? `${price(back)} goes back to the buyer, and`
            : 'The payment is voided, and'}{' '}
          the stock goes back to sale. This cannot be undone.
        </p>
        <button class="button bad">Cancel the order</button>
      </form>
    </details>
  );
}

/** Why somebody has to look at the order, and the form that says it is dealt with. */
export function Attention({ order, refused }: Omit<FormProps, 'formKey'>) {
  const { attention, status } = order;
  if (attention === null) return null;
  const said = <p class="notice bad">{words(attention)}</p>;
  if (status === 'needs_attention') return said;
  const form = stateOf(refused, 'clear');
  return (
    <>
      {said}
      <details open={refused?.form === 'clear'} class="more">
        <summary>Dealt with</summary>
        <form
          method="post"
          action={`/admin/orders/${order.id}/clear-attention`}
          class="stack tight"
        >
          <FormMessage form={form} />
          <input type="hidden" name="attention" value={attention} />
          <Field form={form} name="reason" id="clear-reason" label="Why" maxlength={200} required />
          <button class="button quiet">Take the note down</button>
        </form>
      </details>
    </>
  );
}
