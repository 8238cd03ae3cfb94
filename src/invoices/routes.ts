/** A buyer's invoice and credit notes: by the order's token or cookie, else 404. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { newRouter } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { orderOf } from '../http/order-access.ts';
import type { Invoice } from './invoice.ts';
import { invoiceView } from './view.ts';
import { InvoicesSchema } from './wire.ts';

export const invoiceRoutes = newRouter();

const IdParam = z.object({ id: z.string() });
const TokenQuery = z.object({ token: z.string().optional() });
const notFound = problemResponse('No such order, not yours, or nothing of it was sold.');

/** 404 for a document that is not there or not the caller's: the two look the same. */
export const unknownInvoice = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_invoice', 'There is no such document, or it is not yours.');

/** An order's documents, for whoever holds its token; none for anybody else. */
async function documentsOf(c: Context<AppEnv>, text: string): Promise<Invoice[]> {
  const id = await orderOf(c, text);
  return id === null ? [] : c.get('services').invoices.ofOrder(id);
}

export const PDF = 'application/pdf';

/** A PDF's entry in the API document. */
export const pdfResponse = {
  description: 'The document as a file.',
  content: { [PDF]: { schema: z.string().openapi({ format: 'binary' }) } },
};

/** Sends a document as a file named by its number. */
export async function sendPdf(c: Context<AppEnv>, invoice: Invoice) {
  const file = await c.get('services').invoicePdf(invoice);
  return c.body(file, 200, {
    'content-type': PDF,
    'content-disposition': `inline; filename="${invoice.number}.pdf"`,
  });
}

invoiceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/orders/{id}/invoices',
    summary: "An order's invoice and credit notes",
    request: { params: IdParam, query: TokenQuery },
    responses: { 200: jsonResponse(InvoicesSchema, 'Its invoice first.'), 404: notFound },
  }),
  async (c) => {
    const documents = await documentsOf(c, c.req.valid('param').id);
    if (documents.length === 0) return unknownInvoice(c);
    return c.json({ items: documents.map(invoiceView) }, 200);
  },
);

invoiceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/orders/{id}/invoice.pdf',
    summary: "An order's invoice as a file",
    request: { params: IdParam, query: TokenQuery },
    responses: { 200: pdfResponse, 404: notFound },
  }),
  async (c) => {
    const [invoice] = await documentsOf(c, c.req.valid('param').id);
    return invoice === undefined ? unknownInvoice(c) : sendPdf(c, invoice);
  },
);

invoiceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api/orders/{id}/credit-notes/{refund}/pdf',
    summary: 'The credit note of a refund as a file',
    request: { params: IdParam.extend({ refund: z.string().max(64) }), query: TokenQuery },
    responses: { 200: pdfResponse, 404: notFound },
  }),
  async (c) => {
    const { id, refund } = c.req.valid('param');
    const documents = await documentsOf(c, id);
    const note = documents.find(({ refundId }) => refundId === refund);
    return note === undefined ? unknownInvoice(c) : sendPdf(c, note);
  },
);
