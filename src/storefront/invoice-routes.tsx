/** A buyer's invoice and credit notes as pages: by the order's token or cookie, else 404. */
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { orderOf } from '../http/order-access.ts';
import { rememberOrder } from '../http/tokens.ts';
import { invoicePath } from '../invoices/invoice.ts';
import type { Invoice } from '../invoices/invoice.ts';
import { sheetOf } from '../invoices/sheet.ts';
import { notFoundPage } from './error-routes.tsx';
import { InvoicePage } from './invoice.tsx';
import { privatePage, shopOf } from './render.ts';

export const invoicePageRoutes = newRouter();

/** Shows the order's document that `refundId` names, its invoice for null. */
async function showDocument(c: Context<AppEnv>, refundId: string | null): Promise<Response> {
  const id = await orderOf(c, c.req.param('id') ?? '');
  if (id === null) return notFoundPage(c);
  const path = invoicePath({ orderId: id, refundId });
  if (c.req.query('token') !== undefined) {
    rememberOrder(c, id);
    return c.redirect(path, 303);
  }
  const documents = await c.get('services').invoices.ofOrder(id);
  const found = documents.find((invoice: Invoice) => invoice.refundId === refundId);
  if (found === undefined) return notFoundPage(c);
  const pdfPath = refundId === null ? `/api${path}.pdf` : `/api${path}/pdf`;
  const shop = await shopOf(c);
  const page = <InvoicePage shop={shop} sheet={sheetOf(found)} orderId={id} pdfPath={pdfPath} />;
  return privatePage(c, page);
}

invoicePageRoutes.get('/orders/:id/invoice', (c) => showDocument(c, null));
invoicePageRoutes.get('/orders/:id/credit-notes/:refund', (c) =>
  showDocument(c, c.req.param('refund')),
);
