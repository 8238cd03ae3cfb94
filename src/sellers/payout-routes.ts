/** What sellers have sold and are owed, and the statements by which they are paid (api.md). */
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { pageOf } from '../kernel/page.ts';
import { saleKeys, sequenceKeys } from './places.ts';
import { lineView, saleView, statementView, totalView } from './view.ts';
import {
  NewStatementInput,
  PaidInput,
  pagesOf,
  PeriodQuery,
  SaleListSchema,
  SellerParam,
  SequenceQuery,
  StatementLineSchema,
  StatementParam,
  StatementSchema,
} from './wire.ts';

export const payoutRoutes = newRouter();

const ROOT = '/api/admin/sellers/{seller}';
const one = jsonResponse(StatementSchema, 'The statement.');
const bad = problemResponse('Bad input, naming the field.');

const booksOf = (c: Context<AppEnv>) => c.get('services').selling.books;

/** Books are objects, which are reached only by ids that the shop has given. */
async function isKnown(c: Context<AppEnv>, seller: string): Promise<boolean> {
  return (await c.get('services').selling.sellers.find(seller)) !== null;
}

const unknownSeller = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_seller', 'There is no such seller.');
const unknownStatement = (c: Context<AppEnv>) =>
  problem(c, 404, 'unknown_statement', 'There is no such statement.');
const missing = problemResponse('There is no such seller, or no such statement.');

payoutRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/orders`,
    summary: 'What a seller sold, order by order, and what they are owed for it; by period',
    request: { params: SellerParam, query: PeriodQuery },
    responses: { 200: jsonResponse(SaleListSchema, 'The newest first.'), 400: bad, 404: missing },
  }),
  async (c) => {
    const { seller } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const { from = 0, until = Date.now(), limit, cursor } = c.req.valid('query');
    const period = { from, until };
    const [found, totals] = await Promise.all([
      booksOf(c).sales(seller, period, cursor ?? null, limit + 1),
      booksOf(c).totals(seller, period),
    ]);
    const { items, next_cursor } = pageOf(found, limit, saleKeys);
    const page = {
      ...{ items: items.map(saleView), next_cursor },
      total: totalView(totals.period),
      open: totalView(totals.open),
    };
    return c.json(page, 200);
  },
);

payoutRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/statements`,
    summary: 'A seller’s payout statements, the newest first',
    request: { params: SellerParam, query: SequenceQuery },
    responses: {
      ...{ 200: jsonResponse(pagesOf(StatementSchema), 'A page of them.') },
      ...{ 400: bad, 404: missing },
    },
  }),
  async (c) => {
    const { seller } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const { limit, cursor } = c.req.valid('query');
    const found = await booksOf(c).statements(seller, cursor ?? null, limit + 1);
    const { items, next_cursor } = pageOf(found, limit, sequenceKeys);
    return c.json({ items: items.map(statementView), next_cursor }, 200);
  },
);

payoutRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/statements/{statement}`,
    summary: 'A statement',
    request: { params: StatementParam },
    responses: { 200: one, 400: bad, 404: missing },
  }),
  async (c) => {
    const { seller, statement } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const found = await booksOf(c).statement(seller, Number(statement));
    return found === null ? unknownStatement(c) : c.json(statementView(found), 200);
  },
);

payoutRoutes.openapi(
  createRoute({
    method: 'get',
    path: `${ROOT}/statements/{statement}/lines`,
    summary: 'What a statement comes from: what was sold and given back, as it was booked',
    request: { params: StatementParam, query: SequenceQuery },
    responses: {
      ...{ 200: jsonResponse(pagesOf(StatementLineSchema), 'The oldest first.') },
      ...{ 400: bad, 404: missing },
    },
  }),
  async (c) => {
    const { seller, statement } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const { limit, cursor } = c.req.valid('query');
    const sequence = Number(statement);
    const [known, found] = await Promise.all([
      booksOf(c).statement(seller, sequence),
      booksOf(c).lines(seller, sequence, cursor ?? null, limit + 1),
    ]);
    if (known === null) return unknownStatement(c);
    const { items, next_cursor } = pageOf(found, limit, sequenceKeys);
    return c.json({ items: items.map(lineView), next_cursor }, 200);
  },
);

payoutRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/statements`,
    summary: 'Make the next statement, over what was booked before an instant',
    request: {
      params: SellerParam,
      body: { required: true, content: { 'application/json': { schema: NewStatementInput } } },
    },
    responses: {
      ...{ 201: one, 400: bad, 404: missing },
      409: problemResponse('Nothing is due that no statement has.'),
    },
  }),
  async (c) => {
    const { seller } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const made = await booksOf(c).state(seller, c.req.valid('json').until ?? Date.now());
    if (!made.ok) return problem(c, 409, made.reason, 'Nothing is due that no statement has.');
    return c.json(statementView(made.value), 201);
  },
);

payoutRoutes.openapi(
  createRoute({
    method: 'post',
    path: `${ROOT}/statements/{statement}/paid`,
    summary: 'Record that a statement was paid, and by which transfer',
    request: {
      params: StatementParam,
      body: { required: true, content: { 'application/json': { schema: PaidInput } } },
    },
    responses: {
      ...{ 200: one, 400: bad, 404: missing },
      409: problemResponse('It was paid by another transfer.'),
    },
  }),
  async (c) => {
    const { seller, statement } = c.req.valid('param');
    if (!(await isKnown(c, seller))) return unknownSeller(c);
    const { reference } = c.req.valid('json');
    const paid = await booksOf(c).pay(seller, Number(statement), reference);
    if (paid.ok) return c.json(statementView(paid.value), 200);
    switch (paid.reason) {
      case 'unknown_statement':
        return unknownStatement(c);
      case 'already_paid':
        return problem(c, 409, paid.reason, 'It was paid by another transfer.');
    }
  },
);
