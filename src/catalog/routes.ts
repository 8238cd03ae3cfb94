/**
 * The public catalogue. Handlers are plain ones under documented routes: parameters are normalised
 * by hand into cache keys, and a validator's run on each request would cost more than the answer.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { publicAnswer } from '../http/public.ts';
import { describeError, log } from '../platform/log.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import type { Result } from '../kernel/result.ts';
import { Unavailable } from './copies.ts';
import type { Answer } from './copies.ts';
import type { InvalidInput } from './faults.ts';
import { parametersOf, parseListQuery, parseMarket, parseSuggestion } from './query.ts';
import {
  CategorySchema,
  DocumentSchema,
  ListParameters,
  ListSchema,
  SuggestionsSchema,
} from './wire.ts';

const JSON_TYPE = 'application/json';

/** The query part of an address, parsed without building a URL; nothing for most requests. */
const parametersIn = (c: Context<AppEnv>) => {
  const start = c.req.url.indexOf('?');
  return parametersOf(start < 0 ? [] : new URLSearchParams(c.req.url.slice(start)));
};

const hasQuery = (c: Context<AppEnv>): boolean => c.req.url.includes('?');

function marketIn(c: Context<AppEnv>): Result<Market, InvalidInput> {
  return hasQuery(c) ? parseMarket(parametersIn(c)) : { ok: true, value: DEFAULT_MARKET };
}

const notFound = (c: Context<AppEnv>): Response =>
  problem(c, 404, 'product_not_found', 'There is no such product.');

function answered(c: Context<AppEnv>, { copy, tier }: Answer): Response {
  if (copy.text === null) return notFound(c);
  return publicAnswer(c, { text: copy.text, etag: copy.etag, contentType: JSON_TYPE, tier });
}

/** Sends an answer, or 503 when there is neither a copy nor a database. */
async function answer(c: Context<AppEnv>, answering: Promise<Answer>): Promise<Response> {
  try {
    return answered(c, await answering);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log('error', 'catalogue_unavailable', {
      request_id: c.get('requestId'),
      error: describeError(error.cause),
    });
    c.header('Retry-After', '5');
    return problem(c, 503, 'catalogue_unavailable', 'The catalogue cannot be read just now.');
  }
}

const invalidQuery = problemResponse('A parameter is not valid.');
const unavailable = problemResponse('Neither a copy nor the database can answer.');
const marketParameter = z.object({ market: z.string().optional() });
const failures = { 400: invalidQuery, 503: unavailable };

const listRoute = createRoute({
  method: 'get',
  path: '/api/products',
  summary: 'Published products, filtered and sorted, a page at a time.',
  request: { query: ListParameters },
  responses: { 200: jsonResponse(ListSchema, 'One page.'), ...failures },
});

const productRoute = createRoute({
  method: 'get',
  path: '/api/products/{slug}',
  summary: 'One published product.',
  request: { params: z.object({ slug: z.string() }), query: marketParameter },
  responses: {
    200: jsonResponse(DocumentSchema, 'The product.'),
    304: { description: 'The client has it already.' },
    404: problemResponse('There is no such product.'),
    ...failures,
  },
});

const categoriesRoute = createRoute({
  method: 'get',
  path: '/api/categories',
  summary: 'The category tree with the number of products in each branch.',
  request: { query: marketParameter },
  responses: { 200: jsonResponse(z.array(CategorySchema), 'The tree.'), ...failures },
});

const suggestRoute = createRoute({
  method: 'get',
  path: '/api/suggest',
  summary: 'Suggestions for words being typed.',
  request: { query: marketParameter.extend({ q: z.string() }) },
  responses: { 200: jsonResponse(SuggestionsSchema, 'Suggestions.'), ...failures },
});

export const catalogueRoutes = newRouter();

for (const route of [listRoute, productRoute, categoriesRoute, suggestRoute]) {
  catalogueRoutes.openAPIRegistry.registerPath(route);
}

catalogueRoutes.get('/api/products', (c) => {
  const query = parseListQuery(parametersIn(c));
  if (!query.ok) return invalidFields(c, query.errors);
  const { answers } = c.get('services').catalogue;
  const held = answers.heldList(query.value);
  return held === null ? answer(c, answers.list(query.value)) : answered(c, held);
});

catalogueRoutes.get('/api/products/:slug', (c) => {
  const market = marketIn(c);
  if (!market.ok) return invalidFields(c, market.errors);
  const { answers } = c.get('services').catalogue;
  const slug = c.req.param('slug');
  const held = answers.heldProduct(slug, market.value);
  return held === null ? answer(c, answers.product(slug, market.value)) : answered(c, held);
});

catalogueRoutes.get('/api/categories', async (c) => {
  const market = marketIn(c);
  if (!market.ok) return invalidFields(c, market.errors);
  return answer(c, c.get('services').catalogue.answers.categories(market.value));
});

catalogueRoutes.get('/api/suggest', async (c) => {
  const asked = parseSuggestion(parametersIn(c));
  if (!asked.ok) return invalidFields(c, asked.errors);
  const { q, market } = asked.value;
  return answer(c, c.get('services').catalogue.answers.suggest(q, market));
});
