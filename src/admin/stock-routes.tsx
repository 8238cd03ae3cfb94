/** Stock: find a SKU; see its level, holds and ledger; move it. */
import type { Context } from 'hono';
import type { ShelfItem } from '../catalog/shelf.ts';
import { actingSeller } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { ownOrders } from '../http/ownership.ts';
import { ordersIn, seenBy } from '../inventory/sight.ts';
import { DEFAULT_WAREHOUSE } from '../inventory/stock.ts';
import type { AdjustFailure } from '../inventory/stock.ts';
import { MovementInput } from '../inventory/wire.ts';
import { asSku } from '../kernel/ids.ts';
import type { Sku } from '../kernel/ids.ts';
import { errorsOf, newFormKey, typed, untouched, valuesOf } from './form.ts';
import type { FormState, Values } from './form.ts';
import { counted, wholeOf } from './format.ts';
import { Page, show } from './layout.tsx';
import { missing } from './missing.tsx';
import { StockPage } from './stock-page.tsx';
import { Badge } from './ui.tsx';

/** SKUs a search shows: more than that calls for better words. */
const FOUND = 50;

const optionsText = (item: ShelfItem): string => Object.values(item.options).join(', ');

const SkuTable = ({ items }: { items: readonly ShelfItem[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">SKU</th>
        <th scope="col">Product</th>
        <th scope="col">Stock</th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <tr>
          <td>
            <a class="strong" href={`/admin/stock/${item.sku}`}>
              {item.sku}
            </a>
          </td>
          <td>
            {item.title} <span class="muted">{optionsText(item)}</span>
          </td>
          <td>
            <Badge status={item.availability} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const FindPage = ({ q, items }: { q: string; items: readonly ShelfItem[] }) => (
  <Page title="Stock" section="stock">
    <div class="head">
      <h1>Stock</h1>
      <form class="filter" action="/admin/stock" role="search">
        <label class="hidden" for="q">
          Find a SKU
        </label>
        <input
          id="q"
          type="search"
          name="q"
          value={q}
          maxlength={100}
          placeholder="SKU or product"
        />
        <button class="button quiet">Find</button>
      </form>
    </div>
    <p class="muted">
      {q === '' ? 'SKUs that are low or sold out' : counted(items.length, 'SKU')}
      {items.length < FOUND ? '' : '; there may be more'}
    </p>
    {items.length === 0 ? (
      <p class="empty">{q === '' ? 'Every SKU has plenty.' : 'No SKU matches.'}</p>
    ) : (
      <SkuTable items={items} />
    )}
  </Page>
);

export const stockRoutes = newRouter();

stockRoutes.get('/admin/stock', async (c) => {
  const { shelf, catalogue } = c.get('services');
  const q = c.req.query('q')?.trim().slice(0, 100) ?? '';
  const seller = actingSeller(c);
  const sku = seller === null ? asSku(q) : null;
  if (sku !== null && (await catalogue.hasSku(sku))) return c.redirect(`/admin/stock/${sku}`, 303);
  const items = await (q === '' ? shelf.running(FOUND, seller) : shelf.find(q, FOUND, seller));
  return show(c, <FindPage q={q} items={items} />);
});

/** Why a movement was refused, beside its field. */
function refusedState(values: Values, refusal: AdjustFailure): FormState {
  switch (refusal.reason) {
    case 'stock_reserved': {
      const held = counted(refusal.reserved, 'unit');
      const message = `Orders hold ${held}. Tick “take it anyway” to record a shortage.`;
      return { values, errors: { delta: 'Less than what orders hold' }, message };
    }
    case 'stock_negative':
      return { values, errors: { delta: `There are only ${refusal.onHand}` }, message: null };
    case 'movement_id_reused':
      return { values, errors: {}, message: 'This form was sent before with other values.' };
  }
}

async function showSku(
  c: Context<AppEnv>,
  sku: Sku,
  form: FormState,
  status: 200 | 400 | 409 = 200,
) {
  const { stock, shelf } = c.get('services');
  const [whole, item] = await Promise.all([stock.report(sku), shelf.item(sku)]);
  const report = seenBy(whole, await ownOrders(c, ordersIn(whole)));
  const seller = actingSeller(c);
  const orders = seller === null ? '/admin/orders' : `/admin/sellers/${seller}/orders`;
  const done = c.req.query('done') === 'moved' ? 'The movement is in the ledger.' : null;
  const props = { report, orders, item, form, done, formKey: newFormKey() };
  return show(c, <StockPage {...props} />, status);
}

/** The SKU of the path, if the catalogue has it. */
async function skuOf(c: Context<AppEnv>): Promise<Sku | null> {
  const sku = asSku(c.req.param('sku') ?? '');
  return sku !== null && (await c.get('services').catalogue.hasSku(sku)) ? sku : null;
}

const unknownSku = (c: Context<AppEnv>) => missing(c, 'The catalogue has no such SKU.');

stockRoutes.get('/admin/stock/:sku', async (c) => {
  const sku = await skuOf(c);
  return sku === null ? unknownSku(c) : showSku(c, sku, untouched());
});

stockRoutes.post('/admin/stock/:sku', async (c) => {
  const sku = await skuOf(c);
  if (sku === null) return unknownSku(c);
  const values = await valuesOf(c);
  const checked = MovementInput.safeParse({
    id: values['form_key'],
    delta: wholeOf(values['delta'] ?? '') ?? undefined,
    reason: values['reason'],
    warehouse: typed(values, 'warehouse'),
    force: values['force'] === 'yes',
  });
  if (!checked.success) {
    const errors = errorsOf(checked.error.issues);
    const typedNumber = wholeOf(values['delta'] ?? '') !== null;
    const named = typedNumber ? errors : { ...errors, delta: 'A whole number such as 12 or -3' };
    return showSku(c, sku, { values, errors: named, message: null }, 400);
  }
  const { warehouse = DEFAULT_WAREHOUSE, force = false, ...movement } = checked.data;
  const adjusted = await c.get('services').stock.adjust(sku, { ...movement, warehouse, force });
  if (!adjusted.ok) return showSku(c, sku, refusedState(values, adjusted), 409);
  return c.redirect(`/admin/stock/${sku}?done=moved`, 303);
});
