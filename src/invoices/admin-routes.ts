/** Invoices and credit notes for staff: a year's book, and each document. */
import { createRoute, z } from '@hono/zod-openapi';
import { newRouter } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problemResponse } from '../http/problem.ts';
import { pageOfBook } from './list.ts';
import { pdfResponse, sendPdf, unknownInvoice } from './routes.ts';
import { invoiceView } from './view.ts';
import { InvoiceListQuery, InvoiceListSchema, InvoiceSchema } from './wire.ts';

export const invoiceAdminRoutes = newRouter();

const NumberParam = z.object({ number: z.string().max(32) });
const refused = {
  400: problemResponse('Bad input, naming the field.'),
  401: problemResponse('Not staff.'),
};
const notFound = problemResponse('No document has this number.');

invoiceAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/invoices',
    summary: 'Invoices and credit notes of a year, the last one first',
    request: { query: InvoiceListQuery },
    responses: { 200: jsonResponse(InvoiceListSchema, 'One page.'), ...refused },
  }),
  async (c) => {
    const page = await pageOfBook(c.get('services').invoices, c.req.valid('query'));
    if (page === null) {
      return invalidFields(c, [{ pointer: '/cursor', detail: 'Not a cursor of this list' }]);
    }
    return c.json({ items: page.items.map(invoiceView), next_cursor: page.next_cursor }, 200);
  },
);

invoiceAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/invoices/{number}',
    summary: 'Open an invoice or credit note',
    request: { params: NumberParam },
    responses: { 200: jsonResponse(InvoiceSchema, 'It.'), ...refused, 404: notFound },
  }),
  async (c) => {
    const invoice = await c.get('services').invoices.numbered(c.req.valid('param').number);
    return invoice === null ? unknownInvoice(c) : c.json(invoiceView(invoice), 200);
  },
);

invoiceAdminRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/admin/invoices/{number}/pdf',
    summary: 'An invoice or credit note as a file',
    request: { params: NumberParam },
    responses: { 200: pdfResponse, ...refused, 404: notFound },
  }),
  async (c) => {
    const invoice = await c.get('services').invoices.numbered(c.req.valid('param').number);
    return invoice === null ? unknownInvoice(c) : sendPdf(c, invoice);
  },
);
