/**
 * Lists, the category tree and suggestions, for anyone. Handlers are plain ones under documented
 * routes: parameters are put by hand into the normal form that is the key of every cache.
 */
import { createRoute, z } from '@hono/zod-openapi';
import {
  answer,
  answered,
  failures,
  orUnavailable,
  parametersIn,
} from '../catalog/answer-routes.ts';
import { LISTS } from '../catalog/cache-tags.ts';
import { parseMarket } from '../catalog/parameters.ts';
import { newRouter } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problem, problemResponse } from '../http/problem.ts';
import { parseListQuery, parseSuggestion } from './query.ts';
import {
  CategorySchema,
  LinksSchema,
  ListParameters,
  ListSchema,
  SuggestionsSchema,
} from './wire.ts';

const marketParameter = z.object({ market: z.string().optional() });

const listRoute = createRoute({
  method: 'get',
  path: '/api/products',
  summary: 'Published products, searched, filtered and sorted, a page at a time.',
  request: { query: ListParameters },
  responses: { 200: jsonResponse(ListSchema, 'One page.'), ...failures },
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

const linksRoute = createRoute({
  method: 'get',
  path: '/api/products/{slug}/links',
  summary: 'What a product leads on to: related products and accessories.',
  request: { params: z.object({ slug: z.string() }), query: marketParameter },
  responses: {
    200: jsonResponse(LinksSchema, 'The products.'),
    404: problemResponse('There is no such product.'),
    ...failures,
  },
});

export const searchRoutes = newRouter();

for (const route of [listRoute, categoriesRoute, suggestRoute, linksRoute]) {
  searchRoutes.openAPIRegistry.registerPath(route);
}

searchRoutes.get('/api/products', (c) => {
  const query = parseListQuery(parametersIn(c));
  if (!query.ok) return invalidFields(c, query.errors);
  const { answers } = c.get('services').search;
  const held = answers.heldList(query.value);
  return held === null ? answer(c, answers.list(query.value), LISTS) : answered(c, held, LISTS);
});

searchRoutes.get('/api/categories', async (c) => {
  const market = parseMarket(parametersIn(c));
  if (!market.ok) return invalidFields(c, market.errors);
  return answer(c, c.get('services').search.answers.categories(market.value), LISTS);
});

searchRoutes.get('/api/suggest', async (c) => {
  const asked = parseSuggestion(parametersIn(c));
  if (!asked.ok) return invalidFields(c, asked.errors);
  const { q, market } = asked.value;
  return answer(c, c.get('services').search.answers.suggest(q, market), LISTS);
});

searchRoutes.get('/api/products/:slug/links', async (c) => {
  const market = parseMarket(parametersIn(c));
  if (!market.ok) return invalidFields(c, market.errors);
  const { catalogue, search } = c.get('services');
  const answering = catalogue.product(c.req.param('slug'), market.value).then((product) => {
    if (product === null) return problem(c, 404, 'product_not_found', 'There is no such product.');
    return answer(c, search.answers.links(product.links, market.value), LISTS);
  });
  return orUnavailable(c, answering);
});
