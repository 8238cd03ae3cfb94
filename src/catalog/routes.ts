/**
 * A published product. The handler is a plain one under a documented route: parameters are read by
 * hand, and a validator's run on each request would cost more than the answer.
 */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import { invalidFields, jsonResponse, problemResponse } from '../http/problem.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import type { Market } from '../pricing/markets.ts';
import type { Result } from '../kernel/result.ts';
import { answered, failures, orUnavailable, parametersIn } from './answer-routes.ts';
import { productTags } from './cache-tags.ts';
import type { Answer } from './copies.ts';
import { documentIn } from './document.ts';
import type { InvalidInput } from './faults.ts';
import { LOCALE, localized } from './locale.ts';
import { parseMarket } from './parameters.ts';
import { DocumentSchema } from './wire.ts';

const hasQuery = (c: Context<AppEnv>): boolean => c.req.url.includes('?');

function marketIn(c: Context<AppEnv>): Result<Market, InvalidInput> {
  return hasQuery(c) ? parseMarket(parametersIn(c)) : { ok: true, value: DEFAULT_MARKET };
}

const parameters = z.object({ market: z.string().optional(), locale: z.string().optional() });

const productRoute = createRoute({
  method: 'get',
  path: '/api/products/{slug}',
  summary: 'One published product.',
  request: { params: z.object({ slug: z.string() }), query: parameters },
  responses: {
    200: jsonResponse(DocumentSchema, 'The product.'),
    301: { description: 'It stands under another slug now.' },
    304: { description: 'The client has it already.' },
    404: problemResponse('There is no such product.'),
    ...failures,
  },
});

export const catalogueRoutes = newRouter();

catalogueRoutes.openAPIRegistry.registerPath(productRoute);

/** The language asked for, where there is one: then the answer is made of the document. */
function localeIn(c: Context<AppEnv>): string | null {
  const locale = hasQuery(c) ? (c.req.query('locale') ?? '') : '';
  return LOCALE.test(locale) ? locale : null;
}

/** The same document in a language; its ETag names that too. */
function answerIn(locale: string, { copy, tier }: Answer): Answer {
  if (copy.text === null) return { copy, tier };
  const text = JSON.stringify(localized(documentIn(copy.text), locale));
  return { copy: { ...copy, text, etag: `${copy.etag.slice(0, -1)}-${locale}"` }, tier };
}

/** Answers a product, or leads to where it stands now. */
async function productAnswer(c: Context<AppEnv>, slug: string, market: Market): Promise<Response> {
  const { catalogue } = c.get('services');
  const locale = localeIn(c);
  const found = await catalogue.answers.product(slug, market);
  const moved = found.copy.text === null ? await catalogue.movedTo(slug) : null;
  if (moved !== null) {
    const { search } = new URL(c.req.url);
    return c.redirect(`/api/products/${encodeURIComponent(moved)}${search}`, 301);
  }
  return answered(c, locale === null ? found : answerIn(locale, found), productTags(slug));
}

catalogueRoutes.get('/api/products/:slug', (c) => {
  const market = marketIn(c);
  if (!market.ok) return invalidFields(c, market.errors);
  const { answers } = c.get('services').catalogue;
  const slug = c.req.param('slug');
  const held = answers.heldProduct(slug, market.value);
  const plain = held !== null && held.copy.text !== null && localeIn(c) === null;
  return plain
    ? answered(c, held, productTags(slug))
    : orUnavailable(c, productAnswer(c, slug, market.value));
});
