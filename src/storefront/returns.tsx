/** Returns on a buyer's order page: where they stand, and the form that asks for one. */
import type { OrderView } from '../orders/view.ts';
import { orderPath } from './addresses.ts';
import { useShop } from './shop.ts';

/** The field that says how many units of a line go back. */
export const returnField = (lineId: string): string => `return/${lineId}`;

type ReturnProps = {
  order: OrderView;
  /** Names this showing of the form: two clicks on it are one return. */
  attempt: string;
};

function ReturnForm({ order, attempt }: ReturnProps) {
  const { t, date } = useShop().locale;
  const ends = order.shipments.flatMap((parcel) => parcel.returnable_until ?? []);
  const last = ends.toSorted().at(-1);
  const open = order.lines.filter((line) => line.returnable > 0);
  if (open.length === 0) return null;
  return (
    <details>
      <summary>{t.order.returnItems}</summary>
      <form method="post" action={`${orderPath(order.id)}/returns`} class="stack">
        <p class="muted">
          {t.order.returnHint} {last === undefined ? '' : t.order.returnUntil(date(last))}
        </p>
        <input type="hidden" name="attempt" value={attempt} />
        {open.map((line) => {
          const name = returnField(line.line_id);
          return (
            <div class="field">
              <label for={name}>{t.order.returnUnits(line.title, line.returnable)}</label>
              <input id={name} name={name} type="number" min="0" max={line.returnable} value="0" />
            </div>
          );
        })}
        <div class="field">
          <label for="reason">{t.order.returnReason}</label>
          <select id="reason" name="reason">
            {t.order.returnReasons.map((reason) => (
              <option>{reason}</option>
            ))}
          </select>
        </div>
        <button class="button quiet">{t.order.askReturn}</button>
      </form>
    </details>
  );
}

/** The order's returns, and the way to ask for one; nothing where neither is. */
export function Returns({ order, attempt }: ReturnProps) {
  const { t, dateTime } = useShop().locale;
  const titles = new Map(order.lines.map((line) => [line.line_id, line.title]));
  const some = order.returns.length > 0 || order.lines.some((line) => line.returnable > 0);
  if (!some) return null;
  return (
    <section aria-labelledby="returns">
      <h2 id="returns">{t.order.returns}</h2>
      {order.returns.length === 0 ? null : (
        <ul class="parcels">
          {order.returns.map((one) => (
            <li>
              <p class="strong">{t.order.returnStatuses[one.status]}</p>
              <p class="muted">
                {one.lines
                  .map((line) => `${line.quantity} × ${titles.get(line.line_id) ?? line.line_id}`)
                  .join(', ')}
              </p>
              {one.note === null ? null : <p>{one.note}</p>}
              <p class="muted">{dateTime(one.history.at(-1)?.at ?? order.placed_at)}</p>
            </li>
          ))}
        </ul>
      )}
      <ReturnForm order={order} attempt={attempt} />
    </section>
  );
}
