/** The year's invoices and credit notes, the last one first. */
import { newRouter } from '../http/app-env.ts';
import type { Invoice } from '../invoices/invoice.ts';
import { pageOfBook } from '../invoices/list.ts';
import { TITLES } from '../invoices/sheet.ts';
import { invoiceView } from '../invoices/view.ts';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.ts';
import type { Page as ListPage } from '../kernel/page.ts';
import { Page, show } from './layout.tsx';
import { Amount, Pager, When, listPath } from './ui.tsx';

const INVOICES_PATH = '/admin/invoices';

/** Where a document's file is, for staff. */
export const invoiceFile = (number: string): string => `/api/admin/invoices/${number}/pdf`;

const InvoiceTable = ({ invoices }: { invoices: readonly Invoice[] }) => (
  <table data-rows>
    <thead>
      <tr>
        <th scope="col">Number</th>
        <th scope="col" class="wide">
          Kind
        </th>
        <th scope="col">Order</th>
        <th scope="col" class="wide">
          Issued
        </th>
        <th scope="col" class="end">
          Total
        </th>
      </tr>
    </thead>
    <tbody>
      {invoices.map((invoice) => (
        <tr>
          <td>
            <a class="strong figure" href={invoiceFile(invoice.number)}>
              {invoice.number}
            </a>
            <p class="slim muted">{TITLES[invoice.kind]}</p>
          </td>
          <td class="wide">{TITLES[invoice.kind]}</td>
          <td>
            <a class="figure" href={`/admin/orders/${invoice.orderId}`}>
              {invoice.orderNumber}
            </a>
          </td>
          <td class="wide">
            <When at={invoice.issuedAt} />
          </td>
          <td class="end">
            <Amount money={invoiceView(invoice).total} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

type ListProps = {
  readonly year: number;
  readonly page: ListPage<Invoice>;
  readonly cursor: string | null;
};

function InvoicesPage({ year, page, cursor }: ListProps) {
  const here = (next: string | null, of = year) =>
    listPath(INVOICES_PATH, { year: String(of), cursor: next });
  return (
    <Page title={`Invoices of ${year}`} section="invoices">
      <div class="head">
        <h1>Invoices of {year}</h1>
        <p>
          <a href={here(null, year - 1)}>{year - 1}</a>
        </p>
      </div>
      {page.items.length > 0 ? (
        <InvoiceTable invoices={page.items} />
      ) : (
        <p class="empty">Nothing was sold in {year}.</p>
      )}
      <Pager
        first={cursor === null ? null : here(null)}
        next={page.next_cursor === null ? null : here(page.next_cursor)}
      />
    </Page>
  );
}

export const invoicesRoutes = newRouter();

const YEAR = /^20\d\d$/;

invoicesRoutes.get(INVOICES_PATH, async (c) => {
  const { invoices } = c.get('services');
  const asked = c.req.query('year') ?? '';
  const year = YEAR.test(asked) ? Number(asked) : invoices.currentYear();
  const cursor = c.req.query('cursor');
  const page = await pageOfBook(invoices, { year, cursor, limit: DEFAULT_PAGE_SIZE });
  if (page === null) return c.redirect(INVOICES_PATH, 303);
  return show(c, <InvoicesPage year={year} page={page} cursor={cursor ?? null} />);
});
