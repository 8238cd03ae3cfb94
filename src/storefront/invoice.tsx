/** An invoice or credit note as a page: the document as it was issued, ready to be printed. */
import type { Sheet } from '../invoices/sheet.ts';
import { orderPath } from './addresses.ts';
import { Page } from './layout.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

const Block = ({ label, lines }: { label: string; lines: readonly string[] }) => (
  <section>
    <h2>{label}</h2>
    <address>
      {lines.map((line) => (
        <span>{line}</span>
      ))}
    </address>
  </section>
);

const Lines = ({ sheet }: { sheet: Sheet }) => {
  const { t } = useShop().locale;
  return (
    <table class="sheet-lines">
      <caption class="hidden">{t.invoice.lines}</caption>
      <thead>
        <tr>
          <th scope="col">{t.invoice.item}</th>
          <th scope="col" class="number">
            {t.invoice.quantity}
          </th>
          <th scope="col" class="number">
            {t.invoice.each}
          </th>
          <th scope="col" class="number">
            {t.invoice.sum}
          </th>
        </tr>
      </thead>
      <tbody>
        {sheet.lines.map((line) => (
          <tr>
            <th scope="row">
              {line.title}
              {line.detail === '' ? null : <span class="muted small">{line.detail}</span>}
            </th>
            <td class="number">{line.quantity}</td>
            <td class="number">{line.unit}</td>
            <td class="number">{line.amount}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sheet.totals.map(({ label, amount, grand }) => (
          <tr class={grand ? 'sheet-total' : undefined}>
            <th scope="row" colspan={3}>
              {label}
            </th>
            <td class="number">{amount}</td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
};

const Taxes = ({ sheet }: { sheet: Sheet }) => {
  const { t } = useShop().locale;
  return (
    <table class="sheet-lines">
      <caption class="hidden">{t.invoice.taxes}</caption>
      <thead>
        <tr>
          <th scope="col">{t.invoice.rate}</th>
          <th scope="col" class="number">
            {t.invoice.net}
          </th>
          <th scope="col" class="number">
            {t.invoice.tax}
          </th>
          <th scope="col" class="number">
            {t.invoice.gross}
          </th>
        </tr>
      </thead>
      <tbody>
        {sheet.taxes.map(({ name, net, amount, gross }) => (
          <tr>
            <th scope="row">{name}</th>
            <td class="number">{net}</td>
            <td class="number">{amount}</td>
            <td class="number">{gross}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

type InvoiceProps = {
  readonly shop: Shop;
  readonly sheet: Sheet;
  readonly orderId: string;
  readonly pdfPath: string;
};

/** The page of a document, for whoever holds its order's token. */
export function InvoicePage({ shop, sheet, orderId, pdfPath }: InvoiceProps) {
  const { t } = shop.locale;
  const title = `${sheet.title} ${sheet.number}`;
  return (
    <Page shop={shop} meta={{ title }}>
      <article class="sheet">
        <p class="sheet-actions">
          <a href={orderPath(orderId)}>{t.invoice.toOrder}</a>
          <a class="button quiet" href={pdfPath}>
            {t.invoice.pdf}
          </a>
        </p>
        <h1>{title}</h1>
        <div class="sheet-parties">
          <Block label={t.invoice.from} lines={sheet.seller} />
          <Block label={t.invoice.to} lines={sheet.buyer} />
        </div>
        <dl class="sheet-facts">
          {sheet.facts.map(({ label, value }) => (
            <div>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Lines sheet={sheet} />
        <Taxes sheet={sheet} />
        {sheet.notes.map((note) => (
          <p class="muted">{note}</p>
        ))}
      </article>
    </Page>
  );
}
